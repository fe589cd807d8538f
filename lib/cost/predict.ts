import { BUSINESS_ERROR, SagaError } from '../saga';
import type { StateUse } from './analyse';
import { firstThatTakes } from './error-names';
import { happyWay } from './happy';
import type { Chain, Machine, RetrierRule, StateNode } from './machine';

/** What happens at one state, in all its visits together. What is not said goes the happy way. */
export interface Happening {
  /** Errors of its first attempts, in order, across visits; then it succeeds, or `forEver`. */
  readonly errors?: readonly string[];
  /** The error of every further attempt. */
  readonly forEver?: string;
  /** Failed attempts never reached the function (throttled, say): they call nothing. */
  readonly notRun?: true;
  /** A Choice: the next states it takes, one a visit; the last one from then on. */
  readonly takes?: readonly string[];
  /** A Map: its items; 1 by default. */
  readonly items?: number;
}

/** State name → what happens there. */
export type Scenario = Readonly<Record<string, Happening>>;

export interface Prediction {
  /** States entered and retries made: what AWS bills, without the start. */
  readonly transitions: number;
  readonly status: 'SUCCEEDED' | 'FAILED';
  /** The error of a failed execution; undefined when it is computed at run time. */
  readonly error?: string | undefined;
  /** State name → its attempts, for every state entered, in order of the first entry. */
  readonly attempts: ReadonlyMap<string, number>;
  /** The same, by how the attempts ended, as `totalCalls` takes it. */
  readonly uses: readonly StateUse[];
}

/** A scenario that goes round for longer does not end. */
const MOST_TRANSITIONS = 1_000_000;

/**
 * The transitions of one concrete run, under ASL's own rules: each visit of a state has fresh retry counters, one a
 * retrier. All iterations of a Map go the same way; siblings of a failed branch or iteration run to their end.
 */
export const predictTransitions = (machine: Machine, scenario: Scenario): Prediction => {
  for (const name of Object.keys(scenario)) {
    if (!machine.byName.has(name))
      throw new SagaError('UnknownState', `The scenario names ${name}, no state here`);
  }
  const run: Run = { scenario, transitions: 0, uses: new Map(), taken: new Map(), failed: new Map() };
  const end = runChain(run, machine);
  const told = {
    transitions: run.transitions,
    attempts: new Map([...run.uses].map(([name, use]) => [name, use.attempts])),
    uses: [...run.uses.values()],
  };
  return end === undefined
    ? { ...told, status: 'SUCCEEDED' }
    : { ...told, status: 'FAILED', error: end.error };
};

interface Run {
  readonly scenario: Scenario;
  transitions: number;
  readonly uses: Map<string, Writable<StateUse>>;
  /** Choice → visits so far; state → failed attempts so far. */
  readonly taken: Map<string, number>;
  readonly failed: Map<string, number>;
}

type Writable<T> = { -readonly [Key in keyof T]: T[Key] };

/** undefined: all went well. */
type End = { readonly error: string | undefined } | undefined;

const runChain = (run: Run, chain: Chain): End => {
  const way = happyWay(chain);
  let place: number | undefined = chain.start;
  while (place !== undefined) {
    const state: StateNode = chain.states[place]!;
    const end = runState(run, state);
    if (end === undefined) {
      place = state.kind.type === 'Choice' ? choose(run, chain, state, way.next[place]) : state.next[0];
      continue;
    }
    const caught = firstThatTakes(state.catchers, end.error)?.to;
    if (caught === undefined) return end;
    place = caught;
  }
  return undefined;
};

const runState = (run: Run, state: StateNode): End => {
  const retries = new Map<RetrierRule, number>();
  const use = useOf(run, state);
  use.visits += 1;
  for (;;) {
    count(run, state);
    use.attempts += 1;
    const end = attempt(run, state);
    if (end === undefined) {
      use.answered += 1;
      return undefined;
    }
    if (run.scenario[state.name]?.notRun === true) use.notRun += 1;
    else use[end.error === BUSINESS_ERROR ? 'refused' : 'lost'] += 1;
    const retrier = firstThatTakes(state.retriers, end.error);
    const made = retrier ? (retries.get(retrier) ?? 0) : 0;
    if (retrier === undefined || made >= retrier.maxAttempts) return end;
    retries.set(retrier, made + 1);
  }
};

const useOf = (run: Run, state: StateNode): Writable<StateUse> => {
  const before = run.uses.get(state.name);
  if (before) return before;
  const use = { state, visits: 0, attempts: 0, answered: 0, refused: 0, lost: 0, notRun: 0 };
  run.uses.set(state.name, use);
  return use;
};

const count = (run: Run, state: StateNode): void => {
  run.transitions += 1;
  if (run.transitions > MOST_TRANSITIONS) {
    throw new SagaError('EndlessLoop', `The scenario never ends: it went through ${state.name} for ever`);
  }
};

const attempt = (run: Run, state: StateNode): End => {
  const { kind } = state;
  const inside =
    kind.type === 'Parallel'
      ? kind.branches.map((branch) => runChain(run, branch))
      : kind.type === 'Map'
        ? runMap(run, state, kind)
        : [];
  const failed = inside.find((end) => end !== undefined);
  if (failed !== undefined) return failed;
  if (kind.type === 'Fail') return { error: kind.error };
  const happening = run.scenario[state.name];
  const before = run.failed.get(state.name) ?? 0;
  const error = happening?.errors?.[before] ?? happening?.forEver;
  if (error === undefined) return undefined;
  run.failed.set(state.name, before + 1);
  return { error };
};

const runMap = (
  run: Run,
  state: StateNode,
  kind: Extract<StateNode['kind'], { type: 'Map' }>,
): readonly End[] => {
  const iterations = Math.ceil((run.scenario[state.name]?.items ?? 1) / kind.batch);
  const tolerated = Math.max(kind.tolerated.count, Math.floor(kind.tolerated.share * iterations));
  const ends: End[] = [];
  for (let at = 0; at < iterations; at += 1) {
    if (kind.mode !== 'inline') run.transitions += 1;
    const before = run.transitions;
    ends.push(runChain(run, kind.processor));
    if (kind.mode === 'distributed-express') run.transitions = before;
  }
  const failures = ends.filter((end) => end !== undefined).length;
  if (tolerated === 0) return ends;
  return failures > tolerated ? [{ error: 'States.ExceedToleratedFailureThreshold' }] : [];
};

const choose = (run: Run, chain: Chain, state: StateNode, happy: number | undefined): number => {
  const takes = run.scenario[state.name]?.takes;
  const visit = run.taken.get(state.name) ?? 0;
  run.taken.set(state.name, visit + 1);
  const name = takes?.[Math.min(visit, takes.length - 1)];
  if (name === undefined) return happy!;
  const place = state.next.find((option) => chain.states[option]!.name === name);
  if (place !== undefined) return place;
  throw new SagaError(
    'UnknownAlternative',
    `The scenario sends ${state.name} to ${name}, where it cannot go`,
  );
};
