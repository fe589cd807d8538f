import type { Analysis } from './analyse';
import { Heap } from './heap';
import type { Rare } from './rare';
import * as rare from './rare';
import { componentVisits } from './visits';
import type { PathEvent, Way } from './ways';
import { isNever, meanTransitions, meanUsd, SURE, times, type Weight } from './weight';

/** One way through a machine, told apart from others by what did not go the happy way. */
export interface Path {
  /** In order: failures, and choices other than the happy one. Empty: the happy path. */
  readonly events: readonly PathEvent[];
  /** Set when the execution ends FAILED. */
  readonly failure?: { readonly error: string | undefined; readonly origin: string };
  readonly probability: number;
  /** Mean over the walks of this path; a whole number where nothing retries and nothing loops. */
  readonly transitions: number;
  /** Mean USD of all but the transitions. */
  readonly usd: number;
  /** How many things happen on it that are never asked to happen; a path with some has probability 0. */
  readonly unlikely: number;
}

export interface PathList {
  readonly paths: readonly Path[];
  /** More paths exist than are listed. */
  readonly truncated: boolean;
}

export interface PathLimits {
  readonly paths: number;
  /** Things that are never asked to happen, on one path. */
  readonly unlikely: number;
}

const DEFAULT_LIMITS: PathLimits = { paths: 100, unlikely: 2 };

/** A part of a path: from an entry of a loop (or of a single state) out of it. */
interface Leg {
  readonly way: Way;
  readonly weight: Weight;
}

interface Walk {
  /** undefined: at an end. */
  readonly at: number | undefined;
  readonly weight: Weight;
  /** The likeliest that this walk can still become. */
  readonly bound: Rare;
  readonly last: Leg | undefined;
  readonly before: Walk | undefined;
  readonly serial: number;
}

/**
 * The likeliest paths through a machine, best first (A* over the graph of its loops; the bound is exact, so work is
 * proportional to what is listed). A loop is passed as one leg whose cost is the mean over its rounds, never
 * enumerated; what happens inside a Parallel or Map is one leg too, told apart by which state inside failed.
 */
export const listPaths = (analysis: Analysis, limits: PathLimits = DEFAULT_LIMITS): PathList => {
  const legs = legsOf(analysis);
  const bounds = boundsOf(analysis, legs);
  const start = analysis.chain.start;
  const open = new Heap<Walk>(
    (a, b) => rare.likelier(a.bound, b.bound) || (!rare.likelier(b.bound, a.bound) && a.serial < b.serial),
  );
  let serial = 0;
  const push = (walk: Omit<Walk, 'serial'>): void => {
    serial += 1;
    open.push({ ...walk, serial });
  };
  push({ at: start, weight: SURE, bound: bounds(start), last: undefined, before: undefined });
  const found: Walk[] = [];
  while (open.size > 0 && found.length < limits.paths) {
    const walk = open.pop()!;
    if (walk.bound.order > limits.unlikely) return { paths: sorted(found), truncated: true };
    if (walk.at === undefined) {
      found.push(walk);
      continue;
    }
    for (const leg of legs(walk.at)) {
      const weight = times(walk.weight, leg.weight);
      const { to } = leg.way;
      const bound = to === undefined ? weight.chance : rare.multiply(weight.chance, bounds(to));
      if (!rare.isZero(bound)) push({ at: to, weight, bound, last: leg, before: walk });
    }
  }
  return { paths: sorted(found), truncated: open.size > 0 };
};

/** Legs from an entry, computed once each. */
const legsOf = (analysis: Analysis): ((entry: number) => readonly Leg[]) => {
  const componentAt: (readonly number[])[] = [];
  for (const component of analysis.components) for (const place of component) componentAt[place] = component;
  const known = new Map<number, readonly Leg[]>();
  return (entry) => {
    const before = known.get(entry);
    if (before) return before;
    const component = componentAt[entry]!;
    const members = new Set(component);
    const solved = componentVisits(component, (place) => analysis.ways[place]!, new Map([[entry, SURE]]));
    const legs: Leg[] = [];
    for (const [place, weight] of solved ?? []) {
      for (const way of analysis.ways[place]!) {
        const inside = way.to !== undefined && members.has(way.to);
        const through = times(weight, way.weight);
        if (!inside && !isNever(through)) legs.push({ way, weight: through });
      }
    }
    known.set(entry, legs);
    return legs;
  };
};

/** By entry, the chance of the likeliest way from there to an end: from the last component back to the first. */
const boundsOf = (analysis: Analysis, legs: (entry: number) => readonly Leg[]): ((place: number) => Rare) => {
  const entries = entriesOf(analysis);
  const bounds = new Map<number, Rare>();
  for (const component of [...analysis.components].reverse()) {
    for (const place of component) {
      if (!entries.has(place)) continue;
      let best = rare.ZERO;
      for (const { way, weight } of legs(place)) {
        const onward = way.to === undefined ? rare.ONE : bounds.get(way.to)!;
        const chance = rare.multiply(weight.chance, onward);
        if (rare.likelier(chance, best)) best = chance;
      }
      bounds.set(place, best);
    }
  }
  return (place) => bounds.get(place)!;
};

/** States at which a component is entered from outside. */
const entriesOf = (analysis: Analysis): ReadonlySet<number> => {
  const entries = new Set([analysis.chain.start]);
  for (const component of analysis.components) {
    const members = new Set(component);
    for (const place of component) {
      for (const { to } of analysis.ways[place]!) if (to !== undefined && !members.has(to)) entries.add(to);
    }
  }
  return entries;
};

/** The likeliest first; among equals, the one with fewer events, and the one that leaves the happy way first. */
const sorted = (walks: readonly Walk[]): readonly Path[] => {
  const told = walks.map((walk) => {
    const legs: Leg[] = [];
    for (let at: Walk | undefined = walk; at?.last; at = at.before) legs.push(at.last);
    legs.reverse();
    const deviations = legs.flatMap((leg, position) => (leg.way.event ? [position] : []));
    return { walk, path: pathOf(walk, legs), deviations };
  });
  told.sort((a, b) => {
    const [x, y] = [a.walk.weight.chance, b.walk.weight.chance];
    if (x.order !== y.order) return x.order - y.order;
    if (a.path.probability !== b.path.probability) return b.path.probability - a.path.probability;
    return a.deviations.length - b.deviations.length || compareLists(a.deviations, b.deviations);
  });
  return told.map(({ path }) => path);
};

const compareLists = (a: readonly number[], b: readonly number[]): number => {
  const at = a.findIndex((position, index) => position !== b[index]);
  if (at < 0) return a.length - b.length;
  return b[at] === undefined ? 1 : a[at]! - b[at]!;
};

const pathOf = ({ weight, last }: Walk, legs: readonly Leg[]): Path => ({
  events: legs.flatMap((leg) => leg.way.event ?? []),
  ...(last?.way.failure === undefined ? {} : { failure: last.way.failure }),
  probability: rare.limit(weight.chance),
  transitions: meanTransitions(weight),
  usd: meanUsd(weight),
  unlikely: weight.chance.order,
});
