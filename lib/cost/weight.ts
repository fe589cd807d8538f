import type { Rare } from './rare';
import * as rare from './rare';

/**
 * A set of walks through a machine: how likely they are together, and what they cost together, each cost already
 * multiplied by the probability of its walk. Weights multiply along a walk and add over alternatives, as the values
 * and first derivatives (at z = 1) of a generating function do, which is what they are.
 */
export interface Weight {
  readonly chance: Rare;
  /** Sum of probability × state transitions. */
  readonly transitions: Rare;
  /** Sum of probability × USD of everything billed per attempt (all but the transitions). */
  readonly usd: Rare;
}

export const NEVER: Weight = { chance: rare.ZERO, transitions: rare.ZERO, usd: rare.ZERO };
export const SURE: Weight = { chance: rare.ONE, transitions: rare.ZERO, usd: rare.ZERO };

/** One step that happens with `chance` and costs so many transitions and USD. */
export const step = (chance: Rare, transitions: number, usd: number): Weight => ({
  chance,
  transitions: rare.multiply(chance, rare.certain(transitions)),
  usd: rare.multiply(chance, rare.certain(usd)),
});

export const plus = (a: Weight, b: Weight): Weight => ({
  chance: rare.add(a.chance, b.chance),
  transitions: rare.add(a.transitions, b.transitions),
  usd: rare.add(a.usd, b.usd),
});

export const times = (a: Weight, b: Weight): Weight => ({
  chance: rare.multiply(a.chance, b.chance),
  transitions: productRule(a.chance, a.transitions, b.chance, b.transitions),
  usd: productRule(a.chance, a.usd, b.chance, b.usd),
});

const productRule = (a: Rare, da: Rare, b: Rare, db: Rare): Rare =>
  rare.add(rare.multiply(a, db), rare.multiply(da, b));

export const isNever = (a: Weight): boolean => rare.isZero(a.chance);

export const total = (weights: Iterable<Weight>): Weight => {
  let sum = NEVER;
  for (const weight of weights) sum = plus(sum, weight);
  return sum;
};

/** `w^n`. */
export const power = (w: Weight, n: number): Weight => {
  let result = SURE;
  let square = w;
  for (let left = n; left > 0; left = Math.floor(left / 2)) {
    if (left % 2 === 1) result = times(result, square);
    square = times(square, square);
  }
  return result;
};

/** `1 + w + w² + … + w^n`, without a subtraction, in O(log n). */
export const geometric = (w: Weight, n: number): Weight => mixed(SURE, w, n + 1);

/** `Σ a^k · b^(n-1-k)` for k from 0 to n - 1: the first k went one way, the one after them another. */
export const mixed = (a: Weight, b: Weight, n: number): Weight => {
  // Runs of doubling length: sum(m + n) = sum(m)·b^n + a^m·sum(n).
  let result = { a: SURE, b: SURE, sum: NEVER };
  let block = { a, b, sum: SURE };
  for (let left = n; left > 0; left = Math.floor(left / 2)) {
    if (left % 2 === 1) result = joined(result, block);
    block = joined(block, block);
  }
  return result.sum;
};

interface Run {
  readonly a: Weight;
  readonly b: Weight;
  readonly sum: Weight;
}

const joined = (first: Run, second: Run): Run => ({
  a: times(first.a, second.a),
  b: times(first.b, second.b),
  sum: plus(times(first.sum, second.b), times(first.a, second.sum)),
});

/** `1 + w + w² + …`, given what leaves the loop (`1 - w.chance`, computed as a sum so that it is exact). */
export const star = (w: Weight, leaving: Rare): Weight => {
  const squared = rare.multiply(leaving, leaving);
  return {
    chance: rare.divide(rare.ONE, leaving),
    transitions: rare.divide(w.transitions, squared),
    usd: rare.divide(w.usd, squared),
  };
};

/** Mean cost of the walks, given that one of them is taken. Infinite when they pass a loop that hardly ever ends. */
export const meanTransitions = (w: Weight): number => rare.limit(rare.divide(w.transitions, w.chance));
export const meanUsd = (w: Weight): number => rare.limit(rare.divide(w.usd, w.chance));
