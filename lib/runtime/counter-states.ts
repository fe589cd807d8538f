import type { CounterEffect, CounterState } from '../saga';

/** Counters by name, with what the effects of DONE items took of each. */
export const counterStates = (
  available: ReadonlyMap<string, number>,
  effects: readonly CounterEffect[],
): readonly CounterState[] => {
  const taken = new Map<string, number>();
  for (const { counter, take } of effects) taken.set(counter, (taken.get(counter) ?? 0) + take);
  return [...available]
    .map(([counter, left]) => ({ counter, available: left, taken: taken.get(counter) ?? 0 }))
    .sort((a, b) => (a.counter < b.counter ? -1 : 1));
};
