/** Deepest nesting of objects and arrays in an input. */
export const MAX_INPUT_DEPTH = 32;

/**
 * Whether a value is nested deeper than an input may be. JSON has no bound of its own, but whatever walks it by
 * recursion (`JSON.stringify`, schemas, the marshaller of DynamoDB) ends in a stack overflow: so this goes level by level.
 */
export const isTooDeep = (value: unknown): boolean => {
  let level = containersIn([value]);
  for (let depth = 1; level.length > 0; depth += 1) {
    if (depth > MAX_INPUT_DEPTH) return true;
    level = level.flatMap((container) => containersIn(Object.values(container)));
  }
  return false;
};

const containersIn = (values: readonly unknown[]): readonly object[] =>
  values.filter((value): value is object => typeof value === 'object' && value !== null);
