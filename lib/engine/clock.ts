/**
 * Time for everything that runs locally. Nobody but this folder reads the machine's clock or sets a real timer.
 *
 * Invariants:
 * 1. `now()` never goes back.
 * 2. A timer never fires before its time.
 * 3. The jumping clock moves on to the next timer only while nobody holds it: whoever has real work under way
 *    (a function that runs, a request that is being answered) takes `hold()` first and releases it after.
 */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Runs `run` once, `delayMs` from now (at once when it is 0 or less, but never within this call). */
  schedule(delayMs: number, run: () => void): Timer;
  /** Marks real work under way; time does not jump until the returned function is called (calling it twice is harmless). */
  hold(): () => void;
  /** Drops every timer; the clock does nothing from then on. */
  stop(): void;
}

export interface Timer {
  cancel(): void;
}

/** Resolves `delayMs` from now on `clock`. */
export const sleep = (clock: Clock, delayMs: number): Promise<void> =>
  new Promise((resolve) => {
    clock.schedule(delayMs, resolve);
  });
