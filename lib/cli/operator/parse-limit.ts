import { UsageError } from '../command';

/** `--limit`; without it there is none. */
export const parseLimit = (text: string | undefined): number => {
  if (text === undefined) return Number.POSITIVE_INFINITY;
  const limit = Number(text);
  if (Number.isInteger(limit) && limit > 0) return limit;
  throw new UsageError(`--limit '${text}' is no whole number above 0`);
};
