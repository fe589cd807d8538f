/**
 * Execution history in the shape of GetExecutionHistory: one event type, one details field named after it.
 * Inputs and outputs are JSON text. Source: Step Functions API reference, HistoryEvent.
 */
export interface DataDetails {
  readonly truncated: boolean;
}

export interface StateEnteredEventDetails {
  readonly name: string;
  readonly input: string;
  readonly inputDetails: DataDetails;
}

export interface StateExitedEventDetails {
  readonly name: string;
  readonly output: string;
  readonly outputDetails: DataDetails;
  /** Variable name → JSON text of its new value. */
  readonly assignedVariables?: Readonly<Record<string, string>>;
  readonly assignedVariablesDetails?: DataDetails;
}

export interface FailureDetails {
  readonly error?: string;
  readonly cause?: string;
}

interface OutputDetails {
  readonly output: string;
  readonly outputDetails: DataDetails;
}

interface TaskResource {
  /** The last part of the resource, such as `invoke` or `sendMessage.waitForTaskToken`. */
  readonly resource: string;
  /** The service, such as `lambda`. */
  readonly resourceType: string;
}

export interface EventDetails {
  readonly executionStartedEventDetails?: {
    readonly input: string;
    readonly inputDetails: DataDetails;
    readonly roleArn: string;
    readonly stateMachineAliasArn?: string;
    readonly stateMachineVersionArn?: string;
  };
  readonly executionSucceededEventDetails?: OutputDetails;
  readonly executionFailedEventDetails?: FailureDetails;
  readonly executionAbortedEventDetails?: FailureDetails;
  readonly executionTimedOutEventDetails?: FailureDetails;
  readonly executionRedrivenEventDetails?: { readonly redriveCount: number };
  readonly stateEnteredEventDetails?: StateEnteredEventDetails;
  readonly stateExitedEventDetails?: StateExitedEventDetails;
  readonly evaluationFailedEventDetails?: FailureDetails & {
    readonly state: string;
    readonly location?: string;
  };
  readonly taskScheduledEventDetails?: TaskResource & {
    readonly region: string;
    readonly parameters: string;
    readonly timeoutInSeconds?: number;
    readonly heartbeatInSeconds?: number;
  };
  readonly taskStartedEventDetails?: TaskResource;
  readonly taskSubmittedEventDetails?: TaskResource & OutputDetails;
  readonly taskSucceededEventDetails?: TaskResource & OutputDetails;
  readonly taskFailedEventDetails?: TaskResource & FailureDetails;
  readonly taskTimedOutEventDetails?: TaskResource & FailureDetails;
  readonly lambdaFunctionScheduledEventDetails?: {
    readonly resource: string;
    readonly input: string;
    readonly inputDetails: DataDetails;
    readonly timeoutInSeconds?: number;
  };
  readonly lambdaFunctionSucceededEventDetails?: OutputDetails;
  readonly lambdaFunctionFailedEventDetails?: FailureDetails;
  readonly lambdaFunctionTimedOutEventDetails?: FailureDetails;
  readonly activityScheduledEventDetails?: {
    readonly resource: string;
    readonly input: string;
    readonly inputDetails: DataDetails;
    readonly timeoutInSeconds?: number;
    readonly heartbeatInSeconds?: number;
  };
  readonly activityStartedEventDetails?: { readonly workerName?: string };
  readonly activitySucceededEventDetails?: OutputDetails;
  readonly activityFailedEventDetails?: FailureDetails;
  readonly activityTimedOutEventDetails?: FailureDetails;
  readonly mapStateStartedEventDetails?: { readonly length: number };
  readonly mapIterationStartedEventDetails?: MapIterationDetails;
  readonly mapIterationSucceededEventDetails?: MapIterationDetails;
  readonly mapIterationFailedEventDetails?: MapIterationDetails;
  readonly mapIterationAbortedEventDetails?: MapIterationDetails;
  readonly mapRunStartedEventDetails?: { readonly mapRunArn: string };
  readonly mapRunFailedEventDetails?: FailureDetails;
  readonly mapRunRedrivenEventDetails?: { readonly mapRunArn: string; readonly redriveCount: number };
}

export interface MapIterationDetails {
  readonly name: string;
  readonly index: number;
}

export interface HistoryEvent extends EventDetails {
  readonly id: number;
  readonly previousEventId: number;
  readonly timestamp: Date;
  readonly type: string;
}

/** The engine keeps every text in full. */
export const NOT_TRUNCATED: DataDetails = Object.freeze({ truncated: false });

/** The most events an execution may have. Source: Step Functions service quotas. */
export const HISTORY_LIMIT_EVENTS = 25_000;

/** `{error, cause}` without what is missing. */
export const failureDetails = (error: string | undefined, cause: string | undefined): FailureDetails => ({
  ...(error === undefined ? {} : { error }),
  ...(cause === undefined ? {} : { cause }),
});
