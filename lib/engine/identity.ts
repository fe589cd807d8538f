import type { Payload } from './payload';

/** Who runs: the part of the context object that is the same in every state. */
export interface Identity {
  readonly executionArn: string;
  readonly executionName: string;
  readonly roleArn: string;
  readonly stateMachineArn: string;
  readonly stateMachineName: string;
  readonly input: Payload;
  /** ISO 8601. */
  readonly startTime: string;
  /** Variables that are there at the start. */
  readonly variables?: Readonly<Record<string, unknown>>;
  /** In place of the context object. */
  readonly context?: object;
  readonly reference?: StartReference;
  /** There once it was redriven. */
  readonly redrive?: Redrive;
}

/** The version or alias that an execution was started through. */
export interface StartReference {
  readonly stateMachineAliasArn?: string;
  readonly stateMachineVersionArn?: string;
}

/** The latest redrive of an execution. */
export interface Redrive {
  /** How often it was redriven. */
  readonly count: number;
  /** ISO 8601. */
  readonly time: string;
}

/** The item of the innermost Map iteration. */
export interface MapItem {
  readonly Index: number;
  readonly Value: unknown;
  /** In a distributed Map: where the item comes from, `STATE_DATA` or the URI of an object in S3. */
  readonly Source?: string;
}
