import {
  BusinessError,
  COUNTER_NAME,
  type CounterEffect,
  isCount,
  MAX_COUNT,
  MAX_COUNTER_NAME,
  MAX_COUNTERS,
} from '../saga';

/**
 * Effects on the same counter become one: a transaction may touch an item only once. What would wreck a counter, or the
 * transaction, is a fault of the handler that no retry mends.
 * @throws BusinessError `InvalidEffect`: names step, counter and number
 */
export const mergeEffects = (key: string, effects: readonly CounterEffect[]): readonly CounterEffect[] => {
  // The step stands last in the key; see `ledgerKey`.
  const step = key.slice(key.lastIndexOf('/') + 1);
  const refuse = (what: string): never => {
    throw new BusinessError('InvalidEffect', `${step} ${what}`);
  };
  const merged = new Map<string, CounterEffect>();
  for (const [index, effect] of effects.entries()) {
    const { counter, take, capacity } = effect;
    const flaw = flawOfName(counter);
    if (flaw !== undefined) refuse(`names counter ${index + 1} of ${effects.length} ${flaw}`);
    const before = merged.get(counter);
    const sum = before ? before.take + take : take;
    for (const value of [take, sum]) {
      if (!isCount(value, 1)) refuse(`takes ${shown(value)} of ${counter}: ${expected(1)}`);
    }
    if (!isCount(capacity, 0)) refuse(`gives ${counter} a capacity of ${shown(capacity)}: ${expected(0)}`);
    if (before && before.capacity !== capacity) {
      refuse(`gives ${counter} two capacities, ${before.capacity} and ${capacity}: expected the same`);
    }
    merged.set(counter, { ...effect, take: sum });
  }
  if (merged.size > MAX_COUNTERS) {
    refuse(`takes of ${merged.size} counters: expected at most ${MAX_COUNTERS}, what one transaction holds`);
  }
  return [...merged.values()];
};

const expected = (least: 0 | 1): string => `expected a whole number from ${least} to ${MAX_COUNT}`;

/** A number as it is; of anything else only what it is. */
const shown = (value: unknown): string => {
  if (typeof value === 'number' || value === undefined || value === null) return String(value);
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
};

/** The name itself is not repeated: what is wrong with it may be that it holds what no log may see. */
const flawOfName = (name: unknown): string | undefined => {
  if (typeof name !== 'string') return `with what is no text: expected 1 to ${MAX_COUNTER_NAME} characters`;
  if (name.length === 0 || name.length > MAX_COUNTER_NAME) {
    return `with ${name.length} characters: expected 1 to ${MAX_COUNTER_NAME}`;
  }
  const odd = [...name].find((character) => !COUNTER_NAME.test(character));
  if (odd === undefined) return undefined;
  const code = (odd.codePointAt(0) as number).toString(16).toUpperCase().padStart(4, '0');
  return `with a character U+${code}: expected letters, digits and . _ : / -`;
};
