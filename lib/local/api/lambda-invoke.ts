import { randomUUID } from 'node:crypto';
import type { FunctionCalls, InvokeOutcome } from '../faults';
import { type RestAnswer, type RestRoute, ServiceError } from '../http';
import { type FunctionTarget, functionFailure, type LambdaService } from '../lambda';

/** Largest payloads, in bytes. Source: Lambda quotas. */
const LARGEST_SYNCHRONOUS = 6 * 1024 * 1024;
const LARGEST_EVENT = 1024 * 1024;

const notFound = (name: string): ServiceError =>
  new ServiceError('ResourceNotFoundException', `Function not found: ${name}`, { status: 404 });

/** What a client of the Invoke API gets; time-outs show as the function's own, as nobody waits for them here. */
const answerOf = (outcome: InvokeOutcome, target: FunctionTarget): RestAnswer => {
  if (outcome.kind === 'failed') {
    if (outcome.error === 'Lambda.TooManyRequestsException') {
      throw new ServiceError('TooManyRequestsException', outcome.message, { status: 429 });
    }
    throw new ServiceError('ServiceException', outcome.message, { status: 500 });
  }
  const result =
    outcome.kind === 'answered'
      ? outcome.result
      : functionFailure({
          errorType: 'Sandbox.Timedout',
          errorMessage: `Error: Task timed out after ${target.config.timeoutSeconds.toFixed(2)} seconds`,
        });
  return {
    status: 200,
    headers: {
      'Content-Type': 'application/json',
      'X-Amz-Executed-Version': target.version,
      ...(result.functionError ? { 'X-Amz-Function-Error': result.functionError } : {}),
    },
    body: result.payload,
  };
};

const json = (text: string): string => {
  if (text.trim() === '') return '{}';
  try {
    JSON.parse(text);
    return text;
  } catch {
    throw new ServiceError('InvalidRequestContentException', 'Could not parse request body into json');
  }
};

/** `POST /2015-03-31/functions/{name}/invocations`: RequestResponse, Event and DryRun. */
export const invokeRoute = (lambda: LambdaService, calls: FunctionCalls): RestRoute => ({
  name: 'lambda',
  operation: 'Invoke',
  method: 'POST',
  path: /^\/2015-03-31\/functions\/(?<FunctionName>[^/]+)\/invocations\/?$/,
  note: ({ params, query }) => {
    const Qualifier = query.get('Qualifier');
    return { input: { ...params, ...(Qualifier === null ? {} : { Qualifier }) } };
  },
  handle: async (call) => {
    const name = call.params.FunctionName ?? '';
    const target = lambda.find(name, call.query.get('Qualifier') ?? undefined);
    if (!target) throw notFound(name);
    const type = String(call.headers['x-amz-invocation-type'] ?? 'RequestResponse');
    const limit = type === 'Event' ? LARGEST_EVENT : LARGEST_SYNCHRONOUS;
    if (call.body.length > limit) {
      throw new ServiceError('RequestTooLargeException', `Request must be smaller than ${limit} bytes`, {
        status: 413,
      });
    }
    const payload = json(call.body.toString('utf8'));
    if (type === 'DryRun') return { status: 204 };
    if (type === 'Event') {
      void calls.asynchronous(target, payload);
      return { status: 202, headers: { 'x-amzn-Request-Id': randomUUID() } };
    }
    return answerOf(await call.idle(calls.direct(target, payload)), target);
  },
});
