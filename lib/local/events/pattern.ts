/** An event pattern as EventBridge has it: objects of fields, arrays of alternatives, `$or` of objects. */
export type EventPattern = Readonly<Record<string, unknown>>;

type Matcher = (argument: unknown, value: unknown) => boolean;

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const prefixed = (argument: unknown, test: (value: string, part: string) => boolean) => (value: unknown) => {
  if (typeof value !== 'string') return false;
  if (isObject(argument)) {
    return test(value.toLowerCase(), String(argument['equals-ignore-case']).toLowerCase());
  }
  return test(value, String(argument));
};

const compare: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '=': (a, b) => a === b,
  '>=': (a, b) => a >= b,
  '>': (a, b) => a > b,
};

const numeric: Matcher = (argument, value) => {
  if (typeof value !== 'number' || !Array.isArray(argument)) return false;
  for (let index = 0; index + 1 < argument.length; index += 2) {
    if (!compare[String(argument[index])]?.(value, Number(argument[index + 1]))) return false;
  }
  return true;
};

const wildcard: Matcher = (argument, value) => {
  const parts = String(argument)
    .split('*')
    .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return typeof value === 'string' && new RegExp(`^${parts.join('.*')}$`, 's').test(value);
};

/** `anything-but` takes a value, a list of values, or another matcher; a field that is absent never matches it. */
const anythingBut: Matcher = (argument, value) => {
  if (value === undefined) return false;
  const excluded = Array.isArray(argument) ? argument : [argument];
  return !excluded.some((one) => matchesOne(one, value));
};

/** Content filters by their name; a new one is a line here. */
const MATCHERS: Readonly<Record<string, Matcher>> = {
  exists: (argument, value) => (value !== undefined) === argument,
  prefix: (argument, value) => prefixed(argument, (text, part) => text.startsWith(part))(value),
  suffix: (argument, value) => prefixed(argument, (text, part) => text.endsWith(part))(value),
  'equals-ignore-case': (argument, value) =>
    typeof value === 'string' && value.toLowerCase() === String(argument).toLowerCase(),
  'anything-but': anythingBut,
  numeric,
  wildcard,
};

const matchesOne = (alternative: unknown, value: unknown): boolean => {
  if (!isObject(alternative)) return alternative === value;
  const [name, argument] = Object.entries(alternative)[0] ?? [];
  const matcher = name === undefined ? undefined : MATCHERS[name];
  if (!matcher) throw new Error(`the event pattern uses "${name}", which the embedded stack does not know`);
  // In prefix, suffix and wildcard lists each element counts as an alternative.
  return Array.isArray(argument) && name !== 'numeric' && name !== 'anything-but'
    ? argument.some((one) => matcher(one, value))
    : matcher(argument, value);
};

const matchesField = (alternatives: unknown, value: unknown): boolean => {
  if (isObject(alternatives)) {
    return matchesPattern(alternatives, isObject(value) ? value : {});
  }
  if (!Array.isArray(alternatives))
    throw new Error('each field of an event pattern must be a list of alternatives');
  // An array in the event matches when one of its elements does.
  const values = Array.isArray(value) ? value : [value];
  return alternatives.some((alternative) => values.some((one) => matchesOne(alternative, one)));
};

/** Whether an event matches a pattern: every field of the pattern, and of each `$or` at least one branch. */
export const matchesPattern = (pattern: EventPattern, event: unknown): boolean => {
  const fields = isObject(event) ? event : {};
  return Object.entries(pattern).every(([name, expected]) =>
    name === '$or' && Array.isArray(expected)
      ? expected.some((branch) => matchesPattern(branch as EventPattern, fields))
      : matchesField(expected, fields[name]),
  );
};

/** Whether one of the filters lets an event through; without any, every event is. */
export const passesFilters = (filters: readonly EventPattern[], event: object): boolean =>
  filters.length === 0 || filters.some((filter) => matchesPattern(filter, event));
