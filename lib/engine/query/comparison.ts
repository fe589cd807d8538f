import type { JsonPathComparison } from '../../asl';
import { NoMatchError, type Path, PathError, type PathScope, parsePath } from '../../jsonpath';

/** A rule of a Choice, or a part of one. Throws PathError. */
export type Condition = (scope: PathScope) => boolean;

type Compare = (variable: unknown, value: unknown) => boolean;

const numbers =
  (compare: (a: number, b: number) => boolean): Compare =>
  (a, b) =>
    typeof a === 'number' && typeof b === 'number' && compare(a, b);

const strings =
  (compare: (a: string, b: string) => boolean): Compare =>
  (a, b) =>
    typeof a === 'string' && typeof b === 'string' && compare(a, b);

const TIMESTAMP = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/;
const isTimestamp = (value: unknown): value is string =>
  typeof value === 'string' && TIMESTAMP.test(value) && !Number.isNaN(Date.parse(value));

const timestamps =
  (compare: (a: number, b: number) => boolean): Compare =>
  (a, b) =>
    isTimestamp(a) && isTimestamp(b) && compare(Date.parse(a), Date.parse(b));

/** `*` stands for any characters; `\*` and `\\` for themselves. */
const like = (value: string, pattern: string): boolean => {
  const source = pattern.replace(/\\([\\*])|\*|[^*\\]+|\\/g, (part, escaped: string | undefined) => {
    if (part === '*') return '[^]*';
    return (escaped ?? part).replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  });
  return new RegExp(`^${source}$`).test(value);
};

/** Operators that compare; each also as `…Path`, with a path for its value. */
const OPERATORS: Readonly<Record<string, Compare>> = {
  BooleanEquals: (a, b) => typeof a === 'boolean' && a === b,
  NumericEquals: numbers((a, b) => a === b),
  NumericGreaterThan: numbers((a, b) => a > b),
  NumericGreaterThanEquals: numbers((a, b) => a >= b),
  NumericLessThan: numbers((a, b) => a < b),
  NumericLessThanEquals: numbers((a, b) => a <= b),
  StringEquals: strings((a, b) => a === b),
  StringGreaterThan: strings((a, b) => a > b),
  StringGreaterThanEquals: strings((a, b) => a >= b),
  StringLessThan: strings((a, b) => a < b),
  StringLessThanEquals: strings((a, b) => a <= b),
  StringMatches: strings(like),
  TimestampEquals: timestamps((a, b) => a === b),
  TimestampGreaterThan: timestamps((a, b) => a > b),
  TimestampGreaterThanEquals: timestamps((a, b) => a >= b),
  TimestampLessThan: timestamps((a, b) => a < b),
  TimestampLessThanEquals: timestamps((a, b) => a <= b),
};

/** Operators that look at the type; their value says whether it should be so. */
const TYPES: Readonly<Record<string, (value: unknown) => boolean>> = {
  IsBoolean: (value) => typeof value === 'boolean',
  IsNull: (value) => value === null,
  IsNumeric: (value) => typeof value === 'number',
  IsString: (value) => typeof value === 'string',
  IsTimestamp: isTimestamp,
};

const read = (path: Path, scope: PathScope): unknown => {
  try {
    return path.read(scope);
  } catch (error) {
    if (!(error instanceof NoMatchError)) throw error;
    throw new PathError(
      `Invalid path '${path.text}': The choice state's condition path references an invalid value.`,
    );
  }
};

const RULE_FIELDS: ReadonlySet<string> = new Set(['Variable', 'Next', 'Assign', 'Comment', 'Output']);

/** Throws PathError when the rule is none. */
export const compileCondition = (rule: JsonPathComparison): Condition => {
  if (rule.And) {
    const parts = rule.And.map(compileCondition);
    return (scope) => parts.every((part) => part(scope));
  }
  if (rule.Or) {
    const parts = rule.Or.map(compileCondition);
    return (scope) => parts.some((part) => part(scope));
  }
  if (rule.Not) {
    const part = compileCondition(rule.Not);
    return (scope) => !part(scope);
  }
  return compileComparison(rule);
};

const compileComparison = (rule: JsonPathComparison): Condition => {
  const operator = Object.keys(rule).find((field) => !RULE_FIELDS.has(field)) ?? '';
  const wanted = rule[operator];
  const variable = parsePath(rule.Variable ?? '');
  if (operator === 'IsPresent') return (scope) => variable.find(scope).length > 0 === wanted;
  const isType = Object.hasOwn(TYPES, operator) ? TYPES[operator] : undefined;
  if (isType) return (scope) => isType(read(variable, scope)) === wanted;
  const name = operator.replace(/Path$/, '');
  const compare = Object.hasOwn(OPERATORS, name) ? OPERATORS[name] : undefined;
  if (!compare) throw new PathError(`A choice rule has no operator that is known, but '${operator}'`);
  if (operator === name) return (scope) => compare(read(variable, scope), wanted);
  const other = parsePath(String(wanted));
  return (scope) => compare(read(variable, scope), read(other, scope));
};
