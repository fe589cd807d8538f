/**
 * Default quotas of an account, a second, all its machines together: the sustained refill, not the bucket.
 * Source: Step Functions developer guide, "Quotas", state throttling and API action throttling for Standard.
 */
const LARGE = { transitions: 5_000, starts: 300 };
const OTHER = { transitions: 800, starts: 150 };
const LARGE_REGIONS: readonly string[] = ['us-east-1', 'us-west-2', 'eu-west-1'];

export const quotasOf = (region: string): { readonly transitions: number; readonly starts: number } =>
  LARGE_REGIONS.includes(region) ? LARGE : OTHER;

/** Sagas a second that the quotas let through. */
export interface Ceilings {
  readonly sagasPerSecond: number;
  /** When every saga fails where it costs most, and is undone. */
  readonly whenAllFail: number;
}

export const ceilingsOf = (region: string, happyPath: number, worstFailure: number): Ceilings => {
  const { transitions, starts } = quotasOf(region);
  return {
    sagasPerSecond: Math.min(starts, transitions / happyPath),
    whenAllFail: Math.min(starts, transitions / worstFailure),
  };
};
