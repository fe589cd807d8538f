import type { Counters } from '../saga';
import { counterStates } from './counter-states';
import type { MemoryTable } from './memory-table';

/** The counters of a participant in memory. */
export const memoryCounters = (table: MemoryTable): Counters => ({
  list: async () => {
    const done = [...table.items.values()].filter(({ state }) => state === 'DONE');
    return counterStates(
      table.counters,
      done.flatMap(({ effects }) => effects),
    );
  },
  changes: async () => [...table.changes].sort((a, b) => (a.at < b.at ? -1 : 1)),
  change: async (change) => {
    if ((table.counters.get(change.counter) ?? null) !== change.before) return false;
    table.counters.set(change.counter, change.after);
    table.changes.push(change);
    return true;
  },
});
