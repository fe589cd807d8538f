import type { InvocationMarks, InvocationResult } from '../lambda';

/** What the caller of a function gets. */
export type InvokeOutcome =
  | { readonly kind: 'answered'; readonly result: InvocationResult }
  /** An error of the Lambda service or of the way to it. */
  | { readonly kind: 'failed'; readonly error: string; readonly message: string }
  /** No answer, ever: the caller's own timeout decides. */
  | { readonly kind: 'silent' };

/** What becomes of a message: taken off the queue, or back on it after its visibility timeout. */
export type RecordOutcome = 'consumed' | 'failed';

/** An attempt by direct invocation. */
export interface DirectAttempt {
  run(marks?: InvocationMarks): Promise<InvocationResult>;
  /** Runs the function once the step's compensation has run, or the execution ended without one. */
  runLate(): void;
  /** Uses up one of the fault's times: true while there are any left. */
  spend(): boolean;
}

/** An attempt through a queue. */
export interface QueuedAttempt {
  run(marks?: InvocationMarks): Promise<RecordOutcome>;
  runLate(): void;
  spend(): boolean;
  /** Answers the task token with a `BusinessError`. */
  refuse(): Promise<void>;
  /** Takes the message off the queue at once, while the function still runs. */
  consume(): void;
}

/** One kind of fault: how an attempt goes that it hits. */
export interface FaultKind {
  /** For a person: what happens to the attempt, in a few words. */
  readonly summary: string;
  /** More times than this make no sense. @default any number */
  readonly most?: number;
  /**
   * When what the kind is about has happened. An attempt that is hit uses up one time, except where the kind spends
   * them itself; `when-late`: once the attempt has started behind the compensation.
   */
  readonly strikes: 'at-once' | 'when-spent' | 'when-late';
  readonly direct: (attempt: DirectAttempt) => Promise<InvokeOutcome>;
  readonly queued: (attempt: QueuedAttempt) => Promise<RecordOutcome>;
}

export const answered = (result: InvocationResult): InvokeOutcome => ({ kind: 'answered', result });
