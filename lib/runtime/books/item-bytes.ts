/** What DynamoDB adds to each list and map, and to each of their elements. */
const CONTAINER_BYTES = 3;
const ELEMENT_BYTES = 1;
/** The most that a number takes: 38 digits, two to a byte, and its sign and exponent. */
const NUMBER_BYTES = 21;

/**
 * Bytes of a value as DynamoDB counts an item, or a little more: numbers count as the longest.
 * Source: DynamoDB developer guide, "DynamoDB item sizes and formats".
 */
export const itemBytes = (value: unknown): number => {
  if (value === undefined) return 0;
  if (value === null || typeof value === 'boolean') return 1;
  if (typeof value === 'string') return Buffer.byteLength(value);
  if (typeof value !== 'object') return NUMBER_BYTES;
  if (ArrayBuffer.isView(value)) return value.byteLength;
  const elements = value instanceof Set || Array.isArray(value) ? [...value] : undefined;
  if (elements) return sum(elements.map((element) => ELEMENT_BYTES + itemBytes(element))) + CONTAINER_BYTES;
  const members = Object.entries(value).map(([name, member]) =>
    member === undefined ? 0 : ELEMENT_BYTES + Buffer.byteLength(name) + itemBytes(member),
  );
  return sum(members) + CONTAINER_BYTES;
};

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);
