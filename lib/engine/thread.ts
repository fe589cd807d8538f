import { CANCELLED, type CancelScope } from './cancellation';
import type { Timer } from './clock';
import { STATES_ERROR, StateFailure } from './errors';
import { type EventDetails, HISTORY_LIMIT_EVENTS } from './history';
import type { HistoryLog } from './history-log';
import type { Host } from './host';
import type { Identity, MapItem } from './identity';
import type { Variables } from './variables';

/**
 * One chain of states that runs: the execution itself, a branch, an iteration.
 * Invariant: a thread that was cut off writes no history; its next event throws CANCELLED.
 */
export class Thread {
  /** The event that the next one follows. */
  lastEventId = 0;

  constructor(
    readonly host: Host,
    readonly identity: Identity,
    readonly variables: Variables,
    readonly scope: CancelScope,
    private readonly history: HistoryLog,
    readonly mapItem: MapItem | undefined,
  ) {}

  /** A thread inside this one. */
  fork(part: {
    readonly variables: Variables;
    readonly scope: CancelScope;
    readonly mapItem?: MapItem | undefined;
  }): Thread {
    const { host, identity, history, mapItem } = this;
    const fork = new Thread(host, identity, part.variables, part.scope, history, part.mapItem ?? mapItem);
    fork.lastEventId = this.lastEventId;
    return fork;
  }

  /** Appends an event and returns its id. */
  record(type: string, details: EventDetails = {}): number {
    if (this.scope.cancelled) throw CANCELLED;
    if (this.history.full) {
      throw new StateFailure(
        STATES_ERROR.runtime,
        `The execution reached the maximum number of history events (${HISTORY_LIMIT_EVENTS}).`,
      );
    }
    this.lastEventId = this.history.append(type, this.lastEventId, details);
    return this.lastEventId;
  }

  /**
   * Appends an event that the next one does not follow: both follow the one before. Returns its id. Source: recorded
   * executions.
   */
  recordAside(type: string, details: EventDetails = {}): number {
    const before = this.lastEventId;
    const id = this.record(type, details);
    this.lastEventId = before;
    return id;
  }

  /** Appends the event that says that something was cut off: the one that a cancelled thread may write. */
  recordAbort(type: string, previousEventId: number, details: EventDetails = {}): void {
    this.history.append(type, previousEventId, details);
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
}
