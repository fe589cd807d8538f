import type { StateUse } from './analyse';
import { gigabyteSeconds, type Line } from './bill';
import { commandName } from './command-name';
import { happyWay } from './happy';
import type { Chain, StateNode } from './machine';
import { inner } from './machine';
import { findPrice, type Price, unitUsd } from './price-list';
import type { Workload } from './workload';

/** Something that could be left out, and what it costs. */
export interface Lever {
  readonly what: string;
  /** Per million executions. */
  readonly usdPerMillion: number;
}

const MILLION = 1_000_000;

export interface LeverBasis {
  readonly machine: Chain;
  readonly uses: readonly StateUse[];
  /** Expected transitions of one execution above its happy path. */
  readonly extraTransitions: number;
  readonly lambdaRequests: number;
  readonly workload: Workload;
  readonly prices: readonly Price[];
  readonly region: string;
  readonly transitionUsd: number;
  /** Quantities and prices of the month. */
  readonly lines: readonly Line[];
}

/** The largest first; nothing that costs nothing. */
export const leversOf = (basis: LeverBasis, most = 3): readonly Lever[] =>
  [...stateLevers(basis), ...retryLevers(basis), ...failureLever(basis), ...serviceLevers(basis)]
    .filter((lever) => lever.usdPerMillion > 0)
    .sort((a, b) => b.usdPerMillion - a.usdPerMillion)
    .slice(0, most);

/** States that do no work of their own. */
const BOOKKEEPING = ['Choice', 'Pass', 'Wait', 'Parallel', 'Map', 'Succeed'];

const stateLevers = ({ machine, uses, transitionUsd }: LeverBasis): readonly Lever[] => {
  const followers = followersOf(machine);
  const bookkeeping = uses
    .filter(({ state }) => BOOKKEEPING.includes(state.kind.type))
    .map(({ state, visits }) => ({
      what: `the ${state.kind.type} ${placeOf(state, followers)}`,
      usdPerMillion: visits * transitionUsd * MILLION,
    }));
  const tasks = uses.filter(({ state, visits }) => state.kind.type === 'Task' && visits > 0);
  if (tasks.length < 2) return bookkeeping;
  const dearest = Math.max(...tasks.map(({ visits }) => visits));
  return [
    ...bookkeeping,
    { what: 'any two steps kept apart, against one', usdPerMillion: dearest * transitionUsd * MILLION },
  ];
};

const retryLevers = ({ uses, transitionUsd }: LeverBasis): readonly Lever[] =>
  uses.map(({ state, attempts, visits }) => ({
    what: `the retries of ${commandName(state.name)}`,
    usdPerMillion: (attempts - visits) * transitionUsd * MILLION,
  }));

const failureLever = ({ extraTransitions, uses, transitionUsd }: LeverBasis): readonly Lever[] => {
  const retries = uses.reduce((sum, { attempts, visits }) => sum + attempts - visits, 0);
  return [
    {
      what: 'the ways off the happy path (failures, compensations, detours)',
      usdPerMillion: (extraTransitions - retries) * transitionUsd * MILLION,
    },
  ];
};

const serviceLevers = ({ workload, prices, region, lambdaRequests, lines }: LeverBasis): readonly Lever[] => {
  const levers: Lever[] = [];
  const perMillion = (usd: number): number => (usd / workload.executionsPerMonth) * MILLION;
  for (const { service, usd } of lines) {
    if (usd === null || workload.executionsPerMonth === 0) continue;
    if (service === 'xray') levers.push({ what: 'the X-Ray traces', usdPerMillion: perMillion(usd) });
    if (service === 'logs') levers.push({ what: 'the logs', usdPerMillion: perMillion(usd) });
  }
  const x86 = findPrice(prices, 'lambdaGbSecondX86', region);
  const arm64 = findPrice(prices, 'lambdaGbSecondArm64', region);
  if (workload.architecture === 'x86' && x86 && arm64) {
    const gbSeconds = gigabyteSeconds(lambdaRequests, workload.memoryMb, workload.durationMs);
    const saved = gbSeconds * (unitUsd(x86) - unitUsd(arm64)) * MILLION;
    levers.push({ what: 'functions on x86, against arm64', usdPerMillion: saved });
  }
  return levers;
};

/** State name → the state that comes after it on its happy way. */
const followersOf = (chain: Chain): ReadonlyMap<string, string> => {
  const found = new Map<string, string>();
  const visit = (part: Chain): void => {
    const way = happyWay(part);
    part.states.forEach((state, place) => {
      const next = way.next[place];
      if (next !== undefined) found.set(state.name, part.states[next]!.name);
      inner(state.kind).forEach(visit);
    });
  };
  visit(chain);
  return found;
};

const placeOf = (state: StateNode, followers: ReadonlyMap<string, string>): string => {
  const follower = state.kind.type === 'Choice' ? followers.get(state.name) : undefined;
  return follower === undefined ? state.name : `before ${commandName(follower)}`;
};
