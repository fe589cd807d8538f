import type { Execution, StateTest } from '../../engine';
import type { JsonObject, ServiceCall } from '../http';
import type { Activities } from './activities';
import type { Executions } from './executions';
import type { ExpressExecutions } from './express-executions';
import type { StateMachine } from './machine';
import type { MapRuns } from './map-runs';
import type { StateMachines } from './state-machines';
import type { Tags } from './tags';
import type { TaskAnswer } from './task-answers';
import type { ApiModels } from './test-state/response-shape';

/** One state to be run by itself. */
export interface TestRequest {
  /** ASL as text, of a machine that starts with the state. */
  readonly definition: string;
  /** JSON text. */
  readonly input: string;
  readonly roleArn: string | undefined;
  readonly variables: JsonObject;
  /** In place of the context object. */
  readonly context?: JsonObject;
  readonly test: StateTest;
  /** In place of the service of a Task. */
  readonly task: (() => unknown) | undefined;
  /** Told when the state has been left for the next one. */
  readonly onLeft: () => void;
}

/** Runs a state by itself, and resolves with what came of it. */
export type RunTest = (request: TestRequest) => Promise<Execution>;

/** What the operations of the Step Functions API work on. */
export interface StatesContext {
  readonly machines: StateMachines;
  readonly executions: Executions;
  readonly express: ExpressExecutions;
  readonly mapRuns: MapRuns;
  readonly activities: Activities;
  readonly tags: Tags;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly newId: () => string;
  /** The ARN of a resource of this region and account. */
  readonly arnOf: (type: 'stateMachine' | 'activity', name: string) => string;
  /** @throws ServiceError `InvalidDefinition` */
  readonly checkDefinition: (machine: Pick<StateMachine, 'definition' | 'type' | 'name' | 'roleArn'>) => void;
  /** The variables that the states of a definition read. */
  readonly variablesOf: (definition: string) => Readonly<Record<string, readonly string[]>>;
  /** Whether Step Functions may take the role on, for the machine. */
  readonly mayAssume: (roleArn: string, stateMachineArn: string) => boolean;
  /** Takes a machine that is being deleted away as soon as nothing of it runs. */
  readonly removeWhenIdle: (stateMachineArn: string) => void;
  readonly runTest: RunTest;
  /** What mocked results are held against. */
  readonly apiModels: ApiModels;
  /** A number from 0 up to, not including, 1. */
  readonly random: () => number;
  /** Ends a running execution as ABORTED. */
  readonly stop: (executionArn: string, error: string | undefined, cause: string | undefined) => void;
  readonly succeedTask: (token: string, output: string) => void;
  readonly failTask: (token: string, error?: string, cause?: string) => void;
  readonly heartbeat: (token: string) => void;
  /** Makes a task's answer in the manner of the caller's invocation. */
  readonly answer: (answer: TaskAnswer, call: ServiceCall) => Promise<void>;
}

/** One operation of the API; its input has the shape that the API demands. */
export type Operation = (
  context: StatesContext,
  input: JsonObject,
  call: ServiceCall,
) => JsonObject | Promise<JsonObject>;

/** Times in the API are seconds since the epoch, with milliseconds as decimals. */
export const seconds = (millis: number): number => millis / 1000;

export const optionalText = (value: unknown): string | undefined =>
  typeof value === 'string' ? value : undefined;
