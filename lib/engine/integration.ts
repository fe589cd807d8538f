/** One attempt of a Task, as it goes to the service. */
export interface TaskCall {
  /** `Resource` of the Task without `.waitForTaskToken`. */
  readonly resource: string;
  /** What the Task sends: a JSON value, shared with the execution. Never change it. */
  readonly arguments: unknown;
  /** There when the Task waits for an answer under this token; an activity's goes to whoever takes the task. */
  readonly taskToken?: string;
  /** Tells that the job is under way, with what the service answered: for a Task that waits for it (`.sync`). */
  submitted(response: unknown): void;
  readonly executionArn: string;
  readonly executionName: string;
  readonly stateMachineArn: string;
  readonly stateName: string;
  /** From 1; a retry is the next. */
  readonly attempt: number;
  /** Aborted when nobody waits for the answer any more: a timeout, a stop, a failed sibling branch. */
  readonly signal: AbortSignal;
}

/**
 * Calls a service. Resolves with the result as Step Functions hands it to the state (for
 * `arn:aws:states:::lambda:invoke`: `{ExecutedVersion, Payload, StatusCode, …}`; for a function's own ARN: what the
 * function returned; for an activity: `{workerName}`, once a worker has taken the task); rejects with TaskError. Whoever does real work takes its own hold on the clock.
 */
export type ServiceIntegration = (call: TaskCall) => Promise<unknown>;

/** How a Task's resource is addressed and shows up in the history. */
export interface TaskTarget {
  /** Without `.waitForTaskToken`. */
  readonly resource: string;
  readonly waitsForToken: boolean;
  /** A function's own ARN and an activity have events of their own kind. */
  readonly kind: 'lambda' | 'activity' | 'service';
  /** Names in the events of a service: `invoke` and `lambda`. */
  readonly action: string;
  readonly service: string;
}

const TOKEN_SUFFIX = '.waitForTaskToken';

/** What follows the first five parts of an integration's ARN: `aws-sdk:sqs:sendMessage`, `states:startExecution.sync:2`. */
const INTEGRATION = /^(?<service>.+?):(?<action>[^:]+(?::\d+)?)$/;

/**
 * Reads `Task.Resource`, such as `arn:aws:states:::sqs:sendMessage.waitForTaskToken`. Waiting for a job (`.sync`) is the
 * integration's own matter, so that pattern stays in `resource`.
 */
export const taskTarget = (resource: string): TaskTarget => {
  const waitsForToken = resource.endsWith(TOKEN_SUFFIX);
  const bare = waitsForToken ? resource.slice(0, -TOKEN_SUFFIX.length) : resource;
  const parts = resource.split(':');
  if (parts[2] === 'lambda') {
    return { resource: bare, waitsForToken: false, kind: 'lambda', action: 'invoke', service: 'lambda' };
  }
  if (parts[5] === 'activity') {
    return { resource: bare, waitsForToken: true, kind: 'activity', action: 'activity', service: 'states' };
  }
  const { service = '', action = '' } = INTEGRATION.exec(parts.slice(5).join(':'))?.groups ?? {};
  return { resource: bare, waitsForToken, kind: 'service', action, service };
};
