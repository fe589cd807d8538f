import type { Clock } from '../saga';

/** The machine's clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
};

/** ISO 8601. */
export const isoTime = (ms: number): string => new Date(ms).toISOString();
