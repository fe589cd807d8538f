import type { JsonObject, ServiceCall } from '../http';
import type { Executions } from './executions';
import type { StateMachines } from './state-machines';
import type { TaskAnswer } from './task-answers';

/** What the operations of the Step Functions API work on. */
export interface StatesContext {
  readonly machines: StateMachines;
  readonly executions: Executions;
  readonly newId: () => string;
  readonly roleArnOf: (stateMachineArn: string) => string;
  /** Ends a running execution as ABORTED. */
  readonly stop: (executionArn: string, error: string | undefined, cause: string | undefined) => void;
  readonly succeedTask: (token: string, output: string) => void;
  readonly failTask: (token: string, error?: string, cause?: string) => void;
  readonly heartbeat: (token: string) => void;
  /** Makes a task's answer in the manner of the caller's invocation. */
  readonly answer: (answer: TaskAnswer, call: ServiceCall) => Promise<void>;
}

/** One operation of the API. */
export type Operation = (
  context: StatesContext,
  input: JsonObject,
  call: ServiceCall,
) => JsonObject | Promise<JsonObject>;

/** Times in the API are seconds since the epoch, with milliseconds as decimals. */
export const seconds = (millis: number): number => millis / 1000;
