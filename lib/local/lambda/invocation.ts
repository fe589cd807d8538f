import type { InvocationResult } from './function-config';

/** What the fault plan asks of the calls that one invocation makes. */
export interface InvocationMarks {
  /** What becomes of its `SendTaskSuccess`/`SendTaskFailure` calls. */
  readonly answers?: 'swallow' | 'hold' | 'twice';
  /** Asked before each of its DynamoDB transactions: true cancels it with `TransactionConflict`. */
  readonly conflict?: () => boolean;
  /** Called when its first answer is held. */
  readonly onHeld?: () => void;
}

/** One run of a function: what is asked of the pool. */
export interface InvocationRequest {
  readonly payload: string;
  readonly version: string;
  readonly qualifiedArn: string;
  readonly marks: InvocationMarks;
}

/** An invocation that is under way in a worker. */
export interface Invocation extends InvocationRequest {
  readonly requestId: string;
  readonly functionName: string;
  readonly workerId: string;
  /**
   * Waits for `pending` as if the function's own time stood still: it holds neither the clock nor a place in the pool,
   * and its timeout does not run.
   */
  suspend<T>(pending: Promise<T>): Promise<T>;
}

export type Settle = (result: InvocationResult) => void;

/** One line that a function wrote. */
export interface LogLine {
  /** ISO 8601, on the stack's clock. */
  readonly time: string;
  readonly functionName: string;
  /** Empty for what is written while the bundle loads. */
  readonly requestId: string;
  readonly level: string;
  readonly text: string;
}
