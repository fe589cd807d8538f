import {
  DescribeExecutionCommand,
  ExecutionDoesNotExist,
  GetExecutionHistoryCommand,
  type HistoryEvent,
  type SFNClient,
} from '@aws-sdk/client-sfn';
import type { ExecutionStatus } from '../saga';

/** An execution as Step Functions remembers it. */
export interface ExecutionRecord {
  readonly status: ExecutionStatus;
  /** ISO 8601. */
  readonly startTime: string;
  readonly error: string | null;
  readonly cause: string | null;
  /** State transitions so far: states entered, and each retry one more. */
  readonly transitions: number;
  /** Whether events of it are lost: they are numbered without gaps, starting at 1. */
  readonly isIncomplete: boolean;
  /** State name → attempts. */
  readonly attempts: ReadonlyMap<string, number>;
  /** States whose last attempt failed, and who let nobody catch it but the group they are in. */
  readonly failed: ReadonlySet<string>;
}

/** Undefined when Step Functions does not know the execution, or forgot it (90 days after its end). */
export const readExecution = async (sfn: SFNClient, arn: string): Promise<ExecutionRecord | undefined> => {
  try {
    const execution = await sfn.send(new DescribeExecutionCommand({ executionArn: arn }));
    const history = await readHistory(sfn, arn);
    return {
      status: execution.status as ExecutionStatus,
      startTime: (execution.startDate ?? new Date(0)).toISOString(),
      error: execution.error ?? null,
      cause: execution.cause ?? null,
      transitions: countTransitions(history),
      isIncomplete: history.some(({ id }, index) => id !== index + 1),
      attempts: countAttempts(history),
      failed: failedStates(history),
    };
  } catch (error) {
    if (error instanceof ExecutionDoesNotExist) return undefined;
    throw error;
  }
};

/** Without payloads: who looks at a saga need not see its customer's data. */
const readHistory = async (sfn: SFNClient, executionArn: string): Promise<readonly HistoryEvent[]> => {
  const events: HistoryEvent[] = [];
  let nextToken: string | undefined;
  do {
    const page = await sfn.send(
      new GetExecutionHistoryCommand({
        executionArn,
        includeExecutionData: false,
        maxResults: 1000,
        ...(nextToken ? { nextToken } : {}),
      }),
    );
    events.push(...(page.events ?? []));
    nextToken = page.nextToken;
  } while (nextToken);
  return events;
};

const isEntered = ({ type }: HistoryEvent): boolean => type?.endsWith('StateEntered') === true;
const isScheduled = ({ type }: HistoryEvent): boolean =>
  type === 'TaskScheduled' || type === 'LambdaFunctionScheduled';

/** States entered before an event, along the chain of its own branch, the nearest first. */
const entriesBefore = (
  history: readonly HistoryEvent[],
): ((event: HistoryEvent) => Generator<HistoryEvent>) => {
  const byId = new Map(history.map((event) => [event.id, event]));
  return function* (own) {
    for (let event: HistoryEvent | undefined = own; event; event = byId.get(event.previousEventId)) {
      if (isEntered(event)) yield event;
    }
  };
};

/** Name of the state that an event belongs to. */
const statesOf = (history: readonly HistoryEvent[]): ((event: HistoryEvent) => string | undefined) => {
  const entries = entriesBefore(history);
  return (event) => entries(event).next().value?.stateEnteredEventDetails?.name;
};

/** State name → attempts. */
export const countAttempts = (history: readonly HistoryEvent[]): ReadonlyMap<string, number> => {
  const stateOf = statesOf(history);
  const attempts = new Map<string, number>();
  for (const scheduled of history.filter(isScheduled)) {
    const name = stateOf(scheduled);
    if (name !== undefined) attempts.set(name, (attempts.get(name) ?? 0) + 1);
  }
  return attempts;
};

const ATTEMPT_FAILED = /^(Task|LambdaFunction)(Failed|TimedOut|StartFailed|SubmitFailed|ScheduleFailed)$/;
/** It went on, or was tried again. */
const NOT_FAILED = /StateExited$|Scheduled$/;

/**
 * Which branches of a group failed: the others ended, or were cut off. A group fails by one of them, which its own
 * event follows; who had failed and was waiting to be tried again was cut off. (That a state was aborted is said of
 * the one that failed too.)
 */
export const failedStates = (history: readonly HistoryEvent[]): ReadonlySet<string> => {
  const stateOf = statesOf(history);
  const entries = entriesBefore(history);
  const failed = new Map<string, HistoryEvent>();
  const leaveOnly = (culprit: string | undefined, group: HistoryEvent | undefined): void => {
    for (const [name, event] of failed) {
      if (name !== culprit && [...entries(event)].some(({ id }) => id === group?.id)) failed.delete(name);
    }
  };
  for (const event of history) {
    const name = event.stateExitedEventDetails?.name ?? stateOf(event) ?? '';
    if (ATTEMPT_FAILED.test(event.type ?? '')) failed.set(name, event);
    else if (NOT_FAILED.test(event.type ?? '')) failed.delete(name);
    else if (event.type === 'ParallelStateFailed') {
      leaveOnly(
        name,
        [...entries(event)].find(({ type }) => type === 'ParallelStateEntered'),
      );
    }
  }
  return new Set(failed.keys());
};

/** What AWS bills: every state entered, and every further attempt of one. */
export const countTransitions = (history: readonly HistoryEvent[]): number => {
  const entered = history.filter(isEntered);
  const entries = new Map<string, number>();
  for (const { stateEnteredEventDetails } of entered) {
    const name = stateEnteredEventDetails?.name ?? '';
    entries.set(name, (entries.get(name) ?? 0) + 1);
  }
  const retries = [...countAttempts(history)].map(([name, count]) =>
    Math.max(0, count - (entries.get(name) ?? 0)),
  );
  return entered.length + retries.reduce((sum, count) => sum + count, 0);
};
