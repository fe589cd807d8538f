import { follow, readSteps } from './path';
import type { Reader } from './reader';

/** A filter: whether an element is taken. */
export type Matches = (element: unknown) => boolean;

/** What a side of a comparison yields for an element; undefined when it has no value. */
type Operand = (element: unknown) => unknown;

/** Reads `(@.status == 0 && @.name != 'x')`, from the parenthesis on. */
export const parseFilter = (reader: Reader): Matches => {
  reader.skipSpace();
  reader.expect('(');
  const matches = readOr(reader);
  reader.expect(')');
  return matches;
};

const readOr = (reader: Reader): Matches => {
  let left = readAnd(reader);
  while (reader.take('||')) {
    const before = left;
    const right = readAnd(reader);
    left = (element) => before(element) || right(element);
  }
  return left;
};

const readAnd = (reader: Reader): Matches => {
  let left = readTerm(reader);
  while (reader.take('&&')) {
    const before = left;
    const right = readTerm(reader);
    left = (element) => before(element) && right(element);
  }
  return left;
};

const readTerm = (reader: Reader): Matches => {
  reader.skipSpace();
  if (reader.take('!')) {
    const inner = readTerm(reader);
    return (element) => !inner(element);
  }
  const matches = reader.peek() === '(' ? parseFilter(reader) : readComparison(reader);
  reader.skipSpace();
  return matches;
};

const ordered =
  (compare: (a: number | string, b: number | string) => boolean) =>
  (a: unknown, b: unknown): boolean =>
    (typeof a === 'number' && typeof b === 'number') || (typeof a === 'string' && typeof b === 'string')
      ? compare(a, b)
      : false;

const COMPARISONS: readonly (readonly [string, (a: unknown, b: unknown) => boolean])[] = [
  ['==', (a, b) => a !== undefined && JSON.stringify(a) === JSON.stringify(b)],
  ['!=', (a, b) => JSON.stringify(a) !== JSON.stringify(b)],
  ['<=', ordered((a, b) => a <= b)],
  ['>=', ordered((a, b) => a >= b)],
  ['<', ordered((a, b) => a < b)],
  ['>', ordered((a, b) => a > b)],
];

const readComparison = (reader: Reader): Matches => {
  const left = readOperand(reader);
  reader.skipSpace();
  for (const [operator, compare] of COMPARISONS) {
    if (!reader.take(operator)) continue;
    reader.skipSpace();
    const right = readOperand(reader);
    return (element) => compare(left(element), right(element));
  }
  return (element) => left(element) !== undefined;
};

const readOperand = (reader: Reader): Operand => {
  if (reader.take('@')) {
    const steps = readSteps(reader);
    return (element) => follow(steps, element)[0];
  }
  if (reader.peek() === "'" || reader.peek() === '"') {
    const text = reader.quoted();
    return () => text;
  }
  const literal = reader.match(/-?\d+(\.\d+)?([eE][-+]?\d+)?|true|false|null/);
  if (literal === undefined) return reader.fail('a value or @ expected');
  const value = JSON.parse(literal) as unknown;
  return () => value;
};
