import type { Comparison, Condition, Operand, Reference } from './condition';

/** What conditions look at. */
export interface Known {
  readonly input: unknown;
  /** Step name → result. */
  readonly results: Readonly<Record<string, unknown>>;
}

/**
 * Decides a condition exactly as the state machine's JSONata does. A differential test holds the two against each other,
 * lists included, on which a path of JSONata goes into every element.
 */
export const decide = (condition: Condition, known: Known): boolean => {
  switch (condition.kind) {
    case 'exists':
      return referred(condition.value, known) !== undefined;
    case 'is-true':
      return referred(condition.value, known) === true;
    case 'one-of':
      return (condition.values as readonly unknown[]).includes(referred(condition.value, known));
    case 'compare':
      return compare(
        operandOf(condition.left, known),
        condition.comparison,
        operandOf(condition.right, known),
      );
    case 'all':
      return condition.conditions.every((inner) => decide(inner, known));
    case 'any':
      return condition.conditions.some((inner) => decide(inner, known));
    case 'not':
      return !decide(condition.condition, known);
  }
};

const compare = (left: unknown, comparison: Comparison, right: unknown): boolean => {
  if (typeof left !== typeof right) return false;
  if (comparison === '=') return isScalar(left) && left === right;
  if (typeof left === 'number') return ordered(left, comparison, right as number);
  return typeof left === 'string' && ordered(left, comparison, right as string);
};

const isScalar = (value: unknown): boolean =>
  typeof value === 'number' || typeof value === 'string' || typeof value === 'boolean';

const ordered = <T extends number | string>(
  left: T,
  comparison: Exclude<Comparison, '='>,
  right: T,
): boolean => {
  switch (comparison) {
    case '<':
      return left < right;
    case '<=':
      return left <= right;
    case '>':
      return left > right;
    case '>=':
      return left >= right;
  }
};

const operandOf = (operand: Operand, known: Known): unknown => {
  switch (operand.kind) {
    case 'literal':
      return operand.value;
    case 'count': {
      const list = referred(operand.list, known);
      if (list === undefined) return 0;
      return Array.isArray(list) ? list.length : 1;
    }
    default:
      return referred(operand, known);
  }
};

const referred = (reference: Reference, { input, results }: Known): unknown =>
  reference.kind === 'input'
    ? valueAt(input, reference.path)
    : valueAt(results, [reference.step, ...reference.path]);

/** A path of JSONata: it goes into each element of a list, and what it finds there is one list; of one, the one. */
const valueAt = (root: unknown, path: readonly string[]): unknown => {
  let found: readonly unknown[] = Array.isArray(root) ? root : [root];
  for (const [index, name] of path.entries()) {
    const values = found.map((item) => fieldOf(item, name)).filter((value) => value !== undefined);
    // A list that is itself the field at the end of the path stays one, also with one element or none.
    if (index === path.length - 1 && values.length === 1 && values[0] instanceof Own) return values[0].list;
    found = values.flatMap((value) => (value instanceof Own ? value.list : [value]));
  }
  return found.length > 1 ? found : found[0];
};

/** A list that stands in the data, and was not gathered. */
class Own {
  constructor(readonly list: readonly unknown[]) {}
}

const fieldOf = (item: unknown, name: string): unknown => {
  if (Array.isArray(item)) return gathered(item, name);
  if (typeof item !== 'object' || item === null || !Object.hasOwn(item, name)) return undefined;
  const value = (item as Record<string, unknown>)[name];
  return Array.isArray(value) ? new Own(value) : value;
};

const gathered = (items: readonly unknown[], name: string): unknown => {
  const values = items.flatMap((item) => {
    const value = fieldOf(item, name);
    if (value === undefined) return [];
    return value instanceof Own ? value.list : [value];
  });
  return values.length > 1 ? new Own(values) : values[0];
};
