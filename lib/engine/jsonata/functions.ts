import { createHash } from 'node:crypto';
import jsonata from 'jsonata';
import { uuid } from '../uuid';
import type { QueryEnvironment } from './environment';

/**
 * Functions that Step Functions adds to JSONata, and those of JSONata's own that read the time or draw lots: here
 * both come from the engine. Source: developer guide, "JSONata functions provided by Step Functions".
 */
export type FunctionFactory = (env: QueryEnvironment) => unknown;

const RANGE_LIMIT = 1000;

const HASH_ALGORITHMS: Readonly<Record<string, string>> = {
  MD5: 'md5',
  'SHA-1': 'sha1',
  'SHA-256': 'sha256',
  'SHA-384': 'sha384',
  'SHA-512': 'sha512',
};

const formatMillis = jsonata('$fromMillis($millis, $picture, $timezone)');

/** A generator of its own for `$random(seed)`: the same seed, the same number (mulberry32). */
const seeded = (seed: number): number => {
  let state = Math.trunc(seed) | 0;
  state = (state + 0x6d2b79f5) | 0;
  let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
};

const partition = (values: unknown, size: unknown): unknown => {
  if (values === undefined) return undefined;
  const items = Array.isArray(values) ? values : [values];
  if (typeof size !== 'number' || size < 1) throw new Error('$partition takes a size of at least 1');
  const step = Math.floor(size);
  const chunks: unknown[] = [];
  for (let start = 0; start < items.length; start += step) chunks.push(items.slice(start, start + step));
  return chunks;
};

const range = (start: unknown, end: unknown, step: unknown): unknown => {
  if (typeof start !== 'number' || typeof end !== 'number' || typeof step !== 'number' || step === 0) {
    throw new Error('$range takes three numbers: start, end and a step that is not 0');
  }
  const count = Math.floor((end - start) / step) + 1;
  if (count > RANGE_LIMIT) throw new Error(`$range yields at most ${RANGE_LIMIT} numbers`);
  return Array.from({ length: Math.max(0, count) }, (_, index) => start + index * step);
};

const hash = (data: unknown, algorithm: unknown): unknown => {
  if (data === undefined) return undefined;
  const name = HASH_ALGORITHMS[String(algorithm)];
  if (!name) throw new Error(`$hash takes one of ${Object.keys(HASH_ALGORITHMS).join(', ')}`);
  return createHash(name)
    .update(typeof data === 'string' ? data : JSON.stringify(data))
    .digest('hex');
};

const shuffle = (values: unknown, random: () => number): unknown => {
  if (!Array.isArray(values)) return values;
  const result = [...values];
  for (let index = result.length - 1; index > 0; index--) {
    const other = Math.floor(random() * (index + 1));
    [result[index], result[other]] = [result[other], result[index]];
  }
  return result;
};

export const FUNCTIONS: ReadonlyMap<string, FunctionFactory> = new Map<string, FunctionFactory>([
  // Step Functions does not offer it: an expression cannot be checked before it runs.
  ['eval', () => undefined],
  ['partition', () => partition],
  ['range', () => range],
  ['hash', () => hash],
  ['parse', () => (text: unknown) => (text === undefined ? undefined : JSON.parse(String(text)))],
  ['uuid', (env) => () => uuid(() => env.random())],
  ['random', (env) => (seed?: unknown) => (typeof seed === 'number' ? seeded(seed) : env.random())],
  ['shuffle', (env) => (values: unknown) => shuffle(values, () => env.random())],
  ['millis', (env) => () => env.now()],
  [
    'now',
    (env) => (picture?: unknown, timezone?: unknown) =>
      formatMillis.evaluate(undefined, { millis: env.now(), picture, timezone }),
  ],
]);
