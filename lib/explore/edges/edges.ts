import {
  edgesOf,
  innerScopes,
  machineScope,
  type Scope,
  type StateMachineDefinition,
  statesOf,
} from '../../asl';
import type { HistoryEvent } from '../../engine';

/** `PlaceOrder → CancelOrder (catch)`, `PlaceOrder (retry)` */
export type EdgeName = string;

const nameOf = (from: string, to: string, kind: string): EdgeName => `${from} → ${to} (${kind})`;
const retryOf = (state: string): EdgeName => `${state} (retry)`;

interface Retried {
  readonly Retry?: readonly { readonly MaxAttempts?: number }[];
}

/** Every way from one state to another, in all scopes of a machine, and every retry. */
export const edgesIn = (machine: StateMachineDefinition): readonly EdgeName[] =>
  inScope(machineScope(machine));

const inScope = (scope: Scope): readonly EdgeName[] =>
  statesOf(scope).flatMap((visited) => {
    const { name, state } = visited;
    const isRetried = ((state as Retried).Retry ?? []).some(({ MaxAttempts = 3 }) => MaxAttempts > 0);
    return [
      ...new Set(edgesOf(name, state).map(({ to, kind }) => nameOf(name, to, kind))),
      ...(isRetried ? [retryOf(name)] : []),
      ...innerScopes(visited).flatMap(inScope),
    ];
  });

const FAILURE = /(Failed|TimedOut)$/;

/** Those of the edges that an execution took. */
export const edgesTaken = (
  history: readonly HistoryEvent[],
  known: ReadonlySet<EdgeName>,
): readonly EdgeName[] => {
  const byId = new Map(history.map((event) => [event.id, event]));
  const stateAt = new Map<number, string>();
  const taken = new Set<EdgeName>();
  for (const event of history) {
    const previous = byId.get(event.previousEventId);
    const entered = event.stateEnteredEventDetails?.name;
    const before = stateAt.get(event.previousEventId);
    if (entered !== undefined && previous?.stateExitedEventDetails) {
      const from = previous.stateExitedEventDetails.name;
      const isCaught = FAILURE.test(byId.get(previous.previousEventId)?.type ?? '');
      for (const kind of isCaught ? ['catch'] : ['next', 'choice', 'default']) {
        const edge = nameOf(from, entered, kind);
        if (known.has(edge)) taken.add(edge);
      }
    }
    const isAgain = /Scheduled$/.test(event.type) && FAILURE.test(previous?.type ?? '');
    if (isAgain && before !== undefined && known.has(retryOf(before))) taken.add(retryOf(before));
    const state = entered ?? event.stateExitedEventDetails?.name ?? before;
    if (state !== undefined) stateAt.set(event.id, state);
  }
  return [...taken];
};
