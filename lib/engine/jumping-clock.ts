import type { Clock, Timer } from './clock';
import { LONGEST_TIMEOUT } from './longest-timeout';
import { TimerHeap } from './timer-heap';

/** What the jumping clock stands on; the default is the machine's clock. Tests and the explorer pass a constant. */
export type BaseTime = () => number;

/**
 * A clock on which waiting costs no time: now = base time + an offset; when nobody holds it, it moves the offset to
 * the next timer. The offset lies in shared memory, so that worker threads see the same time.
 *
 * It jumps after two turns of the event loop without a holder: a turn lets promises and I/O callbacks that were
 * already under way take their hold first.
 */
export class JumpingClock implements Clock {
  /** One float64: the offset in milliseconds that a worker adds to its own `Date`. */
  readonly sharedOffset = new SharedArrayBuffer(8);
  private readonly offset = new Float64Array(this.sharedOffset);
  private readonly timers = new TimerHeap();
  private holders = 0;
  private turn: NodeJS.Immediate | undefined;
  private realTimer: NodeJS.Timeout | undefined;
  private stopped = false;

  constructor(private readonly base: BaseTime = Date.now) {}

  now(): number {
    return this.base() + (this.offset[0] as number);
  }

  schedule(delayMs: number, run: () => void): Timer {
    // Whole milliseconds: what is stamped with this time (events, messages) has no parts of one on AWS either.
    const entry = this.timers.push(Math.ceil(this.now() + Math.max(0, delayMs)), run);
    this.look();
    return { cancel: () => this.timers.cancel(entry) };
  }

  hold(): () => void {
    this.holders++;
    let held = true;
    return () => {
      if (!held) return;
      held = false;
      this.holders--;
      this.look();
    };
  }

  stop(): void {
    this.stopped = true;
    this.timers.clear();
    if (this.turn) clearImmediate(this.turn);
    if (this.realTimer) clearTimeout(this.realTimer);
  }

  /** Fires what is due, or jumps, after two turns of the event loop. */
  private look(): void {
    if (this.stopped || this.turn || !this.timers.peek()) return;
    this.turn = setImmediate(() => {
      this.turn = setImmediate(() => {
        this.turn = undefined;
        this.advance();
      });
    });
  }

  private advance(): void {
    const next = this.timers.peek();
    if (this.stopped || !next) return;
    const wait = next.due - this.now();
    if (wait > 0 && this.holders > 0) {
      this.wakeAt(wait);
      return;
    }
    if (wait > 0) this.offset[0] = (this.offset[0] as number) + wait;
    try {
      this.timers.pop()?.run();
    } finally {
      // A timer that throws must not stop the time for all others.
      this.look();
    }
  }

  /** While somebody holds the clock a due timer still fires, in real time. */
  private wakeAt(wait: number): void {
    if (this.realTimer) clearTimeout(this.realTimer);
    this.realTimer = setTimeout(
      () => {
        this.realTimer = undefined;
        this.look();
      },
      Math.min(wait, LONGEST_TIMEOUT),
    );
    this.realTimer.unref();
  }
}
