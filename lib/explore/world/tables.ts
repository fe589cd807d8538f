import { type MemoryTable, memoryTable } from '../../runtime';
import type { LedgerItem } from '../../saga';

/** The participants' tables. */
export interface Tables {
  readonly of: (participant: string) => MemoryTable;
  readonly all: () => readonly (readonly [participant: string, table: MemoryTable])[];
  /** Ledger keys that were DONE at some time. */
  readonly everDone: ReadonlySet<string>;
}

export const openTables = (): Tables => {
  const everDone = new Set<string>();
  const tables = new Map<string, MemoryTable>();
  class Items extends Map<string, LedgerItem> {
    override set(key: string, item: LedgerItem): this {
      if (item.state === 'DONE') everDone.add(key);
      return super.set(key, item);
    }
  }
  return {
    everDone,
    of: (participant) => {
      const table = tables.get(participant) ?? { ...memoryTable(), items: new Items() };
      tables.set(participant, table);
      return table;
    },
    all: () => [...tables].toSorted(([a], [b]) => (a < b ? -1 : 1)),
  };
};
