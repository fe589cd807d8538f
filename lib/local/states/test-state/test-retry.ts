import type { Retrier } from '../../../asl';
import { retryDelay, type StateFailure, takes } from '../../../engine';

/** A retry that would come next. */
export interface DueRetry {
  readonly retryIndex: number;
  readonly retryBackoffIntervalSeconds: number;
}

/** Source: Amazon States Language, "Retrying after error". */
const DEFAULT_MAX_ATTEMPTS = 3;

/** The retry of a failure, after `used` earlier ones by the same retrier; undefined when it is not retried any more. */
export const dueRetry = (
  retriers: readonly Retrier[],
  failure: StateFailure,
  used: number,
  random: () => number,
): DueRetry | undefined => {
  const retryIndex = retriers.findIndex(({ ErrorEquals }) => takes(ErrorEquals, failure));
  const retrier = retriers[retryIndex];
  if (!retrier || used >= (retrier.MaxAttempts ?? DEFAULT_MAX_ATTEMPTS)) return undefined;
  return { retryIndex, retryBackoffIntervalSeconds: Math.round(retryDelay(retrier, used, random)) };
};
