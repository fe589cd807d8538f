/** The result is a function or another thing that is no data. */
export class UnsupportedResultError extends Error {
  override readonly name = 'UnsupportedResultError';
}

/**
 * A result as plain JSON values. JSONata marks its own arrays as sequences; a marked array that went into a variable
 * would be flattened by the next expression. Functions are no data: an expression that yields one fails. Numbers
 * that JSON has no literal for become the texts `Infinity`, `-Infinity` and `NaN`. Source: executions on AWS.
 */
export const toPlain = (value: unknown): unknown => {
  if (typeof value === 'function') throw new UnsupportedResultError();
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value);
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map(toPlain);
  if ('_jsonata_function' in value || '_jsonata_lambda' in value) {
    throw new UnsupportedResultError();
  }
  const result: Record<string, unknown> = {};
  for (const [key, member] of Object.entries(value)) result[key] = toPlain(member);
  return result;
};
