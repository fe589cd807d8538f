import { componentVisits } from './visits';
import type { PathEvent, Way } from './way';
import { isNever, NEVER, plus, SURE, times, type Weight } from './weight';

/** A chain whose ways are known. */
export interface SolvedWays {
  readonly start: number;
  /** By place. */
  readonly ways: readonly (readonly Way[])[];
  /** Loops and single states, topologically ordered. */
  readonly components: readonly (readonly number[])[];
}

/** Runs of a chain that end well, by the first thing on them that did not go the happy way. */
export interface WellEnded {
  readonly happy: Weight;
  readonly deviations: readonly Deviation[];
}

export interface Deviation {
  readonly event: PathEvent;
  readonly weight: Weight;
}

/**
 * Splits the runs that end well by their first event: so a failure that is caught inside a branch is told apart from a
 * run in which nothing failed, although both come out at the same place.
 */
export const wellEnded = (chain: SolvedWays): WellEnded => {
  const visits = uneventfulVisits(chain);
  const onward = okFrom(chain);
  let happy = NEVER;
  const deviations = new Map<string, Deviation>();
  chain.ways.forEach((ways, place) => {
    const here = visits.get(place);
    if (!here) return;
    for (const way of ways) {
      if (way.failure) continue;
      if (!way.event) {
        if (way.to === undefined) happy = plus(happy, times(here, way.weight));
        continue;
      }
      const rest = way.to === undefined ? SURE : onward(way.to);
      add(deviations, way.event, times(times(here, way.weight), rest));
    }
  });
  return { happy, deviations: [...deviations.values()].filter(({ weight }) => !isNever(weight)) };
};

/** One event is one deviation, wherever it leads. */
const add = (deviations: Map<string, Deviation>, event: PathEvent, weight: Weight): void => {
  const key = JSON.stringify(event);
  deviations.set(key, { event, weight: plus(deviations.get(key)?.weight ?? NEVER, weight) });
};

/** How often each state is visited before anything has happened. */
const uneventfulVisits = ({ start, ways, components }: SolvedWays): ReadonlyMap<number, Weight> => {
  // A way with an event leaves the component as one that ends does.
  const uneventful = ways.map((out) => out.map((way) => (way.event ? { ...way, to: undefined } : way)));
  const visits = new Map<number, Weight>();
  const arriving = new Map([[start, SURE]]);
  for (const component of components) {
    const inflow = new Map(
      component.flatMap((place) => {
        const weight = arriving.get(place);
        return weight ? [[place, weight] as const] : [];
      }),
    );
    if (inflow.size === 0) continue;
    const members = new Set(component);
    for (const [place, weight] of componentVisits(component, (at) => uneventful[at] ?? [], inflow) ?? []) {
      visits.set(place, weight);
      for (const { to, weight: step } of uneventful[place] ?? []) {
        if (to === undefined || members.has(to)) continue;
        arriving.set(to, plus(arriving.get(to) ?? NEVER, times(weight, step)));
      }
    }
  }
  return visits;
};

/** By place, all runs from there that end well. */
const okFrom = ({ ways, components }: SolvedWays): ((place: number) => Weight) => {
  const known = new Map<number, Weight>();
  const after = (way: Way): Weight => {
    if (way.failure) return NEVER;
    return way.to === undefined ? SURE : (known.get(way.to) ?? NEVER);
  };
  for (const component of [...components].reverse()) {
    const members = new Set(component);
    const solved = component.map((entry) => {
      const visits = componentVisits(component, (at) => ways[at] ?? [], new Map([[entry, SURE]]));
      let sum = NEVER;
      for (const [place, weight] of visits ?? []) {
        for (const way of ways[place] ?? []) {
          if (way.to === undefined || !members.has(way.to)) {
            sum = plus(sum, times(times(weight, way.weight), after(way)));
          }
        }
      }
      return [entry, sum] as const;
    });
    for (const [entry, sum] of solved) known.set(entry, sum);
  }
  return (place) => known.get(place) ?? NEVER;
};

/** Scales what ended well, as a retrier or a sibling does. */
export const scaled = ({ happy, deviations }: WellEnded, by: Weight): WellEnded => ({
  happy: times(by, happy),
  deviations: deviations.map(({ event, weight }) => ({ event, weight: times(by, weight) })),
});
