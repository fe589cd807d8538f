import { BusinessError, MAX_ITEM_BYTES, type TransactWrite, type WriteEffect } from '../../saga';
import { itemBytes } from './item-bytes';
import { invalidEffect } from './sort-effects';

type Fields = Readonly<Record<string, unknown>>;

/** What a write is about: its table, and the attributes that name its item, all of them for one that is put. */
const targetOf = (
  write: TransactWrite,
): { readonly table: string; readonly item: Fields; readonly isWhole: boolean } => {
  if ('Put' in write) return { table: write.Put.TableName, item: write.Put.Item, isWhole: true };
  const { TableName, Key } = 'Update' in write ? write.Update : write.Delete;
  return { table: TableName, item: Key, isWhole: false };
};

const matches = (key: Fields, item: Fields): boolean =>
  Object.entries(key).every(([name, value]) => JSON.stringify(item[name]) === JSON.stringify(value));

/** Whether two writes are about one item, as far as can be told: of two that are put nobody knows which attributes are keys. */
const sameItem = (one: TransactWrite, other: TransactWrite): boolean => {
  const [a, b] = [targetOf(one), targetOf(other)];
  if (a.table !== b.table) return false;
  if (a.isWhole && b.isWhole) return matches(a.item, b.item);
  return a.isWhole ? matches(b.item, a.item) : matches(a.item, b.item);
};

const isWrite = (write: unknown): write is TransactWrite =>
  typeof write === 'object' &&
  write !== null &&
  Object.keys(write).length === 1 &&
  ['Put', 'Update', 'Delete'].includes(Object.keys(write)[0] as string);

/**
 * Writes to tables of the participant's own: to tables that it was given, each item once, and each with an undo that is
 * about the same item.
 * @throws BusinessError `InvalidEffect`, `RecordTooLarge`: names the step and the table
 */
export const checkWrites = (
  { step, by, undoable, tables }: WriterOfTables,
  effects: readonly WriteEffect[],
): void => {
  for (const [index, { write, undo }] of effects.entries()) {
    const which = `write ${index + 1} of ${effects.length}`;
    if (!isWrite(write)) {
      throw invalidEffect(step, `has a ${which} that is none: expected { Put }, { Update } or { Delete }`);
    }
    const { table } = targetOf(write);
    if (!tables.includes(table)) {
      throw invalidEffect(
        step,
        `writes to table '${table}', which ${by} was not given: declare it in \`tables\`, and give it to its function`,
      );
    }
    if (undoable && (!isWrite(undo) || !sameItem(write, undo))) {
      throw invalidEffect(
        step,
        `has an undo of ${which} that is not about its item: expected the same table and key`,
      );
    }
    if (!undoable && undo !== undefined) {
      throw invalidEffect(step, `has an undo of ${which}, but nothing undoes it: leave the undo out`);
    }
    for (const put of [write, undo]) {
      if (put && 'Put' in put && itemBytes(put.Put.Item) > MAX_ITEM_BYTES) {
        throw new BusinessError(
          'RecordTooLarge',
          `${step} would put ${itemBytes(put.Put.Item)} bytes into table '${table}': an item holds at most ${MAX_ITEM_BYTES}`,
        );
      }
    }
    if (effects.slice(0, index).some((before) => sameItem(before.write, write))) {
      throw invalidEffect(
        step,
        `writes twice to one item of table '${table}': a transaction takes each item once`,
      );
    }
  }
};

export interface WriterOfTables {
  readonly step: string;
  readonly by: string;
  readonly undoable: boolean;
  /** Names of the tables that the definition gives to the participant. */
  readonly tables: readonly string[];
}
