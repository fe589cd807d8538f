import type { Execution } from '../execution';
import { notRedrivable } from '../redrive/eligibility';
import type { Tolerance } from './tolerance';

export type MapRunStatus = 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'ABORTED';

/** What can be changed while a Map run is under way (UpdateMapRun). */
export interface MapRunLimits {
  /** 0: as many as Step Functions allows. */
  readonly maxConcurrency: number;
  readonly tolerated: Tolerance;
}

/** A Map run as it was started. */
export interface MapRunStart {
  readonly arn: string;
  /** The execution whose distributed Map it is. */
  readonly executionArn: string;
  /** ARN of the state machine with the label of the Map: `…:stateMachine:<name>/<label>`. */
  readonly stateMachineArn: string;
  readonly startDate: Date;
  /** Child executions to start. */
  readonly total: number;
  /** Items that they work on. */
  readonly itemCount: number;
}

/** A child execution as far as its Map run has to know it. */
export type ChildExecution = Pick<
  Execution,
  | ('arn' | 'identity' | 'name' | 'stateMachineArn' | 'input' | 'history' | 'startDate')
  | ('status' | 'stopDate' | 'output' | 'error' | 'cause')
>;

/** A child execution and what it works on. */
export interface MapRunChild {
  readonly execution: ChildExecution;
  readonly itemCount: number;
}

/** Whether a redrive of the parent runs the child on. Source: developer guide, "Redriving Map Runs". */
export const isRedrivable = (
  { status, startDate, stopDate, history }: ChildExecution,
  now: Date,
): boolean => {
  const [started, stopped] = [startDate.getTime(), stopDate?.getTime()];
  const candidate = { status, startDate: started, stopDate: stopped, events: history.length };
  return notRedrivable(candidate, now.getTime()) === undefined;
};

/** One run of a distributed Map: the child executions by the index of their item or batch. */
export class MapRun {
  status: MapRunStatus = 'RUNNING';
  stopDate: Date | undefined;
  redriveCount = 0;
  redriveDate: Date | undefined;
  readonly children = new Map<number, MapRunChild>();
  /** Indices of the children that this redrive has still to redrive. */
  readonly pendingRedrive = new Set<number>();
  private failed = { executions: 0, items: 0 };

  /** @param onChange called when it ends, is redriven, and when its limits change */
  constructor(
    readonly start: MapRunStart,
    private current: MapRunLimits,
    private readonly onChange: (mapRun: MapRun) => void,
  ) {}

  get limits(): MapRunLimits {
    return this.current;
  }

  /** They hold for what is started, and counted, from now on. */
  set limits(limits: MapRunLimits) {
    this.current = limits;
    this.onChange(this);
  }

  /** Children that ended without success in this attempt, and the items they had. */
  get failures(): { readonly executions: number; readonly items: number } {
    return this.failed;
  }

  /** Counted as they come: to look at all children at each failure takes too long for thousands. */
  countFailure(itemCount: number): void {
    const { executions, items } = this.failed;
    this.failed = { executions: executions + 1, items: items + itemCount };
  }

  /** A child execution was started, or redriven. */
  began(index: number, child: MapRunChild): void {
    this.children.set(index, child);
    this.pendingRedrive.delete(index);
  }

  end(status: Exclude<MapRunStatus, 'RUNNING'>, at: Date): void {
    if (this.status !== 'RUNNING') return;
    this.status = status;
    this.stopDate = at;
    this.onChange(this);
  }

  reopen(at: Date): void {
    this.status = 'RUNNING';
    this.stopDate = undefined;
    this.redriveCount++;
    this.redriveDate = at;
    this.failed = { executions: 0, items: 0 };
    this.pendingRedrive.clear();
    for (const [index, { execution }] of this.children) {
      if (isRedrivable(execution, at)) this.pendingRedrive.add(index);
    }
    this.onChange(this);
  }
}
