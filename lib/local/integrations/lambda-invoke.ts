import { type TaskCall, TaskError } from '../../engine';
import type { FunctionCalls } from '../faults';
import type { FunctionErrorPayload, FunctionTarget, LambdaService } from '../lambda';
import type { Integration } from './integration';
import { LAMBDA } from './optimized';
import { sdkMetadata } from './sdk-metadata';

/** The function's answer as JSON text; a failure is a TaskError under the function's own error type. */
const invoke = async (
  calls: FunctionCalls,
  target: FunctionTarget,
  call: TaskCall,
  payload: unknown,
): Promise<string> => {
  const outcome = await calls.direct(target, JSON.stringify(payload) ?? '{}');
  if (outcome.kind === 'failed') throw new TaskError(outcome.error, outcome.message);
  if (outcome.kind === 'silent') return never(call.signal);
  const { result } = outcome;
  if (!result.functionError) return result.payload;
  const { errorType } = JSON.parse(result.payload) as Partial<FunctionErrorPayload>;
  throw new TaskError(errorType ?? 'Lambda.Unknown', result.payload);
};

/** The caller's own timeout ends this. */
const never = (signal: AbortSignal): Promise<never> =>
  new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(new TaskError('States.Timeout', '')), { once: true });
  });

const find = (lambda: LambdaService, name: unknown, qualifier?: unknown): FunctionTarget => {
  const target = lambda.find(String(name), typeof qualifier === 'string' ? qualifier : undefined);
  if (!target) throw new TaskError('Lambda.ResourceNotFoundException', `Function not found: ${String(name)}`);
  return target;
};

/** `arn:aws:states:::lambda:invoke`. */
export const lambdaInvoke = (lambda: LambdaService, calls: FunctionCalls): Integration => ({
  errors: LAMBDA,
  asks: (input) => [{ service: 'lambda', operation: 'Invoke', input }],
  run: async (call) => {
    const { FunctionName, Qualifier, Payload, InvocationType } = call.arguments as Readonly<
      Record<string, unknown>
    >;
    const target = find(lambda, FunctionName, Qualifier);
    if (InvocationType === 'Event') {
      void calls.asynchronous(target, JSON.stringify(Payload) ?? '{}');
      return { ExecutedVersion: target.version, StatusCode: 202, ...sdkMetadata(0, 'application/json') };
    }
    const answer = await invoke(calls, target, call, Payload);
    return {
      ExecutedVersion: target.version,
      Payload: JSON.parse(answer) as unknown,
      ...sdkMetadata(Buffer.byteLength(answer), 'application/json'),
      StatusCode: 200,
    };
  },
});

/** A function's own ARN as the resource: the arguments are the payload, the answer is the result. */
export const lambdaArn = (lambda: LambdaService, calls: FunctionCalls): Integration => ({
  errors: LAMBDA,
  asks: (_input, { resource }) => [
    { service: 'lambda', operation: 'Invoke', input: { FunctionName: resource } },
  ],
  run: async (call) =>
    JSON.parse(await invoke(calls, find(lambda, call.resource), call, call.arguments)) as unknown,
});
