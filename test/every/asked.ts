import jsonata from 'jsonata';
import { conditionSource } from '../../lib/asl';
import type { Comparison, Condition, Operand, SagaStep } from '../../lib/saga';

interface Known {
  readonly input: unknown;
  readonly results: Readonly<Record<string, unknown>>;
}

/**
 * Whether input and results ask for a step. The compiled machine has no part in the answer; a condition that is data is
 * read a second time by a plain reader, and both have to say the same.
 */
export const isAsked = async ({ name, when }: SagaStep, known: Known): Promise<boolean> => {
  if (when === undefined) return true;
  const source = typeof when === 'string' ? when : conditionSource(when);
  const asked = (await jsonata(source).evaluate({}, { ...known })) === true;
  if (typeof when !== 'string' && asked !== holds(when, known)) {
    throw new Error(
      `the condition of ${name}, ${JSON.stringify(when)}, is read in two ways for ${JSON.stringify(known)}`,
    );
  }
  return asked;
};

/** Reads plain data, without lists on the way to a value: no example has a condition that looks into one. */
const holds = (condition: Condition, known: Known): boolean => {
  switch (condition.kind) {
    case 'exists':
      return valueAt(condition.value, known) !== undefined;
    case 'is-true':
      return valueAt(condition.value, known) === true;
    case 'one-of':
      return (condition.values as readonly unknown[]).includes(valueAt(condition.value, known));
    case 'all':
      return condition.conditions.every((inner) => holds(inner, known));
    case 'any':
      return condition.conditions.some((inner) => holds(inner, known));
    case 'not':
      return !holds(condition.condition, known);
    case 'compare': {
      const [left, right] = [condition.left, condition.right].map((operand) => valueAt(operand, known));
      return (
        left !== undefined && typeof left === typeof right && COMPARISONS[condition.comparison](left, right)
      );
    }
  }
};

// biome-ignore lint/suspicious/noExplicitAny: both sides are of the same type, whichever it is
const COMPARISONS: Readonly<Record<Comparison, (left: any, right: any) => boolean>> = {
  '=': (left, right) => left === right,
  '<': (left, right) => left < right,
  '<=': (left, right) => left <= right,
  '>': (left, right) => left > right,
  '>=': (left, right) => left >= right,
};

const valueAt = (operand: Operand, known: Known): unknown => {
  switch (operand.kind) {
    case 'literal':
      return operand.value;
    case 'count':
      return ((valueAt(operand.list, known) as readonly unknown[] | undefined) ?? []).length;
    case 'input':
      return along(known.input, operand.path);
    case 'result':
      return along(known.results[operand.step], operand.path);
  }
};

const along = (value: unknown, path: readonly string[]): unknown =>
  path.reduce((inner, name) => (inner as Record<string, unknown> | undefined)?.[name], value);
