import {
  hasCompensation,
  PERSISTENT,
  RETRY_SCHEDULE,
  type RetryRule,
  type SagaDefinition,
  type SagaStep,
} from '../../saga';
import type { Catcher, JsonValue, Retrier, TaskState } from '../types';
import * as expressions from './expressions';
import type { CompileTargets } from './targets';

const LAMBDA_INVOKE = 'arn:aws:states:::lambda:invoke';
const SEND_MESSAGE = 'arn:aws:states:::sqs:sendMessage';
const SEND_AND_WAIT = `${SEND_MESSAGE}.waitForTaskToken`;

/** Seconds that handing a message to SQS may take. */
const SEND_TIMEOUT_SECONDS = 30;

export type Task = Omit<TaskState, 'Next' | 'End'>;

export const retriers = (rules: readonly RetryRule[]): readonly Retrier[] =>
  rules.map((rule) =>
    rule.maxAttempts === 0
      ? { ErrorEquals: rule.errorEquals, MaxAttempts: 0 }
      : {
          ErrorEquals: rule.errorEquals,
          IntervalSeconds: RETRY_SCHEDULE.intervalSeconds,
          MaxAttempts: rule.maxAttempts,
          BackoffRate: RETRY_SCHEDULE.backoffRate,
          MaxDelaySeconds: RETRY_SCHEDULE.maxDelaySeconds,
          JitterStrategy: RETRY_SCHEDULE.jitterStrategy,
        },
  );

/** `States.ALL` is documented not to match `States.DataLimitExceeded`, which therefore has a catcher of its own. */
export const catchAll = (to: Omit<Catcher, 'ErrorEquals'>): readonly Catcher[] => [
  { ErrorEquals: ['States.DataLimitExceeded'], ...to },
  { ErrorEquals: ['States.ALL'], ...to },
];

/** A direct invocation of the step's participant. */
export const invoke = (
  step: SagaStep,
  targets: CompileTargets,
  payload: JsonValue,
  timeoutSeconds: number,
): Task => ({
  Type: 'Task',
  Resource: LAMBDA_INVOKE,
  Arguments: { FunctionName: targets.functionOf(step.by), Payload: payload },
  TimeoutSeconds: timeoutSeconds,
});

/** A command through the participant's queue; the execution waits for the answer to its task token. */
export const enqueue = (
  definition: SagaDefinition,
  step: SagaStep,
  targets: CompileTargets,
  command: { readonly [key: string]: JsonValue },
): Task => ({
  Type: 'Task',
  Resource: SEND_AND_WAIT,
  Arguments: {
    QueueUrl: targets.queueOf(step.by),
    MessageBody: { ...command, taskToken: expressions.taskToken },
  },
  ...waits(definition, step),
});

/** The deadline bounds the wait up to the pivot; a retriable step takes the time it has. */
const waits = (
  definition: SagaDefinition,
  step: SagaStep,
): Pick<Task, 'TimeoutSeconds' | 'HeartbeatSeconds'> => {
  const { timeoutSeconds, heartbeatSeconds } = step;
  if (!hasCompensation(step)) {
    return {
      TimeoutSeconds: timeoutSeconds,
      ...(heartbeatSeconds === undefined ? {} : { HeartbeatSeconds: heartbeatSeconds }),
    };
  }
  return {
    TimeoutSeconds: expressions.boundedTimeout(definition, step),
    ...(heartbeatSeconds === undefined
      ? {}
      : { HeartbeatSeconds: expressions.boundedHeartbeat(definition, step, heartbeatSeconds) }),
  };
};

/** Hands a command that was given up to the `saga-errors` queue; an action's with what it needs beside the log. */
export const park = (
  saga: JsonValue,
  step: SagaStep,
  phase: 'action' | 'compensation',
  targets: CompileTargets,
  extra: { readonly skipped?: JsonValue } = {},
): Task => ({
  Type: 'Task',
  Resource: SEND_MESSAGE,
  Arguments: {
    QueueUrl: targets.errorsQueue,
    MessageBody: {
      saga,
      step: step.name,
      phase,
      error: expressions.parkedError,
      attempts: expressions.parkedAttempts,
      ...extra,
    },
  },
  TimeoutSeconds: SEND_TIMEOUT_SECONDS,
  Retry: retriers(PERSISTENT),
});
