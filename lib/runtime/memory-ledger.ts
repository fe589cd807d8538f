import { type Clock, type CounterEffect, type Ledger, type LedgerItem, NO_BOOKS } from '../saga';
import { movesOf } from './books/identity';
import { holds, write } from './books/memory-books';
import { memoryRecords } from './memory-records';
import type { MemoryTable } from './memory-table';
import { mergeEffects } from './merge-effects';

/** The ledger protocol in memory; what an operation checks and writes it does in one turn, so each is atomic. */
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
    commit: async (key, { result, effects, books = NO_BOOKS, records = [], writes = [] }) => {
      const merged = mergeEffects(key, effects);
      const existing = table.items.get(key);
      if (existing) return answer(existing);
      if (!holds(table, books)) return { kind: 'changed' };
      const short = merged.find((effect) => available(effect) < effect.take);
      if (short) {
        return { kind: 'exhausted', counter: short.counter, available: available(short), asked: short.take };
      }
      write(table, books);
      for (const effect of merged) table.counters.set(effect.counter, available(effect) - effect.take);
      put({
        key,
        state: 'DONE',
        result,
        effects: merged,
        ...(records.length > 0 ? { records: structuredClone(records) } : {}),
        ...(writes.length > 0 ? { writes } : {}),
      });
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
    undo: async (key, { reverse, plan }) => {
      for (;;) {
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
        const reversal = reverse && before.state === 'DONE' ? await plan?.(before) : undefined;
        const { books = NO_BOOKS, answer: said } = reversal ?? {};
        if (table.items.get(key) !== before || !holds(table, books)) continue;
        write(table, books);
        const outsidePending = reverse && (before.state === 'DOING' || before.outside === true);
        if (reverse) {
          for (const effect of before.effects)
            table.counters.set(effect.counter, available(effect) + effect.take);
        }
        const undid = movesOf(books);
        put({
          ...before,
          state: 'UNDONE',
          ...(outsidePending ? { outsidePending } : {}),
          ...(undid.length > 0 ? { undid } : {}),
          ...(said === undefined ? {} : { answer: said }),
        });
        if (before.state === 'DOING' && reverse && (before.until ?? 0) >= clock.now()) {
          return { kind: 'wait', until: before.until ?? 0 };
        }
        return { kind: 'undone', before, ...(said === undefined ? {} : { answer: said }) };
      }
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
    record: memoryRecords(table).get,
    last: async (sequence) => table.sequences.get(sequence) ?? 0,
  };
};
