import { Regex } from './regex';

/** Compares two values; undefined is one that is not there. */
export type Operator = (left: unknown, right: unknown) => boolean;

/** A number and a text that reads as the same number are equal. Source: Jayway JsonPath. */
const equal: Operator = (left, right) => {
  if (left === undefined || right === undefined) return false;
  if (typeof left === 'string' && typeof right === 'number')
    return left.trim() !== '' && Number(left) === right;
  if (typeof left === 'number' && typeof right === 'string') return equal(right, left);
  if (left === null || right === null || typeof left !== 'object' || typeof right !== 'object') {
    return left === right;
  }
  if (Array.isArray(left) !== Array.isArray(right)) return false;
  const [a, b] = [left, right] as readonly Readonly<Record<string, unknown>>[];
  const keys = Object.keys(a as object);
  if (keys.length !== Object.keys(b as object).length) return false;
  return keys.every((key) => Object.hasOwn(b as object, key) && strictlyEqual(a?.[key], b?.[key]));
};

/** Inside arrays and objects a number is no text. */
const strictlyEqual: Operator = (left, right) => typeof left === typeof right && equal(left, right);

const ordered =
  (compare: (left: number | string, right: number | string) => boolean): Operator =>
  (left, right) =>
    (typeof left === 'number' && typeof right === 'number') ||
    (typeof left === 'string' && typeof right === 'string')
      ? compare(left, right)
      : false;

const isList = Array.isArray as (value: unknown) => value is readonly unknown[];

const has = (list: readonly unknown[], value: unknown): boolean => list.some((each) => equal(each, value));

/** Operators between two lists; false when either is none. */
const lists =
  (compare: (left: readonly unknown[], right: readonly unknown[]) => boolean): Operator =>
  (left, right) =>
    isList(left) && isList(right) && compare(left, right);

const matches: Operator = (left, right) => {
  if (left instanceof Regex) return !(right instanceof Regex) && left.matches(right);
  return right instanceof Regex && right.matches(left);
};

const isIn: Operator = (left, right) => isList(right) && has(right, left);

const sizeOf = (value: unknown): number | undefined => {
  if (typeof value === 'string' || isList(value)) return value.length;
  return value !== null && typeof value === 'object' ? Object.keys(value).length : undefined;
};

const contains: Operator = (left, right) => {
  if (typeof left === 'string') return typeof right === 'string' && left.includes(right);
  return isList(left) && has(left, right);
};

const not =
  (operator: Operator): Operator =>
  (left, right) =>
    !operator(left, right);

/** Source: Jayway JsonPath, "Filter Operators". Those that are words are read in any case. */
export const OPERATORS: ReadonlyMap<string, Operator> = new Map<string, Operator>([
  ['==', equal],
  ['===', strictlyEqual],
  ['!=', not(equal)],
  ['!==', not(strictlyEqual)],
  ['<', ordered((left, right) => left < right)],
  ['<=', ordered((left, right) => left <= right)],
  ['>', ordered((left, right) => left > right)],
  ['>=', ordered((left, right) => left >= right)],
  ['=~', matches],
  ['all', lists((left, right) => right.every((each) => has(left, each)))],
  ['anyof', lists((left, right) => left.some((each) => has(right, each)))],
  ['contains', contains],
  ['empty', (left, right) => sizeOf(left) !== undefined && (sizeOf(left) === 0) === right],
  ['in', isIn],
  ['nin', not(isIn)],
  ['noneof', lists((left, right) => !left.some((each) => has(right, each)))],
  ['size', (left, right) => typeof right === 'number' && sizeOf(left) === Math.trunc(right)],
  ['subsetof', lists((left, right) => left.every((each) => has(right, each)))],
]);
