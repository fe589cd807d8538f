import type { HistoryEvent, MapRunPart } from '../../engine';

export type ExecutionStatus = 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';

/** Which machine an execution was started through. */
export interface MachineReference {
  readonly stateMachineArn: string;
  readonly stateMachineVersionArn?: string;
  readonly stateMachineAliasArn?: string;
}

/** What is known of an execution from its start. */
export interface ExecutionStart extends MachineReference {
  readonly executionArn: string;
  readonly name: string;
  /** JSON text. */
  readonly input: string;
  /** Epoch milliseconds. */
  readonly startDate: number;
  /** The definition that it runs, as text: it keeps it whatever is deployed later. */
  readonly definition: string;
  /** Of the machine as it was started; journals of earlier releases have none of these. */
  readonly roleArn?: string;
  readonly revisionId?: string;
  /** When the machine was last changed, epoch milliseconds. */
  readonly updateDate?: number;
  /** There when it is a child execution of a distributed Map. */
  readonly child?: ChildOfMapRun;
}

export interface ChildOfMapRun extends MapRunPart {
  /** Label of the Map state. */
  readonly label: string;
}

/** The redrives of an execution. */
export interface Redrives {
  readonly count: number;
  /** Of the latest, epoch milliseconds. */
  readonly date: number;
  /** Client tokens of the latest ones, and when they were used, the newest last. */
  readonly tokens: readonly { readonly token: string; readonly date: number }[];
}

/** How it ended. */
export interface ExecutionEnd {
  readonly status: Exclude<ExecutionStatus, 'RUNNING'>;
  /** Epoch milliseconds. */
  readonly stopDate: number;
  /** JSON text. */
  readonly output?: string;
  readonly error?: string;
  readonly cause?: string;
}

/** An execution, running or over, of this run of the stack or an earlier one. */
export interface ExecutionRecord extends ExecutionStart {
  /** Undefined while it runs. */
  end: ExecutionEnd | undefined;
  redrives?: Redrives | undefined;
  /** Grows while it runs. */
  readonly history: readonly HistoryEvent[];
}

export const statusOf = (record: ExecutionRecord): ExecutionStatus => record.end?.status ?? 'RUNNING';
