import type { Execution } from '../execution';
import type { Tolerance } from './plan';

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
  readonly itemCount: number;
}

/** A child execution and what it works on. */
export interface MapRunChild {
  readonly execution: Execution;
  readonly itemCount: number;
}

/** One run of a distributed Map: the child executions by the index of their item or batch. */
export class MapRun {
  status: MapRunStatus = 'RUNNING';
  stopDate: Date | undefined;
  redriveCount = 0;
  redriveDate: Date | undefined;
  readonly children = new Map<number, MapRunChild>();

  constructor(
    readonly start: MapRunStart,
    public limits: MapRunLimits,
  ) {}

  /** Children that ended without success, each with the items it had. */
  get failures(): { readonly executions: number; readonly items: number } {
    let executions = 0;
    let items = 0;
    for (const { execution, itemCount } of this.children.values()) {
      if (execution.status === 'FAILED' || execution.status === 'TIMED_OUT') {
        executions++;
        items += itemCount;
      }
    }
    return { executions, items };
  }

  end(status: Exclude<MapRunStatus, 'RUNNING'>, at: Date): void {
    if (this.status !== 'RUNNING') return;
    this.status = status;
    this.stopDate = at;
  }

  reopen(at: Date): void {
    this.status = 'RUNNING';
    this.stopDate = undefined;
    this.redriveCount++;
    this.redriveDate = at;
  }
}
