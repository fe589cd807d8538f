/**
 * The order in which a `HashSet` of Java yields values that were added one after the other. Step Functions answers in
 * that order where it makes values unique. Source: executions on AWS; `java.util.HashMap` (buckets, spread, growth).
 */
export const inHashSetOrder = (values: readonly unknown[]): readonly unknown[] => {
  const size = tableSize(values.length);
  const buckets = new Map<number, unknown[]>();
  for (const value of values) {
    const hash = hashOf(value);
    const bucket = (hash ^ (hash >>> 16)) & (size - 1);
    buckets.set(bucket, [...(buckets.get(bucket) ?? []), value]);
  }
  return [...buckets.keys()].sort((a, b) => a - b).flatMap((bucket) => buckets.get(bucket) ?? []);
};

const SMALLEST_TABLE = 16;
const LOAD_FACTOR = 0.75;

const tableSize = (count: number): number => {
  let size = SMALLEST_TABLE;
  while (count > size * LOAD_FACTOR) size *= 2;
  return size;
};

const TRUE_HASH = 1231;
const FALSE_HASH = 1237;

/** `hashCode()` of the Java value that stands for a JSON value. */
const hashOf = (value: unknown): number => {
  if (typeof value === 'string') return textHash(value);
  if (typeof value === 'number') return numberHash(value);
  if (typeof value === 'boolean') return value ? TRUE_HASH : FALSE_HASH;
  if (Array.isArray(value)) return value.reduce((hash: number, item) => step(hash, hashOf(item)), 1);
  if (value === null || typeof value !== 'object') return 0;
  return Object.entries(value).reduce(
    (sum, [key, member]) => (sum + (textHash(key) ^ hashOf(member))) | 0,
    0,
  );
};

const step = (hash: number, next: number): number => (Math.imul(31, hash) + next) | 0;

const textHash = (text: string): number => {
  let hash = 0;
  for (let index = 0; index < text.length; index++) hash = step(hash, text.charCodeAt(index));
  return hash;
};

const numberHash = (value: number): number => {
  if (value === (value | 0)) return value;
  const view = new DataView(new ArrayBuffer(8));
  if (Number.isSafeInteger(value)) view.setBigInt64(0, BigInt(value));
  else view.setFloat64(0, value);
  return view.getInt32(0) ^ view.getInt32(4);
};
