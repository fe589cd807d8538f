import { isDeepStrictEqual } from 'node:util';
import {
  type Claim,
  type DoneRecord,
  findStep,
  hasCompensation,
  ledgerKey,
  recordKey,
  type SagaDefinition,
  type SagaReference,
  sagaKey,
} from '../../lib/saga';
import type { Kept, Rows } from './books-oracle';

/** Of JSON, wherever it was parsed or cloned. */
const same = (one: unknown, other: unknown): boolean => isDeepStrictEqual(plain(one), plain(other));
const plain = (value: unknown): unknown =>
  value === undefined ? undefined : (JSON.parse(JSON.stringify(value)) as unknown);

type Saga = Pick<SagaReference, 'name' | 'id'>;
type Books = Readonly<Record<string, Kept>>;

/** What is wrong with a saga's books, in words; `expected`: what the handlers leave of what the ledgers say. */
export const booksDiffer = (
  definition: SagaDefinition,
  saga: Saga,
  found: Books,
  expected: Books,
): readonly string[] =>
  Object.entries(found).flatMap(([by, kept]) =>
    [
      ...differences(kept.rows, expected[by]?.rows ?? {}),
      ...unwritten(kept),
      ...wronglyClaimed(definition, saga, kept),
      ...notUndone(kept),
    ].map((line) => `books of ${by}: ${line}`),
  );

const ISO_TIME = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/g;
/** When something was written is not determined. */
const timeless = (rows: Rows): Rows =>
  JSON.parse(JSON.stringify(rows).replaceAll(ISO_TIME, 'a time')) as Rows;

const differences = (found: Rows, expected: Rows): readonly string[] => {
  const [is, must] = [timeless(found), timeless(expected)];
  return [...new Set([...Object.keys(is), ...Object.keys(must)])]
    .filter((key) => !same(is[key], must[key]))
    .map((key) => `${key} is ${JSON.stringify(is[key])}, expected ${JSON.stringify(must[key])}`);
};

// What follows holds whatever the handlers and the runtime would write.

/** Every content of a record is one that a ledger item says it wrote. */
const unwritten = ({ items, rows }: Kept): readonly string[] => {
  const moves = Object.values(items).flatMap(({ records = [], undid = [] }) => [...records, ...undid]);
  return Object.entries(rows)
    .filter(([, { version }]) => version !== undefined)
    .filter(
      ([key, { version, writtenBy }]) =>
        !moves.some((move) => recordKey(move) === key && same(move.wrote, { version, writtenBy })),
    )
    .map(([key]) => `no ledger item says that it wrote ${key} as it is`);
};

/** What a step wrote that can still be undone is claimed by it, and nothing else by this saga. */
const wronglyClaimed = (definition: SagaDefinition, saga: Saga, { items, rows }: Kept): readonly string[] =>
  Object.entries(rows).flatMap(([key, { pending, writtenBy }]) => {
    const claim = pending as Claim | undefined;
    const writer = Object.keys(items).find((step) => ledgerKey(saga, step) === writtenBy);
    const step = writer === undefined ? undefined : findStep(definition, writer);
    if (step && hasCompensation(step) && items[step.name]?.state === 'DONE') {
      return claim?.saga === sagaKey(saga) && claim.step === step.name
        ? []
        : [`${key} is not claimed by ${step.name}, which can still be undone`];
    }
    return claim?.saga === sagaKey(saga) ? [`${key} is claimed by ${claim.step}, which is not DONE`] : [];
  });

/** What a step that is UNDONE had written is undone as it was fixed then. */
const notUndone = ({ items, rows }: Kept): readonly string[] =>
  Object.values(items)
    .filter(({ state }) => state === 'UNDONE')
    .flatMap(({ records = [] }) => records)
    .filter((record) => !isUndone(record, rows[recordKey(record)]))
    .map((record) => `${recordKey(record)} is not undone as its step fixed it`);

const isUndone = ({ undo }: DoneRecord, row: Rows[string] | undefined): boolean => {
  switch (undo.kind) {
    case 'delete':
      return row === undefined;
    case 'restore':
      return same(row, undo.before);
    case 'set':
      return Object.entries(undo.set).every(([name, value]) => same(row?.[name], value));
    case 'keep':
      return true;
  }
};
