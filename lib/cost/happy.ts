import type { Chain, StateNode } from './machine';
import { inner } from './machine';

/** Where each state of a chain goes when all is well. */
export interface HappyWay {
  /** By place: the next state, or undefined where the chain ends. */
  readonly next: readonly (number | undefined)[];
  /** Whether the start comes to an end that is not a Fail. */
  readonly endsWell: boolean;
}

const known = new WeakMap<Chain, HappyWay>();

/**
 * A Choice's happy alternative is its first rule (in the order written, Default last) that leads to a good end;
 * where there is none (a chain of compensations that closes in a Fail), the first that leads to any end. So nothing
 * is skipped, and no loop is taken, unless asked. Depth first: the alternatives chosen never form a ring, unless a
 * state has no other way. Linear in states and rules.
 */
export const happyWay = (chain: Chain): HappyWay => {
  const before = known.get(chain);
  if (before) return before;
  const way = explore(chain);
  known.set(chain, way);
  return way;
};

/** How far a state leads: 0 to no end that is known (yet), 1 to an end, 2 to a good end. */
type Prospect = 0 | 1 | 2;

const explore = (chain: Chain): HappyWay => {
  const { states, start } = chain;
  const prospects: Prospect[] = new Array(states.length).fill(0);
  const next: (number | undefined)[] = states.map((state) => state.next[0]);
  const visited: boolean[] = new Array(states.length).fill(false);

  const conclude = (place: number): void => {
    const state = states[place]!;
    if (state.next.length === 0) {
      prospects[place] = state.kind.type === 'Fail' || !canSucceed(state) ? 1 : 2;
      return;
    }
    let best: Prospect = 0;
    for (const option of state.next) {
      if (prospects[option]! > best) {
        best = prospects[option]!;
        next[place] = option;
      }
    }
    prospects[place] = best === 2 && !canSucceed(state) ? 1 : best;
  };

  for (const root of [start, ...states.keys()]) {
    if (visited[root]) continue;
    const open: { readonly place: number; option: number }[] = [{ place: root, option: 0 }];
    visited[root] = true;
    while (open.length > 0) {
      const frame = open[open.length - 1]!;
      const target = states[frame.place]!.next[frame.option];
      if (target === undefined) {
        conclude(frame.place);
        open.pop();
        continue;
      }
      frame.option += 1;
      if (visited[target]) continue;
      visited[target] = true;
      open.push({ place: target, option: 0 });
    }
  }
  return { next, endsWell: prospects[start] === 2 };
};

/** A Parallel or Map whose inside can only fail never goes on. */
const canSucceed = (state: StateNode): boolean =>
  inner(state.kind).every((chain) => happyWay(chain).endsWell);
