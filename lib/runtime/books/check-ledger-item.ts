import {
  type Books,
  BusinessError,
  type CounterEffect,
  type DoneRecord,
  MAX_ITEM_BYTES,
  MAX_RESULT_BYTES,
  type TransactWrite,
} from '../../saga';
import { itemBytes } from './item-bytes';
import { checkCount } from './plan-effects';

/** Bytes of an item's state and names, of what the rule of its compensation writes, and of its answer. */
const SPARE_BYTES = 4 * 1024 + MAX_RESULT_BYTES;
/** Bytes that one transaction may hold. */
const MAX_TRANSACTION_BYTES = 4 * 1024 * 1024;

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
  // The undo adds a move for each record: as much again, without the images.
  const moves = itemBytes(item.records.map(({ undo: _undo, ...move }) => move));
  const bytes = itemBytes({ ...item, result: JSON.stringify(result ?? null) }) + moves + SPARE_BYTES;
  const whole = bytes + books.writes.reduce((sum, { to }) => sum + itemBytes(to), itemBytes(books.own));
  if (whole > MAX_TRANSACTION_BYTES) {
    throw new BusinessError(
      'RecordTooLarge',
      `${step} would write ${whole} bytes at once: a transaction holds at most ${MAX_TRANSACTION_BYTES}`,
    );
  }
  if (bytes <= MAX_ITEM_BYTES) return;
  throw new BusinessError(
    'RecordTooLarge',
    `${step} would keep ${bytes} bytes to undo what it writes: an item holds at most ${MAX_ITEM_BYTES}; ` +
      'write smaller records, or undo them with { set: … }',
  );
};
