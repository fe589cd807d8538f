import type { Comparison, Condition, Operand, Reference, Scalar } from './condition';
import type { InputSchema, SagaStep } from './definition';

declare const type: unique symbol;
const reference: unique symbol = Symbol('reference');

/** A value that is not there yet, of a known type: it can be asked about, not read. */
export interface FieldOf<T> {
  readonly [reference]: Reference;
  readonly [type]?: T;
}

/**
 * A field of the input or of a result, with the fields below it. What is optional may be asked for all the same: where it
 * is not there, no comparison holds.
 */
export type Field<T> = FieldOf<NonNullable<T>> &
  ([NonNullable<T>] extends [readonly unknown[] | Scalar]
    ? unknown
    : [NonNullable<T>] extends [object]
      ? { readonly [K in keyof NonNullable<T>]-?: Field<NonNullable<T>[K]> }
      : unknown);

/** The fields of the saga's input, to write conditions with: `greaterThan(fieldsOf(LoanRequest).amount, 50_000)`. */
export const fieldsOf = <Input>(_schema: InputSchema<Input>): Field<Input> =>
  fieldAt({ kind: 'input', path: [] }) as Field<Input>;

/** The fields of an earlier step's result, as its `result` schema has them. */
export const resultOf = <Result>(step: SagaStep<string, string, string | undefined, Result>): Field<Result> =>
  fieldAt({ kind: 'result', step: step.name, path: [] }) as Field<Result>;

const fieldAt = (at: Reference): object =>
  new Proxy(
    {},
    {
      get: (_target, name) => {
        if (name === reference) return at;
        return typeof name === 'string' ? fieldAt({ ...at, path: [...at.path, name] }) : undefined;
      },
    },
  );

const literalOf = (value: Scalar): Operand => ({ kind: 'literal', value });

/** How many elements a list has; 0 when it is not there. */
export interface Count {
  readonly count: Reference;
}

export const countOf = (list: FieldOf<readonly unknown[]>): Count => ({ count: list[reference] });

type Numeric = FieldOf<number> | Count | number;
type Textual = FieldOf<string> | string;

const operandOf = (value: FieldOf<unknown> | Count | Scalar): Operand => {
  if (typeof value !== 'object') return literalOf(value);
  return 'count' in value ? { kind: 'count', list: value.count } : value[reference];
};

/** It is there: not missing. A `null` is there. */
export const exists = (value: FieldOf<unknown>): Condition => ({ kind: 'exists', value: value[reference] });

/** It is `true`; not when it is missing. */
export const isTrue = (value: FieldOf<boolean>): Condition => ({ kind: 'is-true', value: value[reference] });

/** It is one of these. */
export const isOneOf = <T extends Scalar>(value: FieldOf<T>, values: readonly NoInfer<T>[]): Condition => ({
  kind: 'one-of',
  value: value[reference],
  values,
});

interface Equals {
  (left: Numeric, right: Numeric): Condition;
  <T extends string | boolean>(left: FieldOf<T>, right: FieldOf<T> | NoInfer<T>): Condition;
}

interface Compare {
  (left: Numeric, right: Numeric): Condition;
  /** Texts, in the order of their code units: dates as ISO 8601 writes them, for one. */
  (left: Textual, right: Textual): Condition;
}

const compare = (
  left: FieldOf<unknown> | Count | Scalar,
  comparison: Comparison,
  right: FieldOf<unknown> | Count | Scalar,
): Condition => ({ kind: 'compare', left: operandOf(left), comparison, right: operandOf(right) });

/** Both are there, and the same number, text or boolean. */
export const equals: Equals = (
  left: Numeric | FieldOf<string | boolean>,
  right: FieldOf<unknown> | Count | Scalar,
) => compare(left, '=', right);
export const lessThan: Compare = (left, right) => compare(left, '<', right);
export const atMost: Compare = (left, right) => compare(left, '<=', right);
export const greaterThan: Compare = (left, right) => compare(left, '>', right);
export const atLeast: Compare = (left, right) => compare(left, '>=', right);

export const allOf = (...conditions: readonly Condition[]): Condition => ({ kind: 'all', conditions });
export const anyOf = (...conditions: readonly Condition[]): Condition => ({ kind: 'any', conditions });
/** Also true where what it looks at is missing: `not(greaterThan(amount, 10))` is no `atMost(amount, 10)`. */
export const not = (condition: Condition): Condition => ({ kind: 'not', condition });
