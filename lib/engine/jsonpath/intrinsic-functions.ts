import { createHash } from 'node:crypto';
import { uuid } from '../uuid';
import type { PathScope } from './scope';

/** Source: developer guide, "Intrinsic functions for JSONPath states". An Error's message says which rule is broken. */
type Intrinsic = (values: readonly unknown[], scope: PathScope) => unknown;

const RANGE_LIMIT = 1000;

const HASHES: ReadonlyMap<unknown, string> = new Map([
  ['MD5', 'md5'],
  ['SHA-1', 'sha1'],
  ['SHA-256', 'sha256'],
  ['SHA-384', 'sha384'],
  ['SHA-512', 'sha512'],
]);

const array = (value: unknown): readonly unknown[] => {
  if (Array.isArray(value)) return value;
  throw new Error(`an array expected, not ${JSON.stringify(value)}`);
};

const text = (value: unknown): string => {
  if (typeof value === 'string') return value;
  throw new Error(`a string expected, not ${JSON.stringify(value)}`);
};

/** Numbers are taken as whole ones: what is behind the point is dropped. */
const whole = (value: unknown): number => {
  if (typeof value === 'number') return Math.trunc(value);
  throw new Error(`a number expected, not ${JSON.stringify(value)}`);
};

const object = (value: unknown): object => {
  if (value !== null && typeof value === 'object' && !Array.isArray(value)) return value;
  throw new Error(`an object expected, not ${JSON.stringify(value)}`);
};

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

const format: Intrinsic = ([template, ...values]) => {
  let used = 0;
  const result = text(template).replace(/\\([{}])|\{\}/g, (_match, escaped: string | undefined) => {
    if (escaped) return escaped;
    if (used >= values.length) throw new Error(`more {} than the ${values.length} values`);
    const value = values[used++];
    return typeof value === 'string' ? value : JSON.stringify(value);
  });
  if (used < values.length) throw new Error(`${values.length} values for ${used} {}`);
  return result;
};

const partition: Intrinsic = ([values, size]) => {
  const items = array(values);
  const step = whole(size);
  if (step < 1) throw new Error('the size of a chunk is at least 1');
  return Array.from({ length: Math.ceil(items.length / step) }, (_, index) =>
    items.slice(index * step, (index + 1) * step),
  );
};

const range: Intrinsic = (values) => {
  const [start, end, step] = values.map(whole) as [number, number, number];
  if (step === 0) throw new Error('the step is not 0');
  const count = Math.max(0, Math.floor((end - start) / step) + 1);
  if (count > RANGE_LIMIT) throw new Error(`a range has at most ${RANGE_LIMIT} numbers`);
  return Array.from({ length: count }, (_, index) => start + index * step);
};

const item: Intrinsic = ([values, index]) => {
  const items = array(values);
  const place = whole(index);
  if (place < 0 || place >= items.length) throw new Error(`the array has no index ${place}`);
  return items[place];
};

const hash: Intrinsic = ([data, algorithm]) => {
  const name = HASHES.get(algorithm);
  if (!name) throw new Error(`the algorithm is one of ${[...HASHES.keys()].join(', ')}`);
  return createHash(name)
    .update(typeof data === 'string' ? data : JSON.stringify(data))
    .digest('hex');
};

const merge: Intrinsic = ([first, second, deep]) => {
  if (deep !== false) throw new Error('only a shallow merge (false) is there');
  return { ...object(first), ...object(second) };
};

const random: Intrinsic = ([start, end], scope) => {
  const from = whole(start);
  return from + Math.floor(scope.random() * (whole(end) - from));
};

/** The separator is a set of characters, each of which splits. */
const split: Intrinsic = ([value, separators]) => {
  const characters = text(separators).replace(/[\]\\^-]/g, '\\$&');
  return text(value)
    .split(new RegExp(`[${characters}]`))
    .filter((part) => part !== '');
};

export const INTRINSIC_FUNCTIONS: ReadonlyMap<string, Intrinsic> = new Map<string, Intrinsic>([
  ['States.Array', (values) => values],
  ['States.ArrayContains', ([values, value]) => array(values).some((each) => same(each, value))],
  ['States.ArrayGetItem', item],
  ['States.ArrayLength', ([values]) => array(values).length],
  ['States.ArrayPartition', partition],
  ['States.ArrayRange', range],
  [
    'States.ArrayUnique',
    ([values]) =>
      array(values).filter((value, index, all) => all.findIndex((each) => same(each, value)) === index),
  ],
  ['States.Base64Decode', ([value]) => Buffer.from(text(value), 'base64').toString()],
  ['States.Base64Encode', ([value]) => Buffer.from(text(value)).toString('base64')],
  ['States.Format', format],
  ['States.Hash', hash],
  ['States.JsonMerge', merge],
  ['States.JsonToString', ([value]) => JSON.stringify(value)],
  ['States.MathAdd', ([a, b]) => whole(a) + whole(b)],
  ['States.MathRandom', random],
  ['States.StringSplit', split],
  ['States.StringToJson', ([value]) => JSON.parse(text(value)) as unknown],
  ['States.UUID', (_values, scope) => uuid(() => scope.random())],
]);
