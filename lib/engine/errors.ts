/** Names of the errors that the engine itself raises. Source: Step Functions developer guide, "Error names". */
export const STATES_ERROR = {
  all: 'States.ALL',
  branchFailed: 'States.BranchFailed',
  dataLimitExceeded: 'States.DataLimitExceeded',
  exceedToleratedFailureThreshold: 'States.ExceedToleratedFailureThreshold',
  heartbeatTimeout: 'States.HeartbeatTimeout',
  intrinsicFailure: 'States.IntrinsicFailure',
  itemReaderFailed: 'States.ItemReaderFailed',
  permissions: 'States.Permissions',
  noChoiceMatched: 'States.NoChoiceMatched',
  parameterPathFailure: 'States.ParameterPathFailure',
  queryEvaluationError: 'States.QueryEvaluationError',
  resultPathMatchFailure: 'States.ResultPathMatchFailure',
  resultWriterFailed: 'States.ResultWriterFailed',
  runtime: 'States.Runtime',
  taskFailed: 'States.TaskFailed',
  timeout: 'States.Timeout',
} as const;

/** A state failed with an ASL error; Retry and Catch look at `error`. Either field may be missing, as on AWS. */
export class StateFailure extends Error {
  override readonly name = 'StateFailure';

  constructor(
    readonly error: string | undefined,
    readonly failureCause: string | undefined,
  ) {
    super(`${error ?? 'no error name'}: ${failureCause ?? ''}`);
  }
}

/** What a service integration rejects with: the ASL error name and its cause. */
export class TaskError extends Error {
  override readonly name = 'TaskError';

  constructor(
    readonly error: string | undefined,
    readonly taskCause: string | undefined,
  ) {
    super(`${error ?? 'no error name'}: ${taskCause ?? ''}`);
  }
}

/** The engine refuses a call, with the error code of the Step Functions API. */
export class EngineError extends Error {
  override readonly name = 'EngineError';

  constructor(
    readonly code:
      | 'ExecutionAlreadyExists'
      | 'ExecutionDoesNotExist'
      | 'ExecutionNotRedrivable'
      | 'InvalidArn'
      | 'InvalidExecutionInput'
      | 'InvalidName'
      | 'InvalidOutput'
      | 'InvalidToken'
      | 'TaskDoesNotExist'
      | 'TaskTimedOut',
    message: string,
  ) {
    super(message);
  }
}
