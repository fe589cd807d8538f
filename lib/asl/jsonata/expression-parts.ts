import { entriesOf, type Fields, isFields } from '../fields';

/** Fields of `$states` that Step Functions offers. */
export type StatesField = 'input' | 'context' | 'result' | 'errorOutput';

/** A part of a state whose texts may be expressions, and what `$states` holds there. */
export interface ExpressionPart {
  /** Such as `Arguments` or `Choices[0]/Condition`. */
  readonly location: string;
  readonly value: unknown;
  readonly sees: readonly StatesField[];
}

const BEFORE: readonly StatesField[] = ['input', 'context'];
const AFTER: readonly StatesField[] = ['input', 'context', 'result'];
const CAUGHT: readonly StatesField[] = ['input', 'context', 'errorOutput'];

/** Fields that are evaluated before the state does its work. */
const FIELDS_BEFORE = [
  'Arguments',
  'TimeoutSeconds',
  'HeartbeatSeconds',
  'Seconds',
  'Timestamp',
  'Error',
  'Cause',
  'Items',
  'ItemSelector',
  'MaxConcurrency',
  'ToleratedFailureCount',
  'ToleratedFailurePercentage',
];

/** Only these three have something to look back on. */
const WITH_RESULT: ReadonlySet<unknown> = new Set(['Task', 'Parallel', 'Map']);

/**
 * The parts of a JSONata state that are read as JSONata. In all else a `{%` is text: comments, names of states and
 * errors, column names, Credentials. Source: seen on AWS.
 */
export const expressionParts = (state: Fields): readonly ExpressionPart[] => [
  ...FIELDS_BEFORE.map((location) => ({ location, value: state[location], sees: BEFORE })),
  ...partsOfMap(state),
  ...flow('', state, WITH_RESULT.has(state.Type) ? AFTER : BEFORE),
  ...entriesOf(state.Choices).flatMap(([index, rule]) => [
    { location: `Choices[${index}]/Condition`, value: rule.Condition, sees: BEFORE },
    ...flow(`Choices[${index}]/`, rule, BEFORE),
  ]),
  ...entriesOf(state.Catch).flatMap(([index, catcher]) => flow(`Catch[${index}]/`, catcher, CAUGHT)),
];

const flow = (prefix: string, from: Fields, sees: readonly StatesField[]): readonly ExpressionPart[] => [
  { location: `${prefix}Assign`, value: from.Assign, sees },
  { location: `${prefix}Output`, value: from.Output, sees },
];

const partsOfMap = (state: Fields): readonly ExpressionPart[] => {
  const inside = (path: readonly string[]): ExpressionPart => ({
    location: path.join('/'),
    value: path.reduce<unknown>((value, name) => (isFields(value) ? value[name] : undefined), state),
    sees: BEFORE,
  });
  return [
    inside(['ItemReader', 'Arguments']),
    inside(['ItemReader', 'ReaderConfig', 'MaxItems']),
    inside(['ItemBatcher']),
    inside(['ResultWriter', 'Arguments']),
  ];
};

/** Every text in a value, with its path. */
export const textsIn = (
  value: unknown,
  location: string,
): readonly { readonly location: string; readonly text: string }[] => {
  if (typeof value === 'string') return [{ location, text: value }];
  if (value === null || typeof value !== 'object') return [];
  return Array.isArray(value)
    ? value.flatMap((item, index) => textsIn(item, `${location}[${index}]`))
    : Object.entries(value).flatMap(([key, member]) => textsIn(member, `${location}/${key}`));
};

export const isExpression = (text: string): boolean =>
  text.startsWith('{%') && text.endsWith('%}') && text.length >= 4;
export const sourceOf = (text: string): string => text.slice(2, -2).trim();
