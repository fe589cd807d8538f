import type { SagaStep } from './definition';
import { BUSINESS_ERROR, TRANSIENT_ERROR } from './errors';
import { hasCompensation } from './steps';

/** One retrier, in the terms of the Amazon States Language; delays in seconds. */
export interface RetryRule {
  readonly errorEquals: readonly string[];
  /** Retries after the first attempt; 0 means never. */
  readonly maxAttempts: number;
}

/** The schedule that all retries share: 2, 4, 8 … seconds, at most 60, full jitter. */
export const RETRY_SCHEDULE = {
  intervalSeconds: 2,
  backoffRate: 2,
  maxDelaySeconds: 60,
  jitterStrategy: 'FULL',
} as const;

const FORWARD_RETRIES = 4;
const PERSISTENT_RETRIES = 8;

/** What no retry can mend: the answer is no, or the definition itself is at fault. */
const HOPELESS = [BUSINESS_ERROR, 'States.DataLimitExceeded', 'States.QueryEvaluationError'];

/** Throttling says that the function surely did not run, so trying longer costs nothing. */
const THROTTLED: RetryRule = {
  errorEquals: ['Lambda.TooManyRequestsException'],
  maxAttempts: PERSISTENT_RETRIES,
};

/** A step up to the pivot: what is unknown is retried first and undone only then; the ledger makes both safe. */
const FORWARD: readonly RetryRule[] = [
  { errorEquals: HOPELESS, maxAttempts: 0 },
  THROTTLED,
  { errorEquals: ['States.ALL'], maxAttempts: FORWARD_RETRIES },
];

/**
 * A queue step: only failures of the send are retried. The queue's redelivery is its retry, so what the consumer
 * answers is final, and a timeout is too (a new token would start the wait again).
 */
const QUEUE: readonly RetryRule[] = [
  {
    errorEquals: [...HOPELESS, TRANSIENT_ERROR, 'States.Timeout', 'States.HeartbeatTimeout'],
    maxAttempts: 0,
  },
  { errorEquals: ['States.ALL'], maxAttempts: FORWARD_RETRIES },
];

/** Compensations, parks and steps past the pivot: there is no way back, so they try longer. */
export const PERSISTENT: readonly RetryRule[] = [
  { errorEquals: [BUSINESS_ERROR], maxAttempts: 0 },
  { errorEquals: ['States.ALL'], maxAttempts: PERSISTENT_RETRIES },
];

/** The retriers of a step's action. */
export const actionRetry = (step: SagaStep): readonly RetryRule[] => {
  if (step.via === 'queue') return QUEUE;
  return hasCompensation(step) ? FORWARD : PERSISTENT;
};

/** The longest wait before the n-th retry (n from 1), in seconds: jitter only shortens it. */
export const longestDelay = (retry: number): number =>
  Math.min(
    RETRY_SCHEDULE.maxDelaySeconds,
    RETRY_SCHEDULE.intervalSeconds * RETRY_SCHEDULE.backoffRate ** (retry - 1),
  );

/** Sum of the longest waits of all retries that the rules allow together, in seconds. */
export const longestDelays = (rules: readonly RetryRule[]): number =>
  rules.reduce((sum, rule) => sum + sumTo(rule.maxAttempts), 0);

/** Attempts that the rules allow at the most, the first included. */
export const mostAttempts = (rules: readonly RetryRule[]): number =>
  rules.reduce((sum, rule) => sum + rule.maxAttempts, 1);

const sumTo = (retries: number): number =>
  Array.from({ length: retries }, (_, index) => longestDelay(index + 1)).reduce((a, b) => a + b, 0);
