import {
  type Clock,
  type CounterChange,
  type CounterEffect,
  type Ledger,
  type LedgerItem,
  recordKey,
  type SagaRecord,
} from '../saga';
import { mergeEffects } from './merge-effects';

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

/** The ledger protocol in memory; every operation is atomic because it runs to its end in one turn. */
export const memoryLedger = (table: MemoryTable, clock: Pick<Clock, 'now'>): Ledger => {
  const available = (effect: CounterEffect): number => table.counters.get(effect.counter) ?? effect.capacity;
  const put = (item: LedgerItem): void => {
    table.items.set(item.key, item);
  };
  const answer = (item: LedgerItem) => {
    if (item.state === 'DONE') return { kind: 'already-done' as const, item };
    if (item.state === 'DOING') return { kind: 'doing' as const, until: item.until ?? 0 };
    return { kind: 'undone' as const };
  };
  return {
    commit: async (key, { result, effects }) => {
      const merged = mergeEffects(key, effects);
      const existing = table.items.get(key);
      if (existing) return answer(existing);
      const short = merged.find((effect) => available(effect) < effect.take);
      if (short) {
        return { kind: 'exhausted', counter: short.counter, available: available(short), asked: short.take };
      }
      for (const effect of merged) table.counters.set(effect.counter, available(effect) - effect.take);
      put({ key, state: 'DONE', result, effects: merged });
      return { kind: 'committed' };
    },
    begin: async (key, until) => {
      const existing = table.items.get(key);
      const expired = existing?.state === 'DOING' && (existing.until ?? 0) < clock.now();
      if (existing && !expired) return answer(existing);
      put({ key, state: 'DOING', effects: [], until });
      return { kind: 'committed' };
    },
    finish: async (key, result) => {
      const existing = table.items.get(key);
      if (existing?.state !== 'DOING') return existing ? answer(existing) : { kind: 'undone' };
      put({ key, state: 'DONE', result, effects: [], outside: true });
      return { kind: 'committed' };
    },
    undo: async (key, { reverse }) => {
      const before = table.items.get(key);
      if (before?.state === 'UNDONE') {
        return before.outsidePending && (before.until ?? 0) >= clock.now()
          ? { kind: 'wait', until: before.until ?? 0 }
          : { kind: 'already-undone', item: before };
      }
      if (!before) {
        put({ key, state: 'UNDONE', effects: [] });
        return { kind: 'undone', before };
      }
      const outsidePending = reverse && (before.state === 'DOING' || before.outside === true);
      if (reverse) {
        for (const effect of before.effects)
          table.counters.set(effect.counter, available(effect) + effect.take);
      }
      put({ ...before, state: 'UNDONE', ...(outsidePending ? { outsidePending } : {}) });
      return before.state === 'DOING' && reverse && (before.until ?? 0) >= clock.now()
        ? { kind: 'wait', until: before.until ?? 0 }
        : { kind: 'undone', before };
    },
    settle: async (key) => {
      const item = table.items.get(key);
      if (!item) return;
      const { outsidePending: _settled, ...rest } = item;
      put(rest);
    },
    fence: async (key) => {
      const existing = table.items.get(key);
      if (existing?.state === 'DOING') {
        put({ ...existing, state: 'UNDONE', outsidePending: true });
        return 'UNDONE';
      }
      if (!existing) put({ key, state: 'UNDONE', effects: [] });
      return existing?.state ?? 'UNDONE';
    },
    read: async (key) => table.items.get(key),
    available: async (counter) => table.counters.get(counter),
    record: async (reference) => table.records.get(recordKey(reference)),
    last: async (sequence) => table.sequences.get(sequence) ?? 0,
  };
};
