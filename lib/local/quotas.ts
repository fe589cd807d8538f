import type { Clock } from '../engine';
import { type CallNote, ServiceError } from './http';

/** How often an API may be called: at once after a pause, and each second on the long run. */
export interface Quota {
  readonly bucket: number;
  readonly perSecond: number;
}

/** By service and operation, as `states DescribeExecution`. */
export type Quotas = Readonly<Record<string, Quota>>;

/** Counts calls as AWS does, with a bucket of tokens for each operation; who finds it empty is throttled. */
export const throttleBy = (clock: Pick<Clock, 'now'>, quotas: Quotas = {}): ((call: CallNote) => void) => {
  const buckets = new Map<string, { tokens: number; filledAt: number }>();
  return ({ service, operation }) => {
    const key = `${service} ${operation}`;
    const quota = quotas[key];
    if (!quota) return;
    const now = clock.now();
    const bucket = buckets.get(key) ?? { tokens: quota.bucket, filledAt: now };
    const earned = ((now - bucket.filledAt) / 1000) * quota.perSecond;
    const tokens = Math.min(quota.bucket, bucket.tokens + earned);
    if (tokens < 1) {
      buckets.set(key, { tokens, filledAt: now });
      throw new ServiceError('ThrottlingException', 'Rate exceeded');
    }
    buckets.set(key, { tokens: tokens - 1, filledAt: now });
  };
};
