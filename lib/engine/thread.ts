import { CANCELLED, type CancelScope } from './cancellation';
import type { Clock, Timer } from './clock';
import { STATES_ERROR, StateFailure } from './errors';
import { type EventDetails, HISTORY_LIMIT_EVENTS, type HistoryEvent } from './history';
import type { ServiceIntegration } from './integration';
import type { Payload } from './payload';
import type { TaskTokens } from './task-tokens';
import type { Variables } from './variables';

/** What every execution of an engine shares. */
export interface Host {
  readonly clock: Clock;
  readonly random: () => number;
  readonly integrations: (resource: string) => ServiceIntegration | undefined;
  readonly tokens: TaskTokens;
  readonly region: string;
  readonly accountId: string;
}

/** Who runs: the part of the context object that is the same in every state. */
export interface Identity {
  readonly executionArn: string;
  readonly executionName: string;
  readonly roleArn: string;
  readonly stateMachineArn: string;
  readonly stateMachineName: string;
  readonly input: Payload;
  /** ISO 8601. */
  readonly startTime: string;
}

/** The item of the innermost Map iteration. */
export interface MapItem {
  readonly Index: number;
  readonly Value: unknown;
}

/**
 * One chain of states that runs: the execution itself, a branch, an iteration.
 * Invariant: a thread that was cut off writes no history; its next event throws CANCELLED.
 */
export class Thread {
  private lastEventId = 0;

  constructor(
    readonly host: Host,
    readonly identity: Identity,
    readonly variables: Variables,
    readonly scope: CancelScope,
    private readonly history: HistoryEvent[] | undefined,
    readonly mapItem: MapItem | undefined,
  ) {}

  /** A thread inside this one. Without history it is a child execution of a distributed Map: its events are its own. */
  fork(part: {
    readonly variables: Variables;
    readonly scope: CancelScope;
    readonly mapItem?: MapItem | undefined;
    readonly ownHistory?: boolean;
  }): Thread {
    const history = part.ownHistory ? undefined : this.history;
    const fork = new Thread(
      this.host,
      this.identity,
      part.variables,
      part.scope,
      history,
      part.mapItem ?? this.mapItem,
    );
    fork.lastEventId = this.lastEventId;
    return fork;
  }

  /** Takes up where `other` left off, for the event that follows it. */
  follow(other: Thread): void {
    this.lastEventId = other.lastEventId;
  }

  /** Appends an event and returns its id. */
  record(type: string, details: EventDetails = {}): number {
    if (this.scope.cancelled) throw CANCELLED;
    // One place is kept for the event that ends the execution.
    if (this.history && this.history.length >= HISTORY_LIMIT_EVENTS - 1) {
      throw new StateFailure(
        STATES_ERROR.runtime,
        `The execution reached the maximum number of history events (${HISTORY_LIMIT_EVENTS}).`,
      );
    }
    return this.append(type, details);
  }

  /** Appends an event that the next one does not follow: both follow the one before. Source: recorded executions. */
  recordAside(type: string): void {
    const before = this.lastEventId;
    this.record(type);
    this.lastEventId = before;
  }

  /** Appends the event that says that something was cut off: the one that a cancelled thread may write. */
  recordAbort(type: string, details: EventDetails = {}): void {
    this.append(type, details);
  }

  /** Resolves after `seconds`; rejects with CANCELLED when the thread is cut off. */
  sleep(seconds: number): Promise<void> {
    return new Promise((resolve, reject) => {
      let timer: Timer | undefined;
      const forget = this.scope.onCancel(() => {
        timer?.cancel();
        reject(CANCELLED);
      });
      timer = this.host.clock.schedule(seconds * 1000, () => {
        forget();
        resolve();
      });
    });
  }

  private append(type: string, details: EventDetails): number {
    if (!this.history) return 0;
    const id = this.history.length + 1;
    this.history.push({
      id,
      previousEventId: this.lastEventId,
      timestamp: new Date(this.host.clock.now()),
      type,
      ...details,
    });
    this.lastEventId = id;
    return id;
  }
}
