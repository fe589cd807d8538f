import { inHashSetOrder } from '../java/hash-set';
import { javaText } from '../java/text';
import { isObject } from '../step';
import { array, whole } from './arguments';
import type { Intrinsic } from './intrinsic';

const RANGE_LIMIT = 1000;

const partition = (values: unknown, size: unknown): unknown => {
  const items = array(values);
  const step = whole(size);
  if (step < 1) throw new Error('the size of a chunk is at least 1');
  const count = Math.ceil(items.length / step);
  return Array.from({ length: count }, (_, index) => items.slice(index * step, (index + 1) * step));
};

const range = (values: readonly unknown[]): unknown => {
  const [start, end, step] = values.map(whole) as [number, number, number];
  if (step === 0) throw new Error('the step is not 0');
  const count = Math.max(0, Math.floor((end - start) / step) + 1);
  if (count > RANGE_LIMIT) throw new Error(`a range has at most ${RANGE_LIMIT} numbers`);
  return Array.from({ length: count }, (_, index) => start + index * step);
};

/** An empty array has null at every index. Source: executions on AWS. */
const item = (values: unknown, index: unknown): unknown => {
  const items = array(values);
  const place = whole(index);
  if (items.length === 0) return null;
  if (place < 0 || place >= items.length) throw new Error(`the array has no index ${place}`);
  return items[place];
};

/** The same members in another order are the same object. */
const sorted = (_key: string, value: unknown): unknown =>
  isObject(value) ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))) : value;

const unique = (values: unknown): unknown => {
  const seen = new Map<string, unknown>();
  for (const value of array(values)) {
    const key = JSON.stringify(value, sorted);
    if (!seen.has(key)) seen.set(key, value);
  }
  return inHashSetOrder([...seen.values()]);
};

/** Values are compared by how they read: 1 is in `['1']`. Source: executions on AWS. */
const contains = (values: unknown, value: unknown): boolean => {
  const wanted = javaText(value);
  return array(values).some((each) => javaText(each) === wanted);
};

/** Source: developer guide, "Intrinsics for arrays". */
export const ARRAY_INTRINSICS: Readonly<Record<string, Intrinsic>> = {
  'States.Array': { takes: [0, Number.POSITIVE_INFINITY], run: (values) => values },
  'States.ArrayContains': { takes: [2, 2], run: ([values, value]) => contains(values, value) },
  'States.ArrayGetItem': { takes: [2, 2], run: ([values, index]) => item(values, index) },
  'States.ArrayLength': { takes: [1, 1], run: ([values]) => array(values).length },
  'States.ArrayPartition': { takes: [2, 2], run: ([values, size]) => partition(values, size) },
  'States.ArrayRange': { takes: [3, 3], run: range },
  'States.ArrayUnique': { takes: [1, 1], run: ([values]) => unique(values) },
};
