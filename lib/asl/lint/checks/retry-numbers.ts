import type { Retrier } from '../../types';
import type { Check } from '../check';
import { retriersOf } from '../recovery';

/** Limits of a retrier. Source: Amazon States Language specification, "Retrying after error". */
const MAX_ATTEMPTS = 99_999_999;
const MAX_DELAY_SECONDS = 31_622_400;

const DEFAULT_INTERVAL_SECONDS = 1;

/** Retriers have delays and counts that Step Functions takes. */
export const retryNumbers: Check = ({ states }) =>
  states.flatMap(({ name, state }) =>
    retriersOf(state).flatMap((retrier, index) =>
      problemsOf(retrier).map((problem) => ({ state: name, message: `Retry[${index}] has ${problem}` })),
    ),
  );

const problemsOf = ({
  IntervalSeconds: interval = DEFAULT_INTERVAL_SECONDS,
  MaxAttempts: attempts = 0,
  BackoffRate: rate = 1,
  MaxDelaySeconds: delay,
}: Retrier): readonly string[] => [
  ...(isWhole(interval, 1, MAX_ATTEMPTS) ? [] : [`IntervalSeconds ${interval}: use a whole number from 1`]),
  ...(isWhole(attempts, 0, MAX_ATTEMPTS) ? [] : [`MaxAttempts ${attempts}: use a whole number from 0`]),
  ...(rate >= 1 ? [] : [`BackoffRate ${rate}: use 1 or more`]),
  ...(delay === undefined || (isWhole(delay, 1, MAX_DELAY_SECONDS) && delay > interval)
    ? []
    : [`MaxDelaySeconds ${delay}: use a whole number above IntervalSeconds (${interval})`]),
];

const isWhole = (value: number, least: number, most: number): boolean =>
  Number.isInteger(value) && value >= least && value <= most;
