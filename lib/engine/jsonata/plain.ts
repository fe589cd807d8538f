/**
 * A result as plain JSON values. JSONata marks its own arrays as sequences; a marked array that went into a variable
 * would be flattened by the next expression. Functions are no data: an expression that yields one fails.
 */
export const toPlain = (value: unknown): unknown => {
  if (typeof value === 'function') throw new Error('The result is a function, which is not JSON data');
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map(toPlain);
  if ('_jsonata_function' in value || '_jsonata_lambda' in value) {
    throw new Error('The result is a function, which is not JSON data');
  }
  const result: Record<string, unknown> = {};
  for (const [key, member] of Object.entries(value)) result[key] = toPlain(member);
  return result;
};
