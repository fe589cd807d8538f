import type { Clock } from '../engine';

/**
 * Knows whether anything is going on in the stack.
 *
 * Invariants:
 * 1. While nothing is going on it holds the clock: time then passes as it does outside, and no schedule, retention or
 *    far timeout comes due just because nobody is waiting.
 * 2. Whoever waits for quiet is told only after a turn of the event loop in which nothing was found to do.
 */
export class Activity {
  private readonly waiting = new Set<() => void>();
  private release: (() => void) | undefined;
  private look: NodeJS.Immediate | undefined;
  private work = 0;
  private passing = 0;
  private stopped = false;

  constructor(
    private readonly clock: Clock,
    /** Whether something else is under way, that this counter does not see. */
    private readonly busy: () => boolean,
  ) {
    this.release = clock.hold();
  }

  /** Counts a piece of background work until it has ended. */
  async during<T>(work: Promise<T>): Promise<T> {
    this.work++;
    this.changed();
    try {
      return await work;
    } finally {
      this.work--;
      this.changed();
    }
  }

  /** Something began or ended: looks again in the next turn. */
  changed(): void {
    if (this.look || this.stopped) return;
    this.look = setImmediate(() => {
      this.look = undefined;
      this.settle();
    });
  }

  /** Resolves when nothing is going on. */
  idle(): Promise<void> {
    return new Promise((resolve) => {
      this.waiting.add(resolve);
      this.changed();
    });
  }

  /** Lets `ms` of the stack's time pass, whatever is going on. */
  pass(ms: number): Promise<void> {
    this.passing++;
    return new Promise((resolve) => {
      this.clock.schedule(ms, () => {
        this.passing--;
        this.settle();
        resolve();
      });
      this.settle();
    });
  }

  stop(): void {
    this.stopped = true;
    if (this.look) clearImmediate(this.look);
    this.release?.();
  }

  private settle(): void {
    if (this.stopped) return;
    const busy = this.work > 0 || this.busy();
    if (busy || this.passing > 0) {
      this.release?.();
      this.release = undefined;
    } else {
      this.release ??= this.clock.hold();
    }
    if (busy) return;
    for (const resolve of this.waiting) resolve();
    this.waiting.clear();
  }
}
