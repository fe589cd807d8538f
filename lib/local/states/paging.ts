import { ServiceError } from '../http';

export interface Page<T> {
  readonly items: readonly T[];
  readonly nextToken?: string;
}

/** Default and limit of `maxResults`. Source: Step Functions API reference. */
const DEFAULT_RESULTS = 100;
const MOST_RESULTS = 1000;

/**
 * One page of a list. The token holds the place where the next page starts, and what was asked for: it is refused with
 * another question.
 * @throws ServiceError `InvalidToken` or `ValidationException`.
 */
export const pageOf = <T>(
  items: readonly T[],
  question: string,
  maxResults: unknown,
  nextToken: unknown,
): Page<T> => {
  const size = maxResults === undefined || maxResults === 0 ? DEFAULT_RESULTS : Number(maxResults);
  if (!Number.isInteger(size) || size < 0 || size > MOST_RESULTS) {
    throw new ServiceError(
      'ValidationException',
      `maxResults must be between 0 and ${MOST_RESULTS}, got ${String(maxResults)}`,
    );
  }
  const start = nextToken === undefined || nextToken === null ? 0 : startOf(nextToken, question);
  const end = start + size;
  const page = items.slice(start, end);
  if (end >= items.length) return { items: page };
  return { items: page, nextToken: Buffer.from(JSON.stringify([end, question])).toString('base64') };
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
  throw new ServiceError('InvalidToken', `Invalid Token: '${String(token)}'`);
};
