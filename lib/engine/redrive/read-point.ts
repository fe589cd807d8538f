import type { HistoryEvent } from '../history';
import { type EnteredState, readStates, type States } from './entered-states';
import type { ChainPoint, GroupPoint } from './point';

/**
 * Where an execution stood when it ended, read from its history alone: so one that an earlier process ran can be
 * redriven too. A state that was entered and not exited is where its chain goes on. Source: developer guide,
 * "Redriving executions".
 *
 * @returns undefined when no state was entered
 */
export const readPoint = (history: readonly HistoryEvent[]): ChainPoint | undefined =>
  pointOf(history, readStates(history), ROOT);

/** The chain of the execution itself. */
const ROOT = 0;

const pointOf = (
  history: readonly HistoryEvent[],
  states: States,
  chain: number | string,
): ChainPoint | undefined => {
  const visited = states.chains.get(chain);
  const last = visited?.at(-1);
  if (!visited || !last) return undefined;
  if (last.exited) return { kind: 'ended', output: last.exited.stateExitedEventDetails?.output ?? 'null' };
  return {
    kind: 'open',
    state: last.name,
    input: last.event.stateEnteredEventDetails?.input ?? 'null',
    enteredEventId: last.event.id,
    enteredAt: last.event.timestamp.getTime(),
    variables: Object.assign(
      {},
      ...visited.map(({ exited }) => exited?.stateExitedEventDetails?.assignedVariables ?? {}),
    ),
    inside: groupOf(history, states, last),
  };
};

/** The group that a Parallel or a Map was running: the one it started last. */
const groupOf = (
  history: readonly HistoryEvent[],
  states: States,
  state: EnteredState,
): GroupPoint | undefined => {
  const started = history.findLast(({ id }) => states.startedBy.get(id) === state);
  if (!started) return undefined;
  return started.type === 'MapStateStarted'
    ? mapPoint(history, states, state, started)
    : parallelPoint(history, states, started);
};

const parallelPoint = (
  history: readonly HistoryEvent[],
  states: States,
  { id }: HistoryEvent,
): GroupPoint => {
  const prefix = `${id}:`;
  const parts = new Map<string, ChainPoint>();
  for (const chain of states.chains.keys()) {
    if (typeof chain !== 'string' || !chain.startsWith(prefix)) continue;
    const point = pointOf(history, states, chain);
    if (point) parts.set(chain.slice(prefix.length), point);
  }
  return { startedEventId: id, mapRunArn: undefined, parts };
};

/** A Map that had all it wanted and failed afterwards is run anew: then there is no point. */
const mapPoint = (
  history: readonly HistoryEvent[],
  states: States,
  state: EnteredState,
  started: HistoryEvent,
): GroupPoint | undefined => {
  const mine = history.filter(({ id }) => id > started.id && states.within.get(id) === state);
  const mapRunArn = mine.findLast(({ type }) => type === 'MapRunStarted')?.mapRunStartedEventDetails
    ?.mapRunArn;
  if (mapRunArn !== undefined) {
    const succeeded = mine.some(({ type }) => type === 'MapRunSucceeded');
    return succeeded ? undefined : { startedEventId: started.id, mapRunArn, parts: new Map() };
  }
  const parts = new Map<number, ChainPoint>();
  for (const { id, mapIterationStartedEventDetails: details } of mine) {
    const point = details && pointOf(history, states, id);
    if (details && point) parts.set(details.index, point);
  }
  const wanted = started.mapStateStartedEventDetails?.length ?? 0;
  const ended = [...parts.values()].filter(({ kind }) => kind === 'ended').length;
  return ended === wanted ? undefined : { startedEventId: started.id, mapRunArn: undefined, parts };
};
