import type { AstNode } from '../jsonata/syntax';
import { addGuard, type Notes, type Place } from './expression-path';
import type { Types, ValueType } from './schema-fields';

/** What stands beside an operator, or is given to a function. */
export interface Side extends Place {
  readonly text: string;
  /** It has these types whatever the data: no guard has to ask. */
  readonly isCertain: boolean;
}

/** As it is called in a finding. */
export const textOf = (node: AstNode): string => {
  if (node.type === 'path') {
    const [first, ...rest] = node.steps ?? [];
    return [
      first?.type === 'variable' ? `$${String(first.value)}` : String(first?.value),
      ...rest.map(({ value }) => String(value)),
    ].join('.');
  }
  return node.type === 'number' || node.type === 'string' || node.type === 'value'
    ? JSON.stringify(node.value)
    : 'an expression';
};

export const nameOf = ({ text, types }: Side): string =>
  types === 'any' ? text : `${text} (${[...types].join(' or ')})`;

export const areApart = (a: Types, b: Types): boolean =>
  a !== 'any' && b !== 'any' && ![...a].some((type) => b.has(type));

/** Numbers with numbers, texts with texts: anything else fails when it is asked. */
export const ordered = (operator: string, left: Side, right: Side, notes: Notes): void => {
  const type = (['number', 'string'] as const).find((one) =>
    [left, right].every(({ types }) => types === 'any' || (types.size === 1 && types.has(one))),
  );
  if (!type) {
    notes.findings.add(
      `'${operator}' orders two numbers or two texts, and here ${nameOf(left)} stands beside ${nameOf(right)}`,
    );
    return;
  }
  for (const side of [left, right]) declared(side, notes);
  for (const side of [left, right]) guard(side, type, notes);
};

/** Only what is of this type, or is asked for it before, is taken. */
export const needs = (side: Side, type: 'number' | 'string', by: string, notes: Notes): void => {
  if (side.types !== 'any' && !(side.types.size === 1 && side.types.has(type))) {
    notes.findings.add(`${by} takes a ${type}, and ${nameOf(side)} may be something else`);
    return;
  }
  declared(side, notes);
  guard(side, type, notes);
};

/**
 * A value that may be anything fails in an operator now and then. It is asked for its type where the machine asks the
 * condition; whoever decides it from the log evaluates the text alone, and has to come to the same.
 */
const declared = ({ types, text }: Side, { findings }: Notes): void => {
  if (types !== 'any' || findings.size > 0) return;
  findings.add(
    `nothing says whether ${text} is a number or a text: give it a schema (\`result:\` of the step that makes it), ` +
      'or write the condition over fieldsOf(...) and resultOf(...)',
  );
};

/** An input is asked before anybody has checked it. */
const guard = (side: Side, type: ValueType, notes: Notes): void => {
  const source = side.isCertain ? undefined : sourceOf(side, notes);
  if (source) addGuard(`$not($exists(${source})) or $type(${source}) = '${type}'`, [source], notes);
};

/** What a guard asks about. Where something else was found already, that may be why there is nothing to ask. */
const sourceOf = ({ source, text }: Side, { findings }: Notes): string | undefined => {
  if (!source && findings.size === 0) {
    findings.add(
      `the type of ${text} cannot be asked before it is used: compute it in a step, and ask its result`,
    );
  }
  return source;
};
