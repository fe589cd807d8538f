/** Failures that a Map accepts; what is undefined sets no limit, and with neither of the two none is accepted. */
export interface Tolerance {
  readonly count: number | undefined;
  /** 0 to 100. */
  readonly percentage: number | undefined;
}

export const exceedsTolerance = (
  { count, percentage }: Tolerance,
  failures: number,
  total: number,
): boolean => {
  if (count === undefined && percentage === undefined) return failures > 0;
  const overCount = count !== undefined && failures > count;
  const overPercentage = percentage !== undefined && failures * 100 > percentage * total;
  return overCount || overPercentage;
};
