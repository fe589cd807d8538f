import type { CounterChange, LedgerItem, SagaRecord } from '../saga';

/** The table of one participant, in memory. */
export interface MemoryTable {
  readonly items: Map<string, LedgerItem>;
  /** Counter → what is available. */
  readonly counters: Map<string, number>;
  /** `<type>#<id>` → record. */
  readonly records: Map<string, SagaRecord>;
  /** Sequence → the number that was taken last. */
  readonly sequences: Map<string, number>;
  readonly changes: CounterChange[];
}

export const memoryTable = (): MemoryTable => ({
  items: new Map(),
  counters: new Map(),
  records: new Map(),
  sequences: new Map(),
  changes: [],
});
