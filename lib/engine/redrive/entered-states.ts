import type { HistoryEvent } from '../history';

/** A state as it was entered once. */
export interface EnteredState {
  readonly event: HistoryEvent;
  readonly name: string;
  exited: HistoryEvent | undefined;
}

/** The states of a history by the chains they belong to, and the groups that they started. */
export interface States {
  /**
   * States in the order in which a chain entered them. The execution's own chain has the key 0, an iteration's the id
   * of its MapIterationStarted, a branch's the id of the ParallelStateStarted and the name of its first state.
   */
  readonly chains: ReadonlyMap<number | string, readonly EnteredState[]>;
  /** Id of a ParallelStateStarted or MapStateStarted → the state that started it. */
  readonly startedBy: ReadonlyMap<number, EnteredState>;
  /** Id of an event of a Map (its iterations, its Map run) → the Map. */
  readonly within: ReadonlyMap<number, EnteredState>;
}

/**
 * Each event names the one that it follows. From an event inside a group those links lead to the start of the group,
 * and from there to the state that started it; what was exited or has failed on the way is passed over.
 */
export const readStates = (history: readonly HistoryEvent[]): States => {
  const reader = new Reader(history);
  for (const event of history) reader.read(event);
  return reader;
};

/** A state on the way up; of one that had failed when the event came, only its own exit may follow. */
interface Ancestor {
  readonly state: EnteredState;
  readonly failed: boolean;
}

class Reader implements States {
  readonly chains = new Map<number | string, EnteredState[]>();
  readonly startedBy = new Map<number, EnteredState>();
  readonly within = new Map<number, EnteredState>();
  private readonly byId: ReadonlyMap<number, HistoryEvent>;
  private readonly entered = new Map<number, EnteredState>();
  private readonly chainOf = new Map<EnteredState, number | string>();
  /** Id of an event that closes a state (exited, failed) → the state. */
  private readonly closed = new Map<number, EnteredState>();

  constructor(history: readonly HistoryEvent[]) {
    this.byId = new Map(history.map((event) => [event.id, event]));
  }

  read(event: HistoryEvent): void {
    const { id, type } = event;
    if (event.stateEnteredEventDetails) this.enter(event, event.stateEnteredEventDetails.name);
    else if (event.stateExitedEventDetails) this.exit(event, event.stateExitedEventDetails.name);
    else if (/^(Parallel|Map)StateStarted$/.test(type)) this.note(this.startedBy, event, type.slice(0, -7));
    else if (/^(Parallel|Map)StateFailed$/.test(type)) this.note(this.closed, event, type.slice(0, -6));
    else if (/^Map(Run|IterationStarted)/.test(type)) {
      const map = this.open(event, 'MapState');
      if (map) this.within.set(id, map);
    }
  }

  private note(where: Map<number, EnteredState>, event: HistoryEvent, type: string): void {
    const state = this.open(event, type);
    if (state) where.set(event.id, state);
  }

  /** The nearest state of a type (`MapState`) that has not failed. */
  private open(event: HistoryEvent, type: string): EnteredState | undefined {
    for (const { state, failed } of this.ancestors(event)) {
      if (!failed && state.event.type === `${type}Entered`) return state;
    }
    return undefined;
  }

  private exit(event: HistoryEvent, name: string): void {
    for (const { state } of this.ancestors(event)) {
      if (state.name !== name) continue;
      state.exited = event;
      this.closed.set(event.id, state);
      return;
    }
  }

  private enter(event: HistoryEvent, name: string): void {
    const state: EnteredState = { event, name, exited: undefined };
    const chain = this.chain(event, name);
    this.entered.set(event.id, state);
    this.chainOf.set(state, chain);
    const states = this.chains.get(chain);
    if (states) states.push(state);
    else this.chains.set(chain, [state]);
  }

  private chain({ previousEventId }: HistoryEvent, name: string): number | string {
    const previous = this.byId.get(previousEventId);
    if (previous?.type === 'ParallelStateStarted') return `${previousEventId}:${name}`;
    if (previous?.type === 'MapIterationStarted') return previousEventId;
    const left = this.closed.get(previousEventId);
    return (left && this.chainOf.get(left)) ?? 0;
  }

  /** States on the way from an event to the start of the execution, the nearest first. */
  private *ancestors({ previousEventId }: HistoryEvent): Generator<Ancestor> {
    for (let id = previousEventId; id > 0; ) {
      const closed = this.closed.get(id);
      const own = this.entered.get(id);
      const starter = this.startedBy.get(id);
      if (closed) {
        yield { state: closed, failed: true };
        id = closed.event.previousEventId;
      } else if (own) {
        yield { state: own, failed: false };
        id = own.event.previousEventId;
      } else {
        id = starter ? starter.event.id : (this.byId.get(id)?.previousEventId ?? 0);
      }
    }
  }
}
