import type {
  EventType,
  ExecutionStatus,
  LedgerState,
  SagaClosed,
  SagaStatus,
  StepStatus,
  StepType,
} from '../saga';
import type { LetterMessage } from './dead-letter';
import type { ReportedError } from './reported-error';
import type { RecordsReport } from './saga-records';

/** What became of a compensation; PENDING when nobody asked for it. */
export type CompensationStatus = 'PENDING' | 'RUNNING' | 'SUCCEEDED' | 'FAILED';

/**
 * Who carried a command out: the saga's own execution, an unwind machine, the redriver, or an operator by hand. Null as
 * long as nobody has.
 */
export type DoneBy = 'execution' | 'unwind' | 'redriver' | 'operator' | null;

export interface StepReport {
  readonly stepName: string;
  /** The participant. */
  readonly stepTopic: string;
  readonly stepType: StepType;
  readonly status: StepStatus;
  /** Attempts by the execution, those by the redriver too; a step behind a queue has one with each delivery. */
  readonly attempts: number;
  readonly doneBy: DoneBy;
  /** Attempts of the compensation after its first. */
  readonly compensateRetries: number;
  readonly compensation: {
    readonly name: string;
    readonly status: CompensationStatus;
    readonly attempts: number;
    readonly doneBy: DoneBy;
  } | null;
  /** Why the step was given up. A member of a group that another's failure cut off has none. */
  readonly error?: ReportedError;
  /** Its result. */
  readonly data?: unknown;
}

export interface EventReport {
  readonly type: EventType;
  /** The forward step, also for events of its compensation; null for events of the whole saga. */
  readonly step: string | null;
  /** ISO 8601. */
  readonly at: string;
  readonly attempt: number;
  readonly error?: ReportedError;
  /** Given by whoever asked for it. */
  readonly reason?: string;
}

export interface LedgerReport {
  readonly sagaId: string;
  readonly step: string;
  readonly state: LedgerState;
}

/** A step that was given up, and that nobody has brought to its end yet. */
export interface DeadLetterReport {
  readonly step: string;
  /** The command that was given up. */
  readonly command: string;
  readonly error: string;
  readonly attempts: number;
  readonly message: LetterMessage;
}

/** Everything there is to know about one saga. Times ISO 8601. */
export interface SagaReport {
  readonly sagaId: string;
  readonly sagaName: string;
  readonly version: number;
  readonly status: SagaStatus;
  readonly createTime: string | null;
  readonly updateTime: string | null;
  readonly expireTime: string | null;
  readonly execution: {
    /** Null when Step Functions does not know the execution (any more). */
    readonly status: ExecutionStatus | null;
    readonly error: string | null;
    readonly cause: string | null;
    /** State transitions: the billing unit. */
    readonly transitions: number;
    /** Part of the history is lost, of this execution or one that unwound the saga: attempts and transitions are at least so many. */
    readonly historyIncomplete?: true;
  };
  /** Who brought the saga to its end after its own execution had ended otherwise; nobody where that was all. */
  readonly finishedBy: readonly Exclude<DoneBy, 'execution' | null>[];
  /** Steps that turned the saga back: of a group the members that failed, not those that were cut off. */
  readonly failedAt: readonly string[];
  readonly steps: readonly StepReport[];
  readonly events: readonly EventReport[];
  /** By participant. */
  readonly ledgers: Readonly<Record<string, readonly LedgerReport[]>>;
  /** Records that its steps wrote, or who heard of its undoing, as they stand now. */
  readonly records: RecordsReport;
  /** What was said in it was taken out, and nothing about it changes any more. */
  readonly closed?: SagaClosed;
  readonly deadLetters: readonly DeadLetterReport[];
}
