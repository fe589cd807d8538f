import { STATES_ERROR, type StateFailure } from './errors';
import { failureDetails, NOT_TRUNCATED } from './history';
import type { TaskTarget } from './integration';
import type { Payload } from './payload';
import type { Thread } from './thread';

/** Seconds that an attempt may take, and may go without a heartbeat. */
export interface CallLimits {
  readonly timeoutSeconds: number | undefined;
  readonly heartbeatSeconds: number | undefined;
}

/** The events of one attempt of a Task; a function's own ARN has a set of its own. */
export interface TaskEvents {
  scheduled(thread: Thread, input: Payload, limits: CallLimits): void;
  started(thread: Thread): void;
  /** The request is out, the answer comes under the token. */
  submitted(thread: Thread, response: Payload): void;
  succeeded(thread: Thread, result: Payload): void;
  failed(thread: Thread, failure: StateFailure): void;
}

export const taskEvents = (target: TaskTarget): TaskEvents => EVENTS[target.kind](target);

const timedOut = ({ error }: StateFailure): boolean =>
  error === STATES_ERROR.timeout || error === STATES_ERROR.heartbeatTimeout;

const serviceEvents = ({ action: resource, service: resourceType }: TaskTarget): TaskEvents => {
  const about = { resource, resourceType };
  return {
    scheduled: (thread, input, { timeoutSeconds, heartbeatSeconds }) =>
      thread.record('TaskScheduled', {
        taskScheduledEventDetails: {
          ...about,
          region: thread.host.region,
          parameters: input.text,
          ...(timeoutSeconds === undefined ? {} : { timeoutInSeconds: timeoutSeconds }),
          ...(heartbeatSeconds === undefined ? {} : { heartbeatInSeconds: heartbeatSeconds }),
        },
      }),
    started: (thread) => thread.record('TaskStarted', { taskStartedEventDetails: about }),
    submitted: (thread, { text: output }) =>
      thread.record('TaskSubmitted', {
        taskSubmittedEventDetails: { ...about, output, outputDetails: NOT_TRUNCATED },
      }),
    succeeded: (thread, { text: output }) =>
      thread.record('TaskSucceeded', {
        taskSucceededEventDetails: { ...about, output, outputDetails: NOT_TRUNCATED },
      }),
    failed: (thread, failure) => {
      const details = { ...about, ...failureDetails(failure.error, failure.failureCause) };
      if (timedOut(failure)) thread.record('TaskTimedOut', { taskTimedOutEventDetails: details });
      else thread.record('TaskFailed', { taskFailedEventDetails: details });
    },
  };
};

const lambdaEvents = ({ resource }: TaskTarget): TaskEvents => ({
  scheduled: (thread, input, { timeoutSeconds }) =>
    thread.record('LambdaFunctionScheduled', {
      lambdaFunctionScheduledEventDetails: {
        resource,
        input: input.text,
        inputDetails: NOT_TRUNCATED,
        ...(timeoutSeconds === undefined ? {} : { timeoutInSeconds: timeoutSeconds }),
      },
    }),
  started: (thread) => thread.record('LambdaFunctionStarted'),
  submitted: () => undefined,
  succeeded: (thread, { text: output }) =>
    thread.record('LambdaFunctionSucceeded', {
      lambdaFunctionSucceededEventDetails: { output, outputDetails: NOT_TRUNCATED },
    }),
  failed: (thread, failure) => {
    const details = failureDetails(failure.error, failure.failureCause);
    if (timedOut(failure)) {
      thread.record('LambdaFunctionTimedOut', { lambdaFunctionTimedOutEventDetails: details });
    } else {
      thread.record('LambdaFunctionFailed', { lambdaFunctionFailedEventDetails: details });
    }
  },
});

/** A worker's taking it is the event that others have for the request being out. */
const activityEvents = ({ resource }: TaskTarget): TaskEvents => ({
  scheduled: (thread, input, { timeoutSeconds, heartbeatSeconds }) =>
    thread.record('ActivityScheduled', {
      activityScheduledEventDetails: {
        resource,
        input: input.text,
        inputDetails: NOT_TRUNCATED,
        ...(timeoutSeconds === undefined ? {} : { timeoutInSeconds: timeoutSeconds }),
        ...(heartbeatSeconds === undefined ? {} : { heartbeatInSeconds: heartbeatSeconds }),
      },
    }),
  started: () => undefined,
  submitted: (thread, { value }) => {
    const { workerName } = value as { readonly workerName?: string };
    thread.record('ActivityStarted', {
      activityStartedEventDetails: workerName === undefined ? {} : { workerName },
    });
  },
  succeeded: (thread, { text: output }) =>
    thread.record('ActivitySucceeded', {
      activitySucceededEventDetails: { output, outputDetails: NOT_TRUNCATED },
    }),
  failed: (thread, failure) => {
    const details = failureDetails(failure.error, failure.failureCause);
    if (timedOut(failure)) thread.record('ActivityTimedOut', { activityTimedOutEventDetails: details });
    else thread.record('ActivityFailed', { activityFailedEventDetails: details });
  },
});

const EVENTS: Readonly<Record<TaskTarget['kind'], (target: TaskTarget) => TaskEvents>> = {
  activity: activityEvents,
  lambda: lambdaEvents,
  service: serviceEvents,
};
