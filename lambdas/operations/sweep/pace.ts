import { type HasTime, isThrottling, type Random, throttledPauseMs } from '../../../lib/runtime';
import type { Clock } from '../../../lib/saga';

/** Calls a second, on the long run. `DescribeExecution` may be called 15 or 10 times a second, by all of an account. */
export const CALLS_PER_SECOND = 5;
/** Calls that may come at once after a pause: a small part of the 250 that Step Functions allows at once. */
export const BURST = 40;

/** The invocation ends before a call could be made. */
export class OutOfTime extends Error {
  override readonly name = 'OutOfTime';
}

/** Makes a call when it is its turn. */
export type Pace = <T>(call: () => Promise<T>) => Promise<T>;

/**
 * A budget of calls a second, and patience with whoever says that it was too many: others share the quota, so the next
 * try comes after a pause that doubles (full jitter, half a second to 20 s).
 * @throws OutOfTime
 */
export const paceOf = ({
  clock,
  random,
  hasTime,
}: {
  readonly clock: Clock;
  readonly random: Random;
  readonly hasTime: HasTime;
}): Pace => {
  let tokens = BURST;
  let filledAt = clock.now();
  const turn = async (): Promise<void> => {
    for (;;) {
      if (!hasTime()) throw new OutOfTime('the sweep has no time left');
      const now = clock.now();
      tokens = Math.min(BURST, tokens + ((now - filledAt) / 1000) * CALLS_PER_SECOND);
      filledAt = now;
      if (tokens >= 1) break;
      await clock.sleep(Math.ceil(((1 - tokens) * 1000) / CALLS_PER_SECOND));
    }
    tokens -= 1;
  };
  return async (call) => {
    for (let attempt = 0; ; attempt++) {
      await turn();
      try {
        return await call();
      } catch (error) {
        if (!isThrottling(error)) throw error;
        tokens = 0;
        await clock.sleep(throttledPauseMs(random, attempt));
      }
    }
  };
};
