import { type Timer, TimerHeap } from '../../engine';

/** A timer that is to fire, relative to now; those without a name are no part of how the world stands. */
export interface PendingTimer {
  readonly name: string;
  readonly inMs: number;
}

/**
 * Time that stands still until whoever runs the world moves it. Waiting costs nothing, and what is due at the same time
 * fires in the order in which it was asked for.
 */
export class WorldClock {
  private readonly timers = new TimerHeap();
  private readonly pending = new Map<object, { readonly name: string; readonly due: number }>();

  constructor(private time: number) {}

  now(): number {
    return this.time;
  }

  schedule(delayMs: number, run: () => void, name = ''): Timer {
    const due = Math.ceil(this.time + Math.max(0, delayMs));
    const entry = this.timers.push(due, () => {
      this.pending.delete(entry);
      run();
    });
    this.pending.set(entry, { name, due });
    return {
      cancel: () => {
        this.pending.delete(entry);
        this.timers.cancel(entry);
      },
    };
  }

  sleep(ms: number, name?: string): Promise<void> {
    return new Promise((done) => void this.schedule(ms, done, name));
  }

  /** Time never jumps here by itself, so nobody has to hold it. */
  hold(): () => void {
    return () => undefined;
  }

  stop(): void {
    this.timers.clear();
    this.pending.clear();
  }

  isIdle(): boolean {
    return this.timers.peek() === undefined;
  }

  /** When the next timer fires; undefined when there is none. */
  next(): number | undefined {
    return this.timers.peek()?.due;
  }

  /** Goes on to the next timer, and fires it. */
  fire(): void {
    const entry = this.timers.pop();
    if (!entry) return;
    this.time = Math.max(this.time, entry.due);
    entry.run();
  }

  /** Lets time pass; what has become due meanwhile fires late. */
  pass(to: number): void {
    this.time = Math.max(this.time, to);
  }

  standing(): readonly PendingTimer[] {
    return [...this.pending.values()].map(({ name, due }) => ({ name, inMs: due - this.time }));
  }
}
