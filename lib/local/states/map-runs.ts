import {
  type ChildExecution,
  type Engine,
  type MapRun,
  type MapRunChild,
  MapRun as MapRunOf,
  Payload,
} from '../../engine';
import { type JsonObject, ServiceError } from '../http';
import { type ExecutionRecord, statusOf } from './execution-record';
import type { KeepResource, KeptResource } from './resource-line';

/** A Map run as the journal keeps it. */
interface KeptMapRun {
  readonly start: Omit<MapRun['start'], 'startDate'> & { readonly startDate: number };
  readonly limits: MapRun['limits'];
  readonly status: MapRun['status'];
  readonly stopDate?: number;
  readonly redriveCount: number;
  readonly redriveDate?: number;
}

/** Map runs of this run of the stack and of earlier ones; the engine has them all. */
export class MapRuns {
  constructor(
    private readonly engine: () => Engine,
    private readonly keep: KeepResource | undefined,
  ) {}

  /** @throws ServiceError `ResourceNotFound` */
  get(arn: string): MapRun {
    const found = this.engine().mapRun(arn);
    if (found) return found;
    throw new ServiceError('ResourceNotFound', `Resource not found: '${arn}'`);
  }

  /** The newest first. */
  of(executionArn: string): readonly MapRun[] {
    return [...this.engine().allMapRuns()]
      .filter(({ start }) => start.executionArn === executionArn)
      .reverse();
  }

  changed(mapRun: MapRun): void {
    const { start, limits, status, stopDate, redriveCount, redriveDate } = mapRun;
    const kept: KeptMapRun = {
      start: { ...start, startDate: start.startDate.getTime() },
      ...{ limits, status, redriveCount },
      ...(stopDate ? { stopDate: stopDate.getTime() } : {}),
      ...(redriveDate ? { redriveDate: redriveDate.getTime() } : {}),
    };
    this.keep?.('mapRun', start.arn, kept as unknown as JsonObject);
  }

  /** Takes over those of earlier runs of the stack. One that was under way went down with the stack. */
  restore(resources: readonly KeptResource[], children: readonly ExecutionRecord[], now: number): void {
    const childrenOf = new Map<string, Map<number, MapRunChild>>();
    for (const record of children) {
      if (!record.child) continue;
      const { mapRunArn, index, itemCount } = record.child;
      const siblings = childrenOf.get(mapRunArn) ?? new Map<number, MapRunChild>();
      childrenOf.set(mapRunArn, siblings.set(index, { execution: restored(record), itemCount }));
    }
    for (const { kind, value } of resources) {
      if (kind !== 'mapRun') continue;
      const kept = value as unknown as KeptMapRun;
      const start = { ...kept.start, startDate: new Date(kept.start.startDate) };
      const mapRun = new MapRunOf(start, kept.limits, (changed) => this.changed(changed));
      mapRun.status = kept.status === 'RUNNING' ? 'ABORTED' : kept.status;
      mapRun.stopDate = kept.status === 'RUNNING' ? new Date(now) : dateOf(kept.stopDate);
      mapRun.redriveCount = kept.redriveCount;
      mapRun.redriveDate = dateOf(kept.redriveDate);
      for (const [index, child] of childrenOf.get(start.arn) ?? []) mapRun.children.set(index, child);
      this.engine().adoptMapRun(mapRun);
    }
  }
}

const dateOf = (millis: number | undefined): Date | undefined =>
  millis === undefined ? undefined : new Date(millis);

const restored = (record: ExecutionRecord): ChildExecution => {
  const startDate = new Date(record.startDate);
  const { redrives, end } = record;
  return {
    arn: record.executionArn,
    identity: {
      executionArn: record.executionArn,
      executionName: record.name,
      roleArn: record.roleArn ?? '',
      stateMachineArn: record.stateMachineArn,
      stateMachineName: record.stateMachineArn.split(':')[6]?.split('/')[0] ?? '',
      input: Payload.parse(record.input),
      startTime: startDate.toISOString(),
      ...(redrives
        ? { redrive: { count: redrives.count, time: new Date(redrives.date).toISOString() } }
        : {}),
    },
    name: record.name,
    stateMachineArn: record.stateMachineArn,
    input: record.input,
    history: record.history,
    startDate,
    stopDate: end ? new Date(end.stopDate) : undefined,
    status: statusOf(record),
    output: end?.output,
    error: end?.error,
    cause: end?.cause,
  };
};
