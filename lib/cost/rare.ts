/**
 * Numbers of the form `value × δ^order` where δ is a probability that goes to 0: what is never asked to happen
 * (order 1 and above) keeps its place in the arithmetic, so that the cost of a path with probability 0 is exact.
 *
 * Invariants:
 * 1. `value` is never negative: nothing is subtracted, so a leading term cannot cancel.
 * 2. Only the leading (lowest) order is kept.
 * 3. A zero has order Infinity.
 */
export interface Rare {
  readonly order: number;
  readonly value: number;
}

export const ZERO: Rare = { order: Number.POSITIVE_INFINITY, value: 0 };
export const ONE: Rare = { order: 0, value: 1 };
/** δ itself: possible, but with probability 0. */
export const DELTA: Rare = { order: 1, value: 1 };

export const certain = (value: number): Rare => (value === 0 ? ZERO : { order: 0, value });

/** A probability, kept possible when it is 0. */
export const possible = (probability: number): Rare => (probability === 0 ? DELTA : certain(probability));

export const isZero = (a: Rare): boolean => a.value === 0;

export const add = (a: Rare, b: Rare): Rare => {
  if (a.value === 0) return b;
  if (b.value === 0) return a;
  if (a.order !== b.order) return a.order < b.order ? a : b;
  return { order: a.order, value: a.value + b.value };
};

export const multiply = (a: Rare, b: Rare): Rare => {
  const value = a.value * b.value;
  return value === 0 ? ZERO : { order: a.order + b.order, value };
};

/** `b` must not be zero. */
export const divide = (a: Rare, b: Rare): Rare =>
  a.value === 0 ? ZERO : { order: a.order - b.order, value: a.value / b.value };

/** What the number is when δ has become 0. */
export const limit = (a: Rare): number => {
  if (a.value === 0 || a.order > 0) return 0;
  return a.order < 0 ? Number.POSITIVE_INFINITY : a.value;
};

/** True when `a` is the more likely of the two. */
export const likelier = (a: Rare, b: Rare): boolean =>
  a.order === b.order ? a.value > b.value : a.order < b.order;
