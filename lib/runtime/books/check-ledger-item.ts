import {
  type Books,
  BusinessError,
  type CounterEffect,
  type DoneRecord,
  MAX_ITEM_BYTES,
  type TransactWrite,
} from '../../saga';
import { itemBytes } from './item-bytes';
import { checkCount } from './plan-effects';

/** Bytes that the protocol adds to an item: its state, and what an undo adds later. */
const SPARE_BYTES = 16 * 1024;

interface Entry {
  readonly key: string;
  readonly result: unknown;
  readonly effects: readonly CounterEffect[];
  readonly books: Books;
  readonly records: readonly DoneRecord[];
  readonly writes: readonly TransactWrite[];
}

/**
 * A ledger item holds the undo of each record, the whole record as it was before where it is to be restored.
 * @throws BusinessError `RecordTooLarge`, `InvalidEffect`, before anything is written
 */
export const checkLedgerItem = (step: string, { books, result, ...item }: Entry): void => {
  checkCount(step, books, 1 + new Set(item.effects.map(({ counter }) => counter)).size);
  const bytes = itemBytes({ ...item, result: JSON.stringify(result ?? null) }) + SPARE_BYTES;
  if (bytes <= MAX_ITEM_BYTES) return;
  throw new BusinessError(
    'RecordTooLarge',
    `${step} would keep ${bytes} bytes to undo what it writes: an item holds at most ${MAX_ITEM_BYTES}; ` +
      'write smaller records, or undo them with { set: … }',
  );
};
