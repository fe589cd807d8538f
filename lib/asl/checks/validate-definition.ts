import { isFields } from '../fields';
import { type Diagnostic, isError, problem } from './diagnostic';
import { readDefinition } from './read-definition';
import { CHECKS } from './table';
import { type DefinitionTree, treeOf } from './tree';

export interface ValidationOptions {
  /** STANDARD by default. */
  readonly type?: DefinitionTree['type'];
}

/** What ValidateStateMachineDefinition finds in a definition, its errors first. Never throws. */
export const validateDefinition = (
  source: string | object,
  options: ValidationOptions = {},
): readonly Diagnostic[] => checked(source, options).diagnostics;

export interface Checked {
  readonly definition: unknown;
  readonly diagnostics: readonly Diagnostic[];
}

/** As validateDefinition, with what was read. */
export const checked = (source: string | object, { type = 'STANDARD' }: ValidationOptions = {}): Checked => {
  const read = typeof source === 'string' ? readDefinition(source) : { value: source, diagnostics: [] };
  const definition = read.value;
  if (!isFields(definition)) {
    return { definition, diagnostics: read.diagnostics.length > 0 ? read.diagnostics : [NO_OBJECT] };
  }
  const tree = treeOf(definition, type);
  const found = [...read.diagnostics, ...Object.values(CHECKS).flatMap((check) => check(tree))];
  return {
    definition,
    diagnostics: [...found.filter(isError), ...found.filter((diagnostic) => !isError(diagnostic))],
  };
};

/** Source: recorded on AWS. */
const NO_OBJECT = problem(
  'SCHEMA_VALIDATION_FAILED',
  undefined,
  'Definition must be a valid JSON object',
  'give an object with StartAt and States',
);
