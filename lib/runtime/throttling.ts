import type { Random } from './random';

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 20_000;

/** Names under which AWS's services say that they were asked too often. */
const NAMES = new Set([
  'ThrottlingException',
  'Throttling',
  'ThrottledException',
  'TooManyRequestsException',
  'RequestThrottled',
  'RequestThrottledException',
  'SlowDown',
]);

/** The call did not happen, and will a while later. */
export const isThrottling = (error: unknown): boolean => {
  if (!(error instanceof Error)) return false;
  const { name, $retryable, $metadata } = error as Error & {
    readonly $retryable?: { readonly throttling?: boolean };
    readonly $metadata?: { readonly httpStatusCode?: number };
  };
  return NAMES.has(name) || $retryable?.throttling === true || $metadata?.httpStatusCode === 429;
};

/**
 * Milliseconds to wait after the `attempt`-th call that was one too many, counted from 0: a pause that doubles (full
 * jitter, half a second to 20 s), because others share the quota.
 */
export const throttledPauseMs = (random: Random, attempt: number): number =>
  Math.max(1, Math.round(random() * Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** attempt)));
