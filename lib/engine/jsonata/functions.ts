import { createHash } from 'node:crypto';
import jsonata from 'jsonata';
import { seededRandom, uuid } from '../../jsonpath';
import type { QueryEnvironment } from './environment';
import { mismatch, tooMuch } from './signature';

/**
 * Functions that Step Functions adds to JSONata, and those of JSONata's own that read the time or draw lots: here
 * both come from the engine. Source: developer guide, "JSONata functions provided by Step Functions".
 */
export type FunctionFactory = (env: QueryEnvironment) => unknown;

/** How many numbers AWS lets a range have. Its developer guide says 1000, which only States.ArrayRange keeps. */
const RANGE_LIMIT = 360_145;

const HASH_ALGORITHMS: ReadonlyMap<unknown, string> = new Map([
  ['MD5', 'md5'],
  ['SHA-1', 'sha1'],
  ['SHA-256', 'sha256'],
  ['SHA-384', 'sha384'],
  ['SHA-512', 'sha512'],
]);

const formatMillis = jsonata('$fromMillis($millis, $picture, $timezone)');

/** Without a seed from the engine, with one the same number as on AWS. */
const random = (seed: unknown, env: QueryEnvironment): number => {
  if (seed === undefined) return env.random();
  if (typeof seed !== 'number') throw mismatch('random', 1);
  return seededRandom(seed).double();
};

/** Nothing for an empty array or chunks of 0. Here and below what is behind the point is dropped. Source: executions on AWS. */
const partition = (values: unknown, size: unknown): unknown => {
  if (values === undefined) return undefined;
  const items = Array.isArray(values) ? values : [values];
  if (typeof size !== 'number') throw mismatch('partition', 2);
  const step = Math.trunc(size);
  if (step < 0) throw new Error('$partition takes a size of at least 1');
  if (step === 0 || items.length === 0) return undefined;
  const count = Math.ceil(items.length / step);
  return Array.from({ length: count }, (_, index) => items.slice(index * step, (index + 1) * step));
};

/** One number by itself where there is only one; nothing without a step, or when it leads away from the end. */
const range = (...bounds: readonly unknown[]): unknown => {
  const wrong = bounds.findIndex((bound) => bound !== undefined && typeof bound !== 'number');
  if (wrong >= 0) throw mismatch('range', wrong + 1);
  const [start, end, step] = (bounds as readonly (number | undefined)[]).map(
    (bound) => bound && Math.trunc(bound),
  );
  if (start === undefined || end === undefined || step === undefined) return undefined;
  if (step === 0) throw new Error('$range takes a step that is not 0');
  const count = Math.floor((end - start) / step) + 1;
  if (count > RANGE_LIMIT) throw tooMuch();
  if (count < 1) return undefined;
  return count === 1 ? start : Array.from({ length: count }, (_, index) => start + index * step);
};

const hash = (data: unknown, algorithm: unknown): unknown => {
  if (data === undefined || algorithm === undefined) return undefined;
  const name = HASH_ALGORITHMS.get(algorithm);
  if (!name) throw new Error(`$hash takes one of ${[...HASH_ALGORITHMS.keys()].join(', ')}`);
  return createHash(name)
    .update(typeof data === 'string' ? data : JSON.stringify(data))
    .digest('hex');
};

const parse = (text: unknown): unknown => {
  if (text === undefined) return undefined;
  if (typeof text !== 'string') throw mismatch('parse', 1);
  return JSON.parse(text) as unknown;
};

/** A text that is no Base64 fails; jsonata itself makes bytes of it. Source: executions on AWS. */
const base64decode = (text: unknown): unknown => {
  if (text === undefined) return undefined;
  if (typeof text !== 'string') throw mismatch('base64decode', 1);
  const digits = text.replace(/\s/g, '');
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(digits) || digits.replace(/=/g, '').length % 4 === 1) {
    throw new Error(`$base64decode takes Base64, not ${JSON.stringify(text)}`);
  }
  return Buffer.from(digits, 'base64').toString('binary');
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
  ['parse', () => parse],
  ['base64decode', () => base64decode],
  ['uuid', (env) => () => uuid(() => env.random())],
  ['random', (env) => (seed?: unknown) => random(seed, env)],
  ['shuffle', (env) => (values: unknown) => shuffle(values, () => env.random())],
  ['millis', (env) => () => env.now()],
  [
    'now',
    (env) => (picture?: unknown, timezone?: unknown) =>
      formatMillis.evaluate(undefined, { millis: env.now(), picture, timezone }),
  ],
]);
