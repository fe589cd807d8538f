import type { Clock, Timer } from './clock';
import { LONGEST_TIMEOUT } from './longest-timeout';

/** The machine's clock, for a stack that stays up. */
export class RealClock implements Clock {
  private readonly pending = new Set<{ handle: NodeJS.Timeout }>();

  now(): number {
    return Date.now();
  }

  schedule(delayMs: number, run: () => void): Timer {
    const due = this.now() + Math.max(0, delayMs);
    const timer = { handle: undefined as unknown as NodeJS.Timeout };
    const arm = (): void => {
      const left = Math.max(0, due - this.now());
      timer.handle = setTimeout(
        () => {
          if (left > LONGEST_TIMEOUT) return arm();
          this.pending.delete(timer);
          run();
        },
        Math.min(left, LONGEST_TIMEOUT),
      );
    };
    arm();
    this.pending.add(timer);
    return {
      cancel: () => {
        clearTimeout(timer.handle);
        this.pending.delete(timer);
      },
    };
  }

  hold(): () => void {
    return () => undefined;
  }

  stop(): void {
    for (const timer of this.pending) clearTimeout(timer.handle);
    this.pending.clear();
  }
}
