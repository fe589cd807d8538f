import { BAIL } from './bail';
import type { QueryEnvironment } from './environment';

/**
 * Functions that are evaluated directly, for the arguments for which their result is beyond doubt. Anything else (other
 * types, missing arguments, errors) answers BAIL.
 */
type DirectFunction = (env: QueryEnvironment, ...values: unknown[]) => unknown;

const isPlainObject = (value: unknown): value is Record<string, unknown> =>
  value !== null && typeof value === 'object' && !Array.isArray(value);

const isNumbers = (value: unknown): value is number[] =>
  Array.isArray(value) && value.length > 0 && value.every((item) => typeof item === 'number');

const ISO_MILLIS = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

const typeOf = (value: unknown): unknown => {
  if (value === undefined) return undefined;
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
};

const count = (value: unknown): number => {
  if (value === undefined) return 0;
  return Array.isArray(value) ? value.length : 1;
};

const text = (value: unknown): unknown => {
  if (value === undefined || typeof value === 'string') return value;
  return value === null || typeof value === 'boolean' || Number.isSafeInteger(value) ? String(value) : BAIL;
};

/** JSONata counts characters, not UTF-16 units. */
const substring = (value: unknown, start: unknown, length: unknown): unknown => {
  const plain = typeof value === 'string' && Number.isInteger(start) && (start as number) >= 0;
  if (!plain || !Number.isInteger(length) || (length as number) <= 0) return BAIL;
  const from = start as number;
  return Array.from(value)
    .slice(from, from + (length as number))
    .join('');
};

const one =
  (compute: (value: unknown) => unknown): DirectFunction =>
  (_env, ...values) =>
    values.length === 1 ? compute(values[0]) : BAIL;

export const DIRECT_FUNCTIONS: ReadonlyMap<string, DirectFunction> = new Map<string, DirectFunction>([
  ['count', one(count)],
  ['exists', one((value) => value !== undefined)],
  ['floor', one((value) => (typeof value === 'number' ? Math.floor(value) : BAIL))],
  ['max', one((value) => (isNumbers(value) ? value.reduce((most, item) => Math.max(most, item)) : BAIL))],
  [
    'merge',
    one((value) => (Array.isArray(value) && value.every(isPlainObject) ? Object.assign({}, ...value) : BAIL)),
  ],
  ['millis', (env, ...values) => (values.length === 0 ? env.now() : BAIL)],
  ['min', one((value) => (isNumbers(value) ? value.reduce((least, item) => Math.min(least, item)) : BAIL))],
  ['not', one((value) => (typeof value === 'boolean' ? !value : BAIL))],
  ['string', one(text)],
  [
    'substring',
    (_env, ...values) => (values.length === 3 ? substring(values[0], values[1], values[2]) : BAIL),
  ],
  [
    'toMillis',
    one((value) => (typeof value === 'string' && ISO_MILLIS.test(value) ? Date.parse(value) : BAIL)),
  ],
  ['type', one(typeOf)],
]);
