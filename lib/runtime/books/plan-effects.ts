import {
  type Books,
  BusinessError,
  type Claim,
  type CounterEffect,
  type DoneRecord,
  type Effect,
  type FixedUndo,
  MAX_ITEM_BYTES,
  MAX_TRANSACTION_ITEMS,
  type RecordEffect,
  type RecordWrite,
  recordKey,
  type SagaRecord,
  type SagaReference,
  type SequenceEffect,
  type SequenceStep,
  type TransactWrite,
} from '../../saga';
import { checkRecord, notDeletable, type Writer } from './check-record';
import { checkWrites, type WriterOfTables } from './check-writes';
import { type Claims, isOwn } from './claims';
import { identityOf } from './identity';
import { itemBytes } from './item-bytes';
import type { OpenRecords } from './open-records';
import { invalidEffect, sortEffects } from './sort-effects';

/** Who writes, for which saga. */
export interface Author extends Writer, WriterOfTables {
  readonly saga: Pick<SagaReference, 'name' | 'id'>;
  /** Stands in each record as `writtenBy`: each key writes once. */
  readonly key: string;
  /** Of a step that can be undone; others leave a record unclaimed, because what they write is final. */
  readonly claim: Claim | undefined;
}

/** Effects as the ledger writes them. */
export interface PlannedEffects {
  readonly effects: readonly CounterEffect[];
  readonly books: Books;
  readonly records: readonly DoneRecord[];
  /** Undo of the writes to tables of the participant's own. */
  readonly writes: readonly TransactWrite[];
  /** Codes of the refusals of `books.own`, by their place. */
  readonly codes: readonly (string | undefined)[];
}

/**
 * What a rule's effects come to on the records as they stand: whole rows, each to be written only if what it was made
 * from still stands there.
 * @throws BusinessError `InvalidEffect`, `Locked`, `Changed`, `RecordExists`, `RecordTooLarge`; TransientError `Locked`
 */
export const planEffects = async (
  author: Author,
  open: OpenRecords,
  claims: Claims,
  effects: readonly Effect[],
): Promise<PlannedEffects> => {
  const sorted = sortEffects(author.step, effects);
  for (const effect of sorted.records) checkRecord(author, effect);
  checkWrites(author, sorted.writes);
  refuseTwice(author, sorted.records);
  const found = await Promise.all(sorted.records.map(({ record }) => open.look(record)));
  const written: { write: RecordWrite; done: DoneRecord }[] = [];
  for (const [index, effect] of sorted.records.entries()) {
    const before = found[index];
    await claims.check(before, effect.onLocked);
    checkExpected(effect, before);
    written.push(planRecord(author, effect, before));
  }
  const books: Books = {
    writes: written.map(({ write }) => write),
    checks: [...open.seen.values()]
      .filter(
        ({ reference }) => !sorted.records.some(({ record }) => recordKey(record) === recordKey(reference)),
      )
      .map(({ reference, record }) => ({ record: reference, was: identityOf(record) })),
    sequences: planSequences(author.step, sorted.sequences, open.asked),
    own: sorted.writes.map(({ write }) => write),
  };
  return {
    effects: sorted.counters,
    books,
    records: written.map(({ done }) => done),
    writes: sorted.writes.flatMap(({ undo }) => undo ?? []),
    codes: sorted.writes.map(({ refused }) => refused),
  };
};

/** @throws BusinessError `InvalidEffect`: names the step and both numbers */
export const checkCount = (step: string, books: Books, others: number): void => {
  const items =
    others + books.writes.length + books.checks.length + books.sequences.length + books.own.length;
  if (items <= MAX_TRANSACTION_ITEMS) return;
  throw invalidEffect(
    step,
    `reads and writes ${items} items with its ledger's: expected at most ${MAX_TRANSACTION_ITEMS}, what one transaction holds`,
  );
};

const refuseTwice = ({ step }: Author, records: readonly RecordEffect[]): void => {
  const keys = new Set<string>();
  for (const { record } of records) {
    const key = recordKey(record);
    if (keys.has(key)) {
      throw invalidEffect(step, `writes ${recordKey(record)} twice: a transaction takes each item once`);
    }
    keys.add(key);
  }
};

const checkExpected = ({ record, expect }: RecordEffect, before: SagaRecord | undefined): void => {
  if (expect === undefined) return;
  if (typeof expect === 'function') {
    if (expect(before)) return;
    throw new BusinessError('Changed', `${recordKey(record)} is not as this step expects it`);
  }
  const version = identityOf(before)?.version ?? 0;
  if (version === expect.version) return;
  throw new BusinessError(
    'Changed',
    `${recordKey(record)} has version ${version}, and version ${expect.version} was expected`,
  );
};

const planRecord = (
  author: Author,
  effect: RecordEffect,
  before: SagaRecord | undefined,
): { write: RecordWrite; done: DoneRecord } => {
  const { record, set } = effect;
  // Its own of an attempt before: that the step is done is for its ledger to say.
  if (effect.undo === 'delete' && before && before.writtenBy !== author.key) {
    throw new BusinessError(
      'RecordExists',
      `${recordKey(record)} is there already: a record whose undo is to delete it must be new`,
    );
  }
  const to = rewritten(author, record, before, set);
  const was = identityOf(before);
  const wrote = identityOf(to);
  return {
    write: { record, was, to },
    done: {
      type: record.type,
      id: record.id,
      ...(was ? { was } : {}),
      ...(wrote ? { wrote } : {}),
      undo: fixedUndo(author, effect, before),
    },
  };
};

/** A record with some attributes changed, as its next version. */
export const rewritten = (
  { step, saga, key, claim }: Pick<Author, 'step' | 'saga' | 'key' | 'claim'>,
  { type, id }: RecordEffect['record'],
  before: SagaRecord | undefined,
  set: RecordEffect['set'],
): SagaRecord => {
  const { pending, ...rest } = before ?? {};
  // What is final claims nothing; but the claim of another saga that was passed is not ours to take away.
  const kept = isOwn(pending, saga) ? undefined : pending;
  const claimed = claim ?? kept;
  const {
    type: _type,
    id: _id,
    version: _version,
    writtenBy: _writtenBy,
    ...attributes
  } = rest as SagaRecord;
  const to: SagaRecord = {
    ...asJson({ ...attributes, ...set }),
    type,
    id,
    version: (identityOf(before)?.version ?? 0) + 1,
    writtenBy: key,
    ...(claimed ? { pending: claimed } : {}),
  };
  const bytes = itemBytes({ pk: recordKey(to), ...to });
  if (bytes <= MAX_ITEM_BYTES) return to;
  throw new BusinessError(
    'RecordTooLarge',
    `${step} would make ${recordKey(to)} ${bytes} bytes: an item holds at most ${MAX_ITEM_BYTES}`,
  );
};

/** What is undefined is left out, as JSON does; values that JSON has no word for are a handler's mistake it shows here. */
const asJson = (attributes: object): Record<string, unknown> =>
  Object.fromEntries(Object.entries(attributes).filter(([, value]) => value !== undefined));

const fixedUndo = (
  author: Author,
  { record, undo }: RecordEffect,
  before: SagaRecord | undefined,
): FixedUndo => {
  if (undo === undefined) return { kind: 'keep' };
  if (typeof undo === 'object') return { kind: 'set', set: undo.set };
  if (undo === 'delete') return { kind: 'delete' };
  if (before) return { kind: 'restore', before };
  if (author.types[record.type]?.deletable) return { kind: 'delete' };
  throw invalidEffect(author.step, notDeletable(recordKey(record), record.type));
};

/** Numbers without gap: exactly those that were asked for, from the first on. */
const planSequences = (
  step: string,
  effects: readonly SequenceEffect[],
  asked: OpenRecords['asked'],
): readonly SequenceStep[] => {
  const steps: SequenceStep[] = [];
  for (const sequence of new Set([...effects.map((effect) => effect.sequence), ...asked.keys()])) {
    const numbers = effects
      .filter((effect) => effect.sequence === sequence)
      .map(({ number }) => number)
      .sort((a, b) => a - b);
    const { last, count } = asked.get(sequence) ?? { last: 0, count: 0 };
    const expected = Array.from({ length: count }, (_, index) => last + 1 + index);
    if (JSON.stringify(numbers) !== JSON.stringify(expected)) {
      throw invalidEffect(
        step,
        `takes ${listed(numbers)} of sequence '${sequence}' and asked for ${listed(expected)}: ` +
          'put what records.next() answers among its effects, each once',
      );
    }
    steps.push({ sequence, last, to: last + count });
  }
  return steps;
};

const listed = (numbers: readonly number[]): string =>
  numbers.length === 0 ? 'no number' : numbers.join(', ');
