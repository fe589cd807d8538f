import type { Catcher, Retrier } from '../asl';
import { STATES_ERROR, type StateFailure } from './errors';

/** Defaults of a retrier. Source: Amazon States Language, "Retrying after error". */
const DEFAULT_INTERVAL_SECONDS = 1;
const DEFAULT_MAX_ATTEMPTS = 3;
const DEFAULT_BACKOFF_RATE = 2;

const matches = (name: string, error: string | undefined): boolean => {
  switch (name) {
    case STATES_ERROR.all:
      return true;
    case STATES_ERROR.taskFailed:
      return error !== STATES_ERROR.timeout;
    case STATES_ERROR.timeout:
      return error === STATES_ERROR.timeout || error === STATES_ERROR.heartbeatTimeout;
    default:
      return name === error;
  }
};

/**
 * Whether `names` (ErrorEquals) takes `failure`. States.Runtime is never taken, not even by name. A task that runs
 * out of heartbeats is a kind of States.Timeout. Source: developer guide, "Error names", and recorded executions.
 */
export const takes = (names: readonly string[], failure: StateFailure): boolean =>
  failure.error !== STATES_ERROR.runtime && names.some((name) => matches(name, failure.error));

/** Index of the first catcher that takes the failure; -1 when there is none. */
export const catcherFor = (catchers: readonly Catcher[] | undefined, failure: StateFailure): number =>
  (catchers ?? []).findIndex((catcher) => takes(catcher.ErrorEquals, failure));

/** Seconds before the retry that follows `retries` earlier ones by this retrier. */
export const retryDelay = (retrier: Retrier, retries: number, random: () => number): number => {
  const interval = retrier.IntervalSeconds ?? DEFAULT_INTERVAL_SECONDS;
  const grown = interval * (retrier.BackoffRate ?? DEFAULT_BACKOFF_RATE) ** retries;
  const delay = Math.min(grown, retrier.MaxDelaySeconds ?? Number.POSITIVE_INFINITY);
  return retrier.JitterStrategy === 'FULL' ? delay * random() : delay;
};

/** The retries of one state execution: each retrier counts its own. */
export class RetryCounter {
  private readonly used: number[];

  constructor(
    private readonly retriers: readonly Retrier[],
    private readonly random: () => number,
  ) {
    this.used = retriers.map(() => 0);
  }

  /** Seconds to wait before the next attempt; undefined when the failure is not retried (any more). */
  next(failure: StateFailure): number | undefined {
    const index = this.retriers.findIndex((retrier) => takes(retrier.ErrorEquals, failure));
    const retrier = this.retriers[index];
    if (!retrier) return undefined;
    const used = this.used[index] as number;
    if (used >= (retrier.MaxAttempts ?? DEFAULT_MAX_ATTEMPTS)) return undefined;
    this.used[index] = used + 1;
    return retryDelay(retrier, used, this.random);
  }
}
