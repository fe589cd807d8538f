import type { Clock } from './clock';
import { type EventDetails, HISTORY_LIMIT_EVENTS, type HistoryEvent } from './history';

/**
 * The history of one execution, as it grows.
 * Invariant: once it is sealed nothing is added; what was cut off by the end of the execution leaves no event. Source:
 * recorded executions that were stopped or ran out of time.
 */
export class HistoryLog {
  readonly events: HistoryEvent[];
  private sealed = false;

  /** @param before events of the earlier attempts of a redriven execution */
  constructor(
    private readonly clock: Clock,
    before: readonly HistoryEvent[] = [],
  ) {
    this.events = [...before];
  }

  /** Appends an event, of now unless another time is given, and returns its id; 0 when the history is sealed. */
  append(type: string, previousEventId: number, details: EventDetails, at?: Date): number {
    if (this.sealed) return 0;
    const id = this.lastId + 1;
    this.events.push({ id, previousEventId, timestamp: at ?? new Date(this.clock.now()), type, ...details });
    return id;
  }

  /** Id of the last event; 0 when there is none. */
  get lastId(): number {
    return this.events.at(-1)?.id ?? 0;
  }

  /** One place is kept for the event that ends the execution. */
  get full(): boolean {
    return this.events.length >= HISTORY_LIMIT_EVENTS - 1;
  }

  seal(): void {
    this.sealed = true;
  }
}
