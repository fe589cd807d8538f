import { isRedrivable, type MapRun } from '../../engine';
import type { JsonObject } from '../http';
import { resourceIn } from './arn';
import { type Operation, seconds } from './operation';
import { pageOf } from './paging';

const millis = (date: Date | undefined, name: string): JsonObject =>
  date ? { [name]: seconds(date.getTime()) } : {};

/** Status of a child → the count that it belongs to. */
const COUNTS = {
  RUNNING: 'running',
  SUCCEEDED: 'succeeded',
  FAILED: 'failed',
  TIMED_OUT: 'timedOut',
  ABORTED: 'aborted',
} as const;

/** Those that a redrive has still to redrive are told of as such, not by the status that they had. */
const countsOf = (
  mapRun: MapRun,
  total: number,
  now: Date,
  weight: (itemCount: number) => number,
): JsonObject => {
  const counts = { running: 0, succeeded: 0, failed: 0, timedOut: 0, aborted: 0, pendingRedrive: 0 };
  let failuresNotRedrivable = 0;
  let started = 0;
  for (const [index, { execution, itemCount }] of mapRun.children) {
    const { status } = execution;
    const share = weight(itemCount);
    started += share;
    counts[mapRun.pendingRedrive.has(index) ? 'pendingRedrive' : COUNTS[status]] += share;
    const failed = status !== 'RUNNING' && status !== 'SUCCEEDED';
    if (failed && !isRedrivable(execution, now)) failuresNotRedrivable += share;
  }
  return { pending: total - started, ...counts, total, resultsWritten: 0, failuresNotRedrivable };
};

const listMapRuns: Operation = ({ executions, mapRuns }, input) => {
  const arn = input.executionArn as string;
  resourceIn(arn, 'execution');
  executions.get(arn);
  const page = pageOf(mapRuns.of(arn), arn, input);
  return {
    mapRuns: page.items.map(({ start, stopDate }) => ({
      executionArn: start.executionArn,
      mapRunArn: start.arn,
      stateMachineArn: start.stateMachineArn,
      ...millis(start.startDate, 'startDate'),
      ...millis(stopDate, 'stopDate'),
    })),
    ...page.next,
  };
};

const describeMapRun: Operation = ({ mapRuns, now }, input) => {
  const arn = input.mapRunArn as string;
  resourceIn(arn, 'mapRun');
  const mapRun = mapRuns.get(arn);
  const { start, limits, status, stopDate, redriveCount, redriveDate } = mapRun;
  const today = new Date(now());
  return {
    mapRunArn: arn,
    executionArn: start.executionArn,
    status,
    ...millis(start.startDate, 'startDate'),
    ...millis(stopDate, 'stopDate'),
    maxConcurrency: limits.maxConcurrency,
    toleratedFailurePercentage: limits.tolerated.percentage ?? 0,
    toleratedFailureCount: limits.tolerated.count ?? 0,
    itemCounts: countsOf(mapRun, start.itemCount, today, (itemCount) => itemCount),
    executionCounts: countsOf(mapRun, start.total, today, () => 1),
    redriveCount,
    ...millis(redriveDate, 'redriveDate'),
  };
};

const updateMapRun: Operation = ({ mapRuns }, input) => {
  const arn = input.mapRunArn as string;
  resourceIn(arn, 'mapRun');
  const mapRun = mapRuns.get(arn);
  const { limits } = mapRun;
  const changed = (member: string): number | undefined => {
    const value = input[member];
    return typeof value === 'number' ? value : undefined;
  };
  mapRun.limits = {
    maxConcurrency: changed('maxConcurrency') ?? limits.maxConcurrency,
    tolerated: {
      count: changed('toleratedFailureCount') ?? limits.tolerated.count,
      percentage: changed('toleratedFailurePercentage') ?? limits.tolerated.percentage,
    },
  };
  return {};
};

export const MAP_RUN_OPERATIONS: Readonly<Record<string, Operation>> = {
  ListMapRuns: listMapRuns,
  DescribeMapRun: describeMapRun,
  UpdateMapRun: updateMapRun,
};
