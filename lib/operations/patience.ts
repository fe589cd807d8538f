import { isThrottling, type Random, throttledPauseMs } from '../runtime';
import type { Clock } from '../saga';

/** Tries of one call, each of them several of the SDK's own: about a minute and a half in all. */
const MOST_TRIES = 10;

/** Makes a call, and makes it again as long as it comes too early. */
export type Patience = <T>(call: () => Promise<T>) => Promise<T>;

/**
 * Waits whenever a service says that it was asked too often, for a pause that doubles (full jitter, half a second to
 * 20 s): the quota belongs to the whole account, and its deployments and sagas come first. All other errors are thrown.
 */
export const patienceOf =
  ({ clock, random }: { readonly clock: Pick<Clock, 'sleep'>; readonly random: Random }): Patience =>
  async (call) => {
    for (let tries = 1; ; tries++) {
      try {
        return await call();
      } catch (error) {
        if (!isThrottling(error) || tries === MOST_TRIES) throw error;
        await clock.sleep(throttledPauseMs(random, tries - 1));
      }
    }
  };
