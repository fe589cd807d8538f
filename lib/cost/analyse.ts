import { SagaError } from '../saga';
import type { Ends, Failure } from './attempts';
import { components } from './components';
import { wellEnded } from './deviations';
import type { Chain, StateNode } from './machine';
import { inner } from './machine';
import * as rare from './rare';
import { componentVisits } from './visits';
import type { Basis, PerVisit, Way } from './way';
import { waysOf } from './ways';
import { isNever, meanTransitions, meanUsd, NEVER, plus, SURE, times, total, type Weight } from './weight';

/** A chain with everything solved: an absorbing Markov chain over its states. */
export interface Analysis {
  readonly chain: Chain;
  /** By place. */
  readonly ways: readonly (readonly Way[])[];
  readonly perVisit: readonly PerVisit[];
  /** Analyses of what is inside the state at that place. */
  readonly inside: readonly (readonly Analysis[])[];
  /** Loops and single states, topologically ordered. */
  readonly components: readonly (readonly number[])[];
  /** Expected visits of each state, in one run of the chain. */
  readonly visits: readonly number[];
  readonly ends: Ends;
}

/** Solves the chain and all chains inside it. Throws `SagaError` EndlessLoop. */
export const analyse = (chain: Chain, basis: Basis): Analysis => {
  const inside = chain.states.map((state) => inner(state.kind).map((part) => analyse(part, basis)));
  const solved = chain.states.map((_, place) =>
    waysOf(
      chain,
      place,
      basis,
      inside[place]!.map((part) => ({
        ends: part.ends,
        well: wellEnded({ ...part, start: part.chain.start }),
      })),
    ),
  );
  const ways = solved.map((state) => state.ways.filter((way) => !isNever(way.weight)));
  const order = components(chain.states.length, (place) =>
    ways[place]!.flatMap((way) => (way.to === undefined ? [] : [way.to])),
  );
  const visits = visitAll(chain, ways, order);
  return {
    chain,
    ways,
    perVisit: solved.map((state) => state.perVisit),
    inside,
    components: order,
    visits: visits.map((weight) => rare.limit(weight.chance)),
    ends: endsOf(ways, visits),
  };
};

const visitAll = (
  chain: Chain,
  ways: readonly (readonly Way[])[],
  order: readonly (readonly number[])[],
): readonly Weight[] => {
  const visits: Weight[] = new Array(chain.states.length).fill(NEVER);
  const arriving = new Map<number, Weight>([[chain.start, SURE]]);
  for (const component of order) {
    const inflow = new Map(
      component.flatMap((place) => (arriving.has(place) ? [[place, arriving.get(place)!]] : [])),
    );
    if (inflow.size === 0) continue;
    const solved = componentVisits(component, (place) => ways[place]!, inflow);
    if (solved === undefined) {
      // A trap that only an event of probability 0 leads into costs nothing in the mean.
      if (rare.limit(total(inflow.values()).chance) > 0) throw endless(chain, component);
      continue;
    }
    const members = new Set(component);
    for (const [place, weight] of solved) {
      if (rare.limit(weight.chance) === Number.POSITIVE_INFINITY) throw endless(chain, component);
      visits[place] = weight;
      for (const way of ways[place]!) {
        if (way.to === undefined || members.has(way.to)) continue;
        arriving.set(way.to, plus(arriving.get(way.to) ?? NEVER, times(weight, way.weight)));
      }
    }
  }
  return visits;
};

const endless = (chain: Chain, component: readonly number[]): SagaError => {
  const names = component.map((place) => chain.states[place]!.name);
  const shown = names.slice(0, 5).join(' → ') + (names.length > 5 ? ' → …' : '');
  return new SagaError(
    'EndlessLoop',
    `The loop ${shown} never ends: no way out of it has a probability above 0; give one with --choice`,
  );
};

const endsOf = (ways: readonly (readonly Way[])[], visits: readonly Weight[]): Ends => {
  let ok = NEVER;
  const errors = new Map<string, Failure>();
  ways.forEach((out, place) => {
    for (const way of out) {
      if (way.to !== undefined) continue;
      const weight = times(visits[place]!, way.weight);
      if (way.failure === undefined) ok = plus(ok, weight);
      else {
        const key = `${way.failure.origin}\n${way.failure.error}`;
        errors.set(key, { ...way.failure, weight: plus(errors.get(key)?.weight ?? NEVER, weight) });
      }
    }
  });
  return { ok, errors: [...errors.values()].filter((failure) => !isNever(failure.weight)) };
};

const allEnds = ({ ends }: Analysis): Weight =>
  total([ends.ok, ...ends.errors.map((failure) => failure.weight)]);

/** Expected transitions of one run, however it ends. */
export const expectedTransitions = (analysis: Analysis): number => meanTransitions(allEnds(analysis));

/** Expected USD of one run, all but the transitions. */
export const expectedUsd = (analysis: Analysis): number => meanUsd(allEnds(analysis));

/** Expected happenings at one state in one execution. */
export interface StateUse {
  readonly state: StateNode;
  readonly visits: number;
  readonly attempts: number;
  readonly answered: number;
  readonly refused: number;
  readonly lost: number;
  /** Attempts that never reached what they call; the chances know none. */
  readonly notRun: number;
}

/** How often each state is used in one execution, inner ones included. */
export const expectedUse = (analysis: Analysis, runs = 1): readonly StateUse[] =>
  analysis.chain.states.flatMap((state, place) => {
    const visits = runs * analysis.visits[place]!;
    const per = analysis.perVisit[place]!;
    const use: StateUse = {
      state,
      visits,
      attempts: visits * per.attempts,
      answered: visits * per.answered,
      refused: visits * per.refused,
      lost: visits * per.lost,
      notRun: 0,
    };
    const insideRuns = visits * per.attempts * per.runs;
    return [use, ...analysis.inside[place]!.flatMap((part) => expectedUse(part, insideRuns))];
  });
