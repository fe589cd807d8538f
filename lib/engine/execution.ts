import type { Clock } from './clock';
import { type EventDetails, failureDetails, type HistoryEvent, NOT_TRUNCATED } from './history';
import type { Payload } from './payload';
import type { Identity } from './thread';

export type ExecutionStatus = 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';

/** What DescribeExecution and the status events tell. Inputs and outputs are JSON text. */
export interface ExecutionSummary {
  readonly executionArn: string;
  readonly stateMachineArn: string;
  readonly name: string;
  readonly status: ExecutionStatus;
  readonly startDate: Date;
  readonly stopDate?: Date;
  readonly input: string;
  readonly output?: string;
  readonly error?: string;
  readonly cause?: string;
}

/** How an execution came to its end. */
export type Ending =
  | { readonly status: 'SUCCEEDED'; readonly output: Payload }
  | {
      readonly status: 'FAILED' | 'TIMED_OUT' | 'ABORTED';
      readonly error: string | undefined;
      readonly cause: string | undefined;
    };

/** One run of a state machine. Its history grows while it runs. */
export class Execution {
  readonly arn: string;
  readonly name: string;
  readonly stateMachineArn: string;
  /** JSON text, as it was given. */
  readonly input: string;
  readonly startDate: Date;
  readonly history: HistoryEvent[] = [];
  /** Resolves when the execution has ended, however it ended. */
  readonly done: Promise<Execution>;
  status: ExecutionStatus = 'RUNNING';
  stopDate: Date | undefined;
  /** JSON text. */
  output: string | undefined;
  error: string | undefined;
  cause: string | undefined;
  private resolveDone: (execution: Execution) => void = () => undefined;
  private endListener: () => void = () => undefined;

  constructor(
    private readonly identity: Identity,
    private readonly clock: Clock,
    private readonly onStatusChange: ((summary: ExecutionSummary) => void) | undefined,
  ) {
    this.arn = identity.executionArn;
    this.name = identity.executionName;
    this.stateMachineArn = identity.stateMachineArn;
    this.input = identity.input.text;
    this.startDate = new Date(identity.startTime);
    this.done = new Promise((resolve) => {
      this.resolveDone = resolve;
    });
  }

  get summary(): ExecutionSummary {
    return {
      executionArn: this.arn,
      stateMachineArn: this.stateMachineArn,
      name: this.name,
      status: this.status,
      startDate: this.startDate,
      input: this.input,
      ...(this.stopDate ? { stopDate: this.stopDate } : {}),
      ...(this.output === undefined ? {} : { output: this.output }),
      ...failureDetails(this.error, this.cause),
    };
  }

  begin(): void {
    this.append('ExecutionStarted', 0, {
      executionStartedEventDetails: {
        input: this.input,
        inputDetails: NOT_TRUNCATED,
        roleArn: this.identity.roleArn,
      },
    });
    this.onStatusChange?.(this.summary);
  }

  /** Called once, before the last event: what still runs is cut off there. */
  onEnd(listener: () => void): void {
    this.endListener = listener;
  }

  /** The first ending counts. */
  end(ending: Ending): void {
    if (this.status !== 'RUNNING') return;
    this.status = ending.status;
    this.endListener();
    this.stopDate = new Date(this.clock.now());
    if (ending.status === 'SUCCEEDED') {
      this.output = ending.output.text;
      this.append('ExecutionSucceeded', this.history.length, {
        executionSucceededEventDetails: { output: this.output, outputDetails: NOT_TRUNCATED },
      });
    } else {
      this.error = ending.error;
      this.cause = ending.cause;
      const details = failureDetails(ending.error, ending.cause);
      this.append(ENDED[ending.status].type, this.history.length, {
        [ENDED[ending.status].details]: details,
      });
    }
    this.resolveDone(this);
    this.onStatusChange?.(this.summary);
  }

  private append(type: string, previousEventId: number, details: EventDetails): void {
    const timestamp = new Date(this.clock.now());
    this.history.push({ id: this.history.length + 1, previousEventId, timestamp, type, ...details });
  }
}

/** The event that an ending writes, and the field of its details. */
const ENDED = {
  FAILED: { type: 'ExecutionFailed', details: 'executionFailedEventDetails' },
  TIMED_OUT: { type: 'ExecutionTimedOut', details: 'executionTimedOutEventDetails' },
  ABORTED: { type: 'ExecutionAborted', details: 'executionAbortedEventDetails' },
} as const;
