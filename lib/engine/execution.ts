import type { Clock } from './clock';
import { STATES_ERROR } from './errors';
import type { ExecutionStatus } from './execution-status';
import { failureDetails, type HistoryEvent, NOT_TRUNCATED } from './history';
import { HistoryLog } from './history-log';
import type { Identity } from './identity';
import type { Payload } from './payload';

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
  /** There when it is a child execution of a distributed Map. */
  readonly mapRunArn?: string;
}

/** What a child execution of a distributed Map belongs to. */
export interface MapRunPart {
  readonly mapRunArn: string;
  /** Position of its item, or of its batch of items. */
  readonly index: number;
  readonly itemCount: number;
}

/** How an execution came to its end. */
export type Ending =
  | { readonly status: 'SUCCEEDED'; readonly output: Payload }
  | { readonly status: 'TIMED_OUT' }
  | {
      readonly status: 'FAILED' | 'ABORTED';
      readonly error: string | undefined;
      readonly cause: string | undefined;
    };

export interface ExecutionOptions {
  readonly clock: Clock;
  readonly onStatusChange: ((summary: ExecutionSummary) => void) | undefined;
  readonly part?: MapRunPart | undefined;
  /** The history up to a redrive. */
  readonly before?: readonly HistoryEvent[];
}

/** One run of a state machine, from its start or from a redrive. Its history grows while it runs. */
export class Execution {
  readonly arn: string;
  readonly name: string;
  readonly stateMachineArn: string;
  /** JSON text, as it was given. */
  readonly input: string;
  readonly startDate: Date;
  readonly part: MapRunPart | undefined;
  readonly log: HistoryLog;
  /** Resolves when the execution has ended, however it ended. */
  readonly done: Promise<Execution>;
  status: ExecutionStatus = 'RUNNING';
  stopDate: Date | undefined;
  /** JSON text. */
  output: string | undefined;
  error: string | undefined;
  cause: string | undefined;
  private readonly onStatusChange: ((summary: ExecutionSummary) => void) | undefined;
  private resolveDone: (execution: Execution) => void = () => undefined;
  private endListener: () => void = () => undefined;

  constructor(
    readonly identity: Identity,
    options: ExecutionOptions,
  ) {
    this.arn = identity.executionArn;
    this.name = identity.executionName;
    this.stateMachineArn = identity.stateMachineArn;
    this.input = identity.input.text;
    this.startDate = new Date(identity.startTime);
    this.onStatusChange = options.onStatusChange;
    this.part = options.part;
    this.log = new HistoryLog(options.clock, options.before);
    this.done = new Promise((resolve) => {
      this.resolveDone = resolve;
    });
  }

  get history(): readonly HistoryEvent[] {
    return this.log.events;
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
      ...(this.part ? { mapRunArn: this.part.mapRunArn } : {}),
    };
  }

  begin(): void {
    const executionStartedEventDetails = {
      input: this.input,
      inputDetails: NOT_TRUNCATED,
      roleArn: this.identity.roleArn,
      ...this.identity.reference,
    };
    this.log.append('ExecutionStarted', 0, { executionStartedEventDetails }, this.startDate);
    this.onStatusChange?.(this.summary);
  }

  /** Begins again after `count` redrives. */
  beginRedriven(count: number): void {
    this.log.append('ExecutionRedriven', this.log.lastId, {
      executionRedrivenEventDetails: { redriveCount: count },
    });
    this.onStatusChange?.(this.summary);
  }

  /** Called once, after the last event: what still runs is cut off there. */
  onEnd(listener: () => void): void {
    this.endListener = listener;
  }

  /** The first ending counts. */
  end(ending: Ending): void {
    if (this.status !== 'RUNNING') return;
    this.status = ending.status;
    if (ending.status === 'SUCCEEDED') this.output = ending.output.text;
    else if (ending.status !== 'TIMED_OUT') {
      this.error = ending.error;
      this.cause = ending.cause;
    }
    this.appendEnd(ending);
    this.stopDate = this.log.events.at(-1)?.timestamp;
    this.log.seal();
    this.endListener();
    this.resolveDone(this);
    this.onStatusChange?.(this.summary);
  }

  /** What ends an execution from outside follows no event of it. Source: recorded executions. */
  private appendEnd(ending: Ending): void {
    const { lastId } = this.log;
    switch (ending.status) {
      case 'SUCCEEDED':
        this.log.append('ExecutionSucceeded', lastId, {
          executionSucceededEventDetails: { output: ending.output.text, outputDetails: NOT_TRUNCATED },
        });
        break;
      case 'FAILED':
        this.log.append('ExecutionFailed', lastId, {
          executionFailedEventDetails: failureDetails(ending.error, ending.cause),
        });
        break;
      case 'TIMED_OUT':
        this.log.append('ExecutionTimedOut', 0, {
          executionTimedOutEventDetails: { error: STATES_ERROR.timeout },
        });
        break;
      case 'ABORTED':
        this.log.append('ExecutionAborted', 0, {
          executionAbortedEventDetails: failureDetails(ending.error, ending.cause),
        });
    }
  }
}
