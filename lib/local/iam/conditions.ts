import type { RequestContext } from './context-keys';
import type { ConditionBlock } from './statement';
import { matchesArn, matchesExactly, matchesLike } from './variables';

/** Whether one value of the request matches one value of the policy. */
type Compare = (pattern: string, value: string, context: RequestContext) => boolean;

interface Operator {
  readonly compare: Compare;
  /** `StringNotEquals` is true when none of the policy's values matches, or the request has none. */
  readonly negated: boolean;
}

const positive = (compare: Compare): Operator => ({ compare, negated: false });
const negative = (compare: Compare): Operator => ({ compare, negated: true });

const exactly: Compare = (pattern, value, context) => matchesExactly(pattern, value, context);
const ignoringCase: Compare = (pattern, value, context) => matchesExactly(pattern, value, context, 'i');
const truth: Compare = (pattern, value) => pattern.toLowerCase() === value.toLowerCase();

const BASE: Readonly<Record<string, Operator>> = {
  StringEquals: positive(exactly),
  StringNotEquals: negative(exactly),
  StringEqualsIgnoreCase: positive(ignoringCase),
  StringNotEqualsIgnoreCase: negative(ignoringCase),
  StringLike: positive(matchesLike),
  StringNotLike: negative(matchesLike),
  ArnEquals: positive(matchesArn),
  ArnNotEquals: negative(matchesArn),
  ArnLike: positive(matchesArn),
  ArnNotLike: negative(matchesArn),
  Bool: positive(truth),
};

type Judge = (
  values: readonly string[] | undefined,
  patterns: readonly string[],
  context: RequestContext,
) => boolean;

const anyMatch = (
  compare: Compare,
  patterns: readonly string[],
  value: string,
  context: RequestContext,
): boolean => patterns.some((pattern) => compare(pattern, value, context));

/** A key without a value satisfies only what is negated. */
const single =
  ({ compare, negated }: Operator): Judge =>
  (values, patterns, context) => {
    if (values === undefined || values.length === 0) return negated;
    return values.some((value) => anyMatch(compare, patterns, value, context)) !== negated;
  };

/** Every value of the request; also true when there is none. */
const forAllValues =
  ({ compare, negated }: Operator): Judge =>
  (values, patterns, context) =>
    (values ?? []).every((value) => anyMatch(compare, patterns, value, context) !== negated);

/** At least one value of the request. */
const forAnyValue =
  ({ compare, negated }: Operator): Judge =>
  (values, patterns, context) =>
    (values ?? []).some((value) => anyMatch(compare, patterns, value, context) !== negated);

const ifExists =
  (judge: Judge): Judge =>
  (values, patterns, context) =>
    values === undefined || judge(values, patterns, context);

/** `Null: true` asks that the key is not there. */
const absent: Judge = (values, [wanted]) => (values === undefined) === (wanted?.toLowerCase() === 'true');

/** The condition operators that are evaluated here. */
export const OPERATORS: Readonly<Record<string, Judge>> = {
  Null: absent,
  ...Object.fromEntries(
    Object.entries(BASE).flatMap(([name, operator]) => [
      [name, single(operator)],
      [`${name}IfExists`, ifExists(single(operator))],
      [`ForAllValues:${name}`, forAllValues(operator)],
      [`ForAnyValue:${name}`, forAnyValue(operator)],
    ]),
  ),
};

/** Whether all conditions hold: each operator, each key of it, any of its values. */
export const conditionsHold = (conditions: ConditionBlock, context: RequestContext): boolean =>
  Object.entries(conditions).every(([operator, keys]) =>
    Object.entries(keys).every(([key, patterns]) => {
      const value = context[key];
      const values = value === undefined ? undefined : typeof value === 'string' ? [value] : value;
      return OPERATORS[operator]?.(values, patterns, context) === true;
    }),
  );
