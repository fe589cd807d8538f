import { randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import type { RestAnswer } from './service';
import { ServiceError } from './service-error';

/**
 * Writes an answer. There is no `Date` header: the SDK compares it with its own (simulated) time, sees clock skew, and
 * retries every 4xx.
 */
export const send = (response: ServerResponse, answer: RestAnswer): void => {
  if (response.destroyed) return;
  const body = answer.body ?? '';
  response.sendDate = false;
  response.writeHead(answer.status, {
    'x-amzn-RequestId': randomUUID(),
    'Content-Length': Buffer.byteLength(body),
    ...answer.headers,
  });
  response.end(body);
};

/** The AWS JSON protocols' error: `__type` and message in the body, the type in a header, SQS's old code in another. */
export const errorAnswer = (error: unknown, contentType: string): RestAnswer => {
  const failure = error instanceof ServiceError ? error : internal(error);
  const side = failure.status >= 500 ? 'Receiver' : 'Sender';
  return {
    status: failure.status,
    headers: {
      'Content-Type': contentType,
      'x-amzn-errortype': failure.code,
      ...(failure.queryCode ? { 'x-amzn-query-error': `${failure.queryCode};${side}` } : {}),
    },
    body: JSON.stringify({ __type: failure.code, message: failure.message, ...failure.fields }),
  };
};

const internal = (error: unknown): ServiceError =>
  new ServiceError(
    'InternalFailure',
    error instanceof Error ? (error.stack ?? error.message) : String(error),
    {
      status: 500,
    },
  );
