import type { CallCount } from './call-counter';
import type { Item } from './dynamodb';
import type { FaultReport, FaultRule } from './faults';
import type { AccessDenial, StatementUse } from './iam';
import type { FunctionUsage, InvocationResult, LogLine } from './lambda';
import type { QueuedMessage } from './queues';
import type { Mail } from './sns';
import type { ExecutionRecord } from './states';

/** A fault that has hit an attempt. */
export interface FaultNote {
  readonly kind: string;
  readonly command: string;
  readonly step: string;
  readonly sagaId: string;
}

/** A type of resource that the templates declare and that does not run here. */
export interface NotRun {
  readonly type: string;
  readonly count: number;
}

/** A running stack: endpoints for AWS clients, and doors for code in the same process. */
export interface EmbeddedStack {
  /** URL for AWS clients: Step Functions, DynamoDB, SQS, Lambda, EventBridge. */
  readonly endpoint: string;
  readonly region: string;
  readonly accountId: string;
  /** Variables for an AWS CLI or SDK outside. */
  readonly clientEnvironment: Readonly<Record<string, string>>;
  /** Stack name → output key → value. */
  readonly outputs: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Names. */
  readonly tables: readonly string[];
  readonly queues: readonly string[];
  readonly functions: readonly string[];
  readonly stateMachines: readonly { readonly name: string; readonly arn: string }[];
  readonly rules: readonly string[];
  readonly schedules: readonly string[];
  readonly notRun: readonly NotRun[];
  /** What the templates say beyond what is known here, where that is told: one sentence each. */
  readonly notes: readonly string[];
  /** What of the data folder could not be read, and where it is kept: one sentence each. */
  readonly damage: readonly string[];
  /** Whom a client can be beside the administrator: see `personaKey`. */
  readonly personas: readonly string[];
  /** What the functions wrote, oldest first. */
  readonly logs: readonly LogLine[];
  /** Faults that have hit, oldest first. */
  readonly faultsHit: readonly FaultNote[];

  /** Epoch milliseconds on the stack's clock. */
  now(): number;
  /** Resolves when no execution runs, no function runs, and no queue that a function consumes holds a message. */
  idle(): Promise<void>;
  /** Lets time pass on a simulated clock, also while nothing is going on; what comes due meanwhile happens. */
  pass(ms: number): Promise<void>;

  /** The calls answered so far, counted. */
  calls(): readonly CallCount[];
  resetCalls(): void;
  /** How often and how long each function ran since the start. */
  functionUsage(): readonly FunctionUsage[];

  /** What was denied so far, oldest first; empty where nothing is enforced. */
  denials(): readonly AccessDenial[];
  /** Every statement of every policy, and whether something so far would have been denied without it. */
  permissions(): readonly StatementUse[];

  addFault(rule: FaultRule): void;
  /** What has become of each fault, in the order in which they were added; those taken away are not among them. */
  faultReport(): readonly FaultReport[];
  /** Takes faults away: all, those of one command, or those of one saga. */
  clearFaults(which?: { readonly command?: string; readonly sagaId?: string }): void;

  /** Newest first. */
  executions(): readonly ExecutionRecord[];
  /** @throws ServiceError `ExecutionDoesNotExist` */
  execution(arn: string): ExecutionRecord;
  /** Runs a function as a client would, faults included. */
  invoke(functionName: string, payload: unknown): Promise<InvocationResult>;
  /** All items of a table, in DynamoDB's JSON. */
  items(table: string): Promise<readonly Item[]>;
  /** What addresses that are subscribed to topics would have been mailed, oldest first. */
  mails(): readonly Mail[];
  /** What a queue holds, by name, without receiving it. */
  messages(queueName: string): readonly QueuedMessage[];

  /** Switches a rule or schedule off or on. @throws Error when there is none of this name */
  setEnabled(ruleOrSchedule: string, enabled: boolean): void;
  /** Switches the event sources of a function off or on. @throws Error when it has none */
  setSourceEnabled(functionName: string, enabled: boolean): void;
  /** Runs what a schedule runs, now. @throws Error when there is none of this name */
  runSchedule(name: string): void;

  /** Ends everything: workers, timers, the port. The clock it was given does nothing from then on. */
  stop(): Promise<void>;
}
