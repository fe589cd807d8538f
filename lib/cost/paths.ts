import type { Analysis } from './analyse';
import { Heap } from './heap';
import type { Rare } from './rare';
import * as rare from './rare';
import { componentVisits } from './visits';
import type { PathEvent, Way } from './way';
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
  readonly chance: Rare;
  /** The likeliest that this walk can still become, in a form that rounding does not tell apart. */
  readonly order: number;
  readonly unlikeliness: number;
  /** When it last left the happy way. */
  readonly left: number;
  readonly length: number;
  readonly last: Leg | undefined;
  readonly before: Walk | undefined;
}

/** Steps of a logarithm that count as the same likelihood. */
const LOG_STEP = 1e-9;

/**
 * The likelier first. Among equals the one that left the happy way earlier, and of these the longest: one path is
 * walked to its end before the next is begun.
 */
const isBefore = (a: Walk, b: Walk): boolean => {
  if (a.order !== b.order) return a.order < b.order;
  if (a.unlikeliness !== b.unlikeliness) return a.unlikeliness < b.unlikeliness;
  return a.left === b.left ? a.length > b.length : a.left < b.left;
};

/**
 * The likeliest paths through a machine, best first (A* over the graph of its loops; the bound is exact, so work is
 * proportional to what is listed). A loop is passed as one leg whose cost is the mean over its rounds, never
 * enumerated; what happens inside a Parallel or Map is one leg too, told apart by which state inside failed.
 */
export const listPaths = (analysis: Analysis, limits: PathLimits = DEFAULT_LIMITS): PathList => {
  const legs = legsOf(analysis);
  const bounds = boundsOf(analysis, legs);
  const open = new Heap<Walk>(isBefore);
  let serial = 0;
  let truncated = false;
  const push = (
    at: number | undefined,
    chance: Rare,
    last: Leg | undefined,
    before: Walk | undefined,
  ): void => {
    const bound = at === undefined ? chance : rare.multiply(chance, bounds(at));
    if (rare.isZero(bound)) return;
    if (bound.order > limits.unlikely) {
      truncated = true;
      return;
    }
    serial += 1;
    open.push({
      at,
      chance,
      order: bound.order,
      unlikeliness: Math.round(-Math.log(bound.value) / LOG_STEP),
      left: before === undefined || last?.way.event ? serial : before.left,
      length: (before?.length ?? 0) + 1,
      last,
      before,
    });
  };
  push(analysis.chain.start, rare.ONE, undefined, undefined);
  const found: Walk[] = [];
  while (open.size > 0 && found.length < limits.paths) {
    const walk = open.pop()!;
    if (walk.at === undefined) found.push(walk);
    else {
      for (const leg of legs(walk.at))
        push(leg.way.to, rare.multiply(walk.chance, leg.weight.chance), leg, walk);
    }
  }
  return { paths: sorted(found), truncated: truncated || open.size > 0 };
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
  told.sort(
    (a, b) =>
      a.walk.order - b.walk.order ||
      b.path.probability - a.path.probability ||
      a.deviations.length - b.deviations.length ||
      compareLists(a.deviations, b.deviations),
  );
  return told.map(({ path }) => path);
};

const compareLists = (a: readonly number[], b: readonly number[]): number => {
  const at = a.findIndex((position, index) => position !== b[index]);
  return at < 0 ? 0 : (a[at] ?? 0) - (b[at] ?? 0);
};

const pathOf = ({ last, order }: Walk, legs: readonly Leg[]): Path => {
  const weight = legs.reduce((product, leg) => times(product, leg.weight), SURE);
  return {
    events: legs.flatMap((leg) => leg.way.event ?? []),
    ...(last?.way.failure === undefined ? {} : { failure: last.way.failure }),
    probability: rare.limit(weight.chance),
    transitions: meanTransitions(weight),
    usd: meanUsd(weight),
    unlikely: order,
  };
};
