import type { JsonObject } from '../http';
import { missing } from './errors';
import type { Queues } from './queues';
import type { StandardQueue } from './standard-queue';

/** A call as an SQS operation sees it. */
export interface SqsCall {
  readonly input: JsonObject;
  readonly queues: Queues;
  readonly signal?: AbortSignal;
  /** Where QueueUrls point to, e.g. `http://127.0.0.1:4566`. */
  readonly origin: string;
  /** Waits without holding the clock. */
  idle<T>(pending: Promise<T>): Promise<T>;
}

export type SqsOperation = (call: SqsCall) => JsonObject | Promise<JsonObject>;

export const text = (input: JsonObject, parameter: string): string => {
  const value = input[parameter];
  if (typeof value !== 'string' || value === '') throw missing(parameter);
  return value;
};

/** The queue's name: the last part of its URL, whatever host or caller stands in front, or of its ARN. */
export const queueNameIn = (urlOrArn: string): string => urlOrArn.slice(urlOrArn.search(/[^/:]*$/));

export const queueOf = ({ input, queues }: SqsCall): StandardQueue =>
  queues.get(queueNameIn(text(input, 'QueueUrl')));

export const urlOf = ({ origin, queues }: Pick<SqsCall, 'origin' | 'queues'>, name: string): string =>
  `${origin}/${queues.accountId}/${name}`;
