import { type JsonObject, ServiceError } from '../http';

export interface Page<T> {
  readonly items: readonly T[];
  /** What the answer says of the next page; nothing on the last one. */
  readonly next: { readonly nextToken?: string };
}

/** How many come when `maxResults` is missing or 0. Source: Step Functions API reference. */
const DEFAULT_RESULTS = 100;

/**
 * One page of a list. The token holds the place where the next page starts, and what was asked for: it is refused with
 * another question.
 * @throws ServiceError `InvalidToken`
 */
export const pageOf = <T>(
  items: readonly T[],
  question: string,
  { maxResults, nextToken }: JsonObject,
): Page<T> => {
  const size = Number(maxResults ?? 0) || DEFAULT_RESULTS;
  const start = nextToken === undefined || nextToken === null ? 0 : startOf(nextToken, question);
  const end = start + size;
  const page = items.slice(start, end);
  if (end >= items.length) return { items: page, next: {} };
  const token = Buffer.from(JSON.stringify([end, question])).toString('base64');
  return { items: page, next: { nextToken: token } };
};

const startOf = (token: unknown, question: string): number => {
  try {
    const [start, asked] = JSON.parse(Buffer.from(String(token), 'base64').toString('utf8')) as [
      number,
      string,
    ];
    if (Number.isInteger(start) && asked === question) return start;
  } catch {
    // falls through to the one error below
  }
  throw new ServiceError('InvalidToken', "Invalid Token: 'Invalid token'");
};
