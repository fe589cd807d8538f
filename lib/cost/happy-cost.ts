import { BUSINESS_ERROR } from '../saga';
import type { Chances } from './chances';
import { firstThatTakes } from './error-names';
import { happyWay } from './happy';
import type { Chain, StateNode } from './machine';
import { inner } from './machine';

/** Transitions of one run of a chain without retries, loops or detours. */
export interface HappyCost {
  readonly happy: number;
  /** The dearest run in which one task answers no: undone and ended. The happy cost where nothing can fail. */
  readonly worstFailure: number;
}

/** Linear: the cost from each state to its end is computed once. Only the items of the Maps are taken from `chances`. */
export const happyCost = (chain: Chain, chances: Pick<Chances, 'items'>): HappyCost => {
  const { happy, failing } = costsOf(chain, chances.items);
  return { happy, worstFailure: failing ?? happy };
};

interface Costs {
  readonly happy: number;
  /** Dearest run with one failure, if there can be one. */
  readonly failing: number | undefined;
  /** The error that run ends with, if it ends with one. */
  readonly failsWith: { readonly error: string | undefined } | undefined;
}

const costsOf = (chain: Chain, items: ReadonlyMap<string, number>): Costs => {
  const way = happyWay(chain);
  const inside = chain.states.map((state) => insideOf(state, items));
  const cost = (place: number): number => 1 + inside[place]!.happy;
  const toEnd = endCosts(chain, way.next, cost);

  let before = 0;
  let failing: number | undefined;
  let failsWith: Costs['failsWith'];
  const visited = new Set<number>();
  for (let place: number | undefined = chain.start; place !== undefined; place = way.next[place]) {
    if (visited.has(place)) break;
    visited.add(place);
    const state = chain.states[place]!;
    const own =
      state.kind.type === 'Task'
        ? { cost: 1, error: BUSINESS_ERROR as string | undefined }
        : inside[place]!.fails;
    if (own) {
      const caught = firstThatTakes(state.catchers, own.error)?.to;
      const whole = before + own.cost + (caught === undefined ? 0 : toEnd(caught).cost);
      if (failing === undefined || whole > failing) {
        failing = whole;
        failsWith = caught === undefined ? { error: own.error } : toEnd(caught).end;
      }
    }
    before += cost(place);
  }
  return { happy: toEnd(chain.start).cost, failing, failsWith };
};

interface Inside {
  /** Transitions inside the state, its own entry apart. */
  readonly happy: number;
  /** The dearest failure of the whole state, entry included. */
  readonly fails: { readonly cost: number; readonly error: string | undefined } | undefined;
}

const insideOf = (state: StateNode, items: ReadonlyMap<string, number>): Inside => {
  const { kind } = state;
  const chains = inner(kind).map((chain) => costsOf(chain, items));
  const express = kind.type === 'Map' && kind.mode === 'distributed-express';
  const runs = kind.type === 'Map' ? Math.ceil((items.get(state.name) ?? 1) / kind.batch) : 1;
  const perRun = kind.type === 'Map' && kind.mode !== 'inline' ? 1 : 0;
  const happy = chains.reduce((sum, chain) => sum + runs * (perRun + (express ? 0 : chain.happy)), 0);
  let fails: Inside['fails'];
  for (const chain of runs === 0 ? [] : chains) {
    if (chain.failing === undefined || chain.failsWith === undefined) continue;
    const cost = 1 + happy + (express ? 0 : chain.failing - chain.happy);
    if (fails === undefined || cost > fails.cost) fails = { cost, error: chain.failsWith.error };
  }
  return { happy, fails };
};

interface ToEnd {
  readonly cost: number;
  readonly end: { readonly error: string | undefined } | undefined;
}

/** From each state along the happy way to the end; memoized, without recursion. */
const endCosts = (
  chain: Chain,
  next: readonly (number | undefined)[],
  cost: (place: number) => number,
): ((place: number) => ToEnd) => {
  const known = new Map<number, ToEnd>();
  return (from) => {
    const walked: number[] = [];
    const open = new Set<number>();
    let place: number | undefined = from;
    while (place !== undefined && !known.has(place) && !open.has(place)) {
      walked.push(place);
      open.add(place);
      place = next[place];
    }
    let rest: ToEnd = (place === undefined ? undefined : known.get(place)) ?? { cost: 0, end: undefined };
    for (const at of walked.reverse()) {
      const { kind } = chain.states[at]!;
      rest = { cost: cost(at) + rest.cost, end: kind.type === 'Fail' ? { error: kind.error } : rest.end };
      known.set(at, rest);
    }
    return known.get(from)!;
  };
};
