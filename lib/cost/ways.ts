import { BUSINESS_ERROR } from '../saga';
import { type Ends, type Failure, type Retried, withRetries } from './attempts';
import { lostError } from './chances';
import { type Deviation, scaled, type WellEnded } from './deviations';
import { firstThatTakes } from './error-names';
import { happyWay } from './happy';
import type { Chain, StateNode } from './machine';
import * as rare from './rare';
import type { Basis, PathEvent, PerVisit, StateWays, Way } from './way';
import { isNever, mixed, NEVER, power, SURE, step, times, total, type Weight } from './weight';

/** A solved chain inside a state, as far as the state's own ways depend on it. */
interface Inside {
  readonly ends: Ends;
  /** What of `ends.ok` went the happy way, and what did not. */
  readonly well: WellEnded;
}

const ONCE: PerVisit = { attempts: 1, answered: 1, refused: 0, lost: 0, runs: 1 };

/** Items of a Map when nothing is said. */
const DEFAULT_ITEMS = 1;

/** The ways out of the state at `place`; `inside` holds the analyses of its branches or its processor. */
export const waysOf = (chain: Chain, place: number, basis: Basis, inside: readonly Inside[]): StateWays => {
  const state = chain.states[place]!;
  const { kind } = state;
  switch (kind.type) {
    case 'Pass':
    case 'Wait':
    case 'Succeed':
      return { ways: [onward(state, step(rare.ONE, 1, passing(state, basis)))], perVisit: ONCE };
    case 'Fail': {
      const failure = { error: kind.error, origin: state.name };
      return { ways: [{ to: undefined, weight: step(rare.ONE, 1, 0), failure }], perVisit: ONCE };
    }
    case 'Choice':
      return { ways: alternatives(chain, place, basis), perVisit: ONCE };
    case 'Task':
      return taskWays(state, basis);
    case 'Parallel':
      return compositeWays(state, parallelEnds(inside), 1);
    case 'Map': {
      const items = basis.chances.items.get(state.name) ?? DEFAULT_ITEMS;
      const runs = Math.ceil(items / kind.batch);
      return compositeWays(state, mapEnds(state, inside[0]!, runs), runs);
    }
  }
};

/** USD of passing a state that is no task. */
const passing = (state: StateNode, { attemptUsd }: Basis): number => {
  const { answered, visited } = attemptUsd(state);
  return answered + visited;
};

const onward = (state: StateNode, weight: Weight): Way => ({ to: state.next[0], weight });

const alternatives = (chain: Chain, place: number, basis: Basis): readonly Way[] => {
  const { chances } = basis;
  const state = chain.states[place]!;
  const usd = passing(state, basis);
  const happy = happyWay(chain).next[place];
  const shares = chances.choice.get(state.name) ?? state.next.map((to) => (to === happy ? 1 : 0));
  const ways = state.next.map((to, at): Way => {
    const weight = step(rare.possible(shares[at]!), 1, usd);
    if (to === happy) return { to, weight };
    return { to, weight, event: { kind: 'chooses', state: state.name, to: chain.states[to]!.name } };
  });
  if (!state.mayMatchNothing) return ways;
  return [...ways, failing(state, state.name, 'States.NoChoiceMatched', step(rare.DELTA, 1, 0))];
};

/** No catcher: the chain ends. */
const failing = (state: StateNode, origin: string, error: string | undefined, weight: Weight): Way => {
  const to = firstThatTakes(state.catchers, error)?.to;
  const event: PathEvent = { kind: 'fails', state: origin, error };
  return to === undefined ? { to, weight, failure: { error, origin }, event } : { to, weight, event };
};

/** The ways of one origin to one place are one way: the step failed. */
const failuresFrom = (state: StateNode, errors: readonly Failure[]): readonly Way[] => {
  const failures = new Map<string, Way>();
  for (const { error, origin, weight } of errors) {
    const way = failing(state, origin, error, weight);
    const key = `${origin}\n${way.to ?? `! ${error}`}`;
    const before = failures.get(key);
    failures.set(key, before ? { ...before, weight: total([before.weight, weight]) } : way);
  }
  return [...failures.values()];
};

const waysFrom = (state: StateNode, { ok, errors }: Ends): readonly Way[] => [
  onward(state, ok),
  ...failuresFrom(state, errors),
];

/**
 * A task: an attempt gets no answer with probability r (and is retried up to the retrier's limit, after which the
 * state fails); an answer is no with probability f, which ends the state in its Catch at once.
 */
const taskWays = (state: StateNode, { chances, attemptUsd }: Basis): StateWays => {
  const f = chances.failure.get(state.name) ?? 0;
  const r = chances.retry.get(state.name) ?? 0;
  const usd = attemptUsd(state);
  const answers = rare.possible(1 - r);
  const attempt: Ends = {
    ok: step(rare.multiply(answers, rare.possible(1 - f)), 1, usd.answered),
    errors: [
      {
        error: BUSINESS_ERROR,
        origin: state.name,
        weight: step(rare.multiply(answers, rare.possible(f)), 1, usd.refused),
        final: true,
      },
      { error: lostError(state), origin: state.name, weight: step(rare.possible(r), 1, usd.lost) },
    ],
  };
  const retried = withRetries(state.name, attempt, state.retriers);
  const attempts = rare.limit(retried.begun.chance);
  const visited = step(rare.ONE, 0, usd.visited);
  const givenUp = step(rare.ONE, 0, usd.visited + usd.givenUp);
  const errors = retried.errors.map((failure) => ({ ...failure, weight: times(failure.weight, givenUp) }));
  return {
    ways: waysFrom(state, { ok: times(retried.ok, visited), errors }),
    perVisit: {
      attempts,
      answered: attempts * (1 - r) * (1 - f),
      refused: attempts * (1 - r) * f,
      lost: attempts * r,
      runs: 0,
    },
  };
};

/** How a group may end: well, by the first thing in it that did not go the happy way, or with an error. */
interface GroupEnds {
  readonly well: WellEnded;
  readonly errors: readonly Failure[];
}

const okOf = ({ happy, deviations }: WellEnded): Weight =>
  total([happy, ...deviations.map(({ weight }) => weight)]);

const compositeWays = (state: StateNode, inside: GroupEnds, runs: number): StateWays => {
  const entry = step(rare.ONE, 1, 0);
  const well = scaled(inside.well, entry);
  const attempt: Ends = {
    ok: okOf(well),
    errors: inside.errors.map((failure) => ({ ...failure, weight: times(entry, failure.weight) })),
  };
  const retried: Retried = withRetries(state.name, attempt, state.retriers);
  const attempts = rare.limit(retried.begun.chance);
  const { happy, deviations } = scaled(well, retried.begun);
  return {
    ways: [
      onward(state, happy),
      ...deviations.map(({ event, weight }): Way => ({ ...onward(state, weight), event })),
      ...failuresFrom(state, retried.errors),
    ],
    perVisit: { attempts, answered: attempts, refused: 0, lost: 0, runs },
  };
};

const everything = (ends: Ends): Weight => total([ends.ok, ...ends.errors.map((failure) => failure.weight)]);

/** For each of a row, the product of those after it. */
const productsAfter = (weights: readonly Weight[]): readonly Weight[] => {
  const after: Weight[] = new Array(weights.length).fill(SURE);
  for (let at = weights.length - 2; at >= 0; at -= 1) after[at] = times(weights[at + 1]!, after[at + 1]!);
  return after;
};

/**
 * Branches run side by side. When one fails, the others are taken to run to their end: every state that AWS entered
 * is billed, and how far a sibling came is a matter of durations, which the definition does not tell. So the figure
 * is exact when siblings are through or one task long, and an upper bound otherwise. The error is that of the first
 * failing branch in the order written; so is what deviates where none fails.
 */
const parallelEnds = (inside: readonly Inside[]): GroupEnds => {
  const wholeAfter = productsAfter(inside.map((branch) => everything(branch.ends)));
  const okAfter = productsAfter(inside.map((branch) => branch.ends.ok));
  let okBefore = SURE;
  let happyBefore = SURE;
  const errors: Failure[] = [];
  const deviations: Deviation[] = [];
  inside.forEach(({ ends, well }, at) => {
    const others = times(okBefore, wholeAfter[at]!);
    for (const failure of ends.errors) errors.push({ ...failure, weight: times(others, failure.weight) });
    deviations.push(...scaled(well, times(happyBefore, okAfter[at]!)).deviations);
    okBefore = times(okBefore, ends.ok);
    happyBefore = times(happyBefore, well.happy);
  });
  return { well: { happy: happyBefore, deviations }, errors };
};

/**
 * Iterations are independent of each other; as for branches, the others run to their end. A distributed Map bills
 * one transition for each child execution it starts, an inline one none; children of type Express are not billed by
 * transition (Step Functions developer guide, "State transitions").
 */
const mapEnds = (state: StateNode, iteration: Inside, runs: number): GroupEnds => {
  const { kind } = state;
  if (kind.type !== 'Map') return { well: iteration.well, errors: iteration.ends.errors };
  const billed = billing(kind.mode);
  const child: Ends = {
    ok: billed(iteration.ends.ok),
    errors: iteration.ends.errors.map((failure) => ({ ...failure, weight: billed(failure.weight) })),
  };
  const failed = total(child.errors.map((failure) => failure.weight));
  const tolerated = Math.max(kind.tolerated.count, Math.floor(kind.tolerated.share * runs));
  if (tolerated > 0) return tolerantEnds(state, child.ok, failed, runs, tolerated);
  const others = mixed(child.ok, everything(child), runs);
  const happy = billed(iteration.well.happy);
  // The first iteration that deviates, those before it happy, those after it well in whatever way.
  const around = mixed(happy, child.ok, runs);
  return {
    well: {
      happy: power(happy, runs),
      deviations: iteration.well.deviations.map(({ event, weight }) => ({
        event,
        weight: times(around, billed(weight)),
      })),
    },
    errors: child.errors.map((failure) => ({ ...failure, weight: times(others, failure.weight) })),
  };
};

/** What a run of the processor costs more, or less, than its states. */
const billing = (mode: 'inline' | 'distributed-standard' | 'distributed-express') => {
  const start = step(rare.ONE, 1, 0);
  return (weight: Weight): Weight => {
    if (mode === 'inline') return weight;
    return times(start, mode === 'distributed-express' ? { ...weight, transitions: rare.ZERO } : weight);
  };
};

/** By number of failed iterations, up to one more than are tolerated. */
const tolerantEnds = (
  state: StateNode,
  ok: Weight,
  failed: Weight,
  runs: number,
  tolerated: number,
): GroupEnds => {
  const most = Math.min(tolerated, runs) + 1;
  let byFailures: Weight[] = [SURE];
  let block: Weight[] = [ok, failed];
  for (let left = runs; left > 0; left = Math.floor(left / 2)) {
    if (left % 2 === 1) byFailures = convolve(byFailures, block, most);
    block = convolve(block, block, most);
  }
  const error = 'States.ExceedToleratedFailureThreshold';
  const event: PathEvent = { kind: 'tolerates', state: state.name };
  return {
    well: {
      happy: byFailures[0] ?? NEVER,
      deviations: [{ event, weight: total(byFailures.slice(1, most)) }].filter(
        ({ weight }) => !isNever(weight),
      ),
    },
    errors: [{ error, origin: state.name, weight: byFailures[most] ?? NEVER }],
  };
};

/** Product of two distributions over counts; all counts from `most` on are one. */
const convolve = (a: readonly Weight[], b: readonly Weight[], most: number): Weight[] => {
  const product: Weight[] = new Array(Math.min(a.length + b.length - 1, most + 1)).fill(NEVER);
  a.forEach((x, i) => {
    b.forEach((y, j) => {
      const at = Math.min(i + j, most);
      product[at] = total([product[at]!, times(x, y)]);
    });
  });
  return product;
};
