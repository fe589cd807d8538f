import type { CounterEffect } from '../saga';

/** Effects on the same counter become one: a transaction may touch an item only once. */
export const mergeEffects = (effects: readonly CounterEffect[]): readonly CounterEffect[] => {
  const merged = new Map<string, CounterEffect>();
  for (const effect of effects) {
    const before = merged.get(effect.counter);
    merged.set(effect.counter, before ? { ...before, take: before.take + effect.take } : effect);
  }
  return [...merged.values()];
};
