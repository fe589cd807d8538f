import { expressionParts, isExpression, sourceOf, textsIn } from './jsonata/expression-parts';
import { KNOWN_FUNCTIONS } from './jsonata/functions';
import { parse } from './jsonata/syntax';
import { usesOf } from './jsonata/variables';
import type { StateMachineDefinition } from './types';
import { walk } from './walk';

type Fields = Readonly<Record<string, unknown>>;

/**
 * State name → the variables that it reads, as DescribeStateMachine tells them: sorted, states without any left out.
 * Source: API reference, DescribeStateMachine, and recorded answers.
 */
export const variableReferences = (
  definition: StateMachineDefinition,
): Readonly<Record<string, readonly string[]>> => {
  const found: Record<string, readonly string[]> = {};
  for (const { name, state } of walk(definition)) {
    const language = state.QueryLanguage ?? definition.QueryLanguage ?? 'JSONPath';
    const fields = state as unknown as Fields;
    const names = new Set(language === 'JSONata' ? inExpressions(fields) : inPaths(fields));
    if (names.size > 0) found[name] = [...names].sort();
  }
  return found;
};

const inExpressions = (state: Fields): readonly string[] =>
  expressionParts(state)
    .flatMap(({ value, location }) => textsIn(value, location))
    .filter(({ text }) => isExpression(text))
    .flatMap(({ text }) => {
      const parsed = parse(sourceOf(text));
      return parsed.ok ? usesOf(parsed.ast) : [];
    })
    .filter(({ name, role }) => role !== 'function' || !KNOWN_FUNCTIONS.has(name))
    .map(({ name }) => name);

/** Chains inside a state: their states are looked at by themselves. */
const CHAINS: ReadonlySet<string> = new Set(['Branches', 'ItemProcessor', 'Iterator']);

/** A field that holds a path: `InputPath`, `SecondsPath`, `Variable`, `StringEqualsPath`, and whatever ends in `.$`. */
const HOLDS_PATH = /(?:Path|^Variable|\.\$)$/;

/** `$name`, and not `$.field`, `$$` or `$[0]`; texts in quotes are no paths. */
const VARIABLE = /'(?:\\.|[^'\\])*'|(?<!\$)\$(?<name>[\p{L}_][\p{L}\p{N}_]*)/gu;

const inPaths = (value: unknown): readonly string[] => {
  if (Array.isArray(value)) return value.flatMap(inPaths);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([field, inner]) => {
    if (CHAINS.has(field)) return [];
    return typeof inner === 'string' && HOLDS_PATH.test(field) ? namesIn(inner) : inPaths(inner);
  });
};

const namesIn = (path: string): readonly string[] =>
  [...path.matchAll(VARIABLE)].flatMap(({ groups }) => groups?.name ?? []);
