import type { MapProcessor } from '../../asl';
import { uuid } from '../../jsonpath';
import { CANCELLED, type CancelScope } from '../cancellation';
import { STATES_ERROR, StateFailure, TaskError } from '../errors';
import type { Execution } from '../execution';
import type { Frame } from '../frame';
import type { MapRunAction } from '../host';
import type { Payload } from '../payload';
import type { StateQuery } from '../query/state-query';
import type { GroupPoint } from '../redrive/point';
import { runGroup } from '../run-group';
import { batchItems, type Unit } from './batch-items';
import { overThreshold } from './inline';
import { type ChildExecution, MapRun } from './map-run';
import type { MapPlan } from './plan';
import { exceedsTolerance } from './tolerance';
import { writeResults } from './write-results';

/** Child executions at a time when MaxConcurrency is 0 or absent. Source: developer guide, "Map state in Distributed mode". */
const CONCURRENCY = 10_000;

/** Where the items come from when no reader brings them. Source: developer guide, context object, `Map.Item.Source`. */
const STATE_DATA = 'STATE_DATA';

export interface DistributedMap {
  readonly plan: MapPlan;
  readonly query: StateQuery;
  readonly input: Payload;
  /** What runs for each item. */
  readonly processor: MapProcessor;
  readonly label: string;
  readonly point: GroupPoint | undefined;
}

export interface DistributedResult {
  /** Outputs of the children, or what a ResultWriter makes of them. */
  readonly result: unknown;
  /** The event that what comes after the Map follows: that of the start. Source: recorded executions. */
  readonly startedEventId: number;
}

/**
 * Runs each item as a child execution, whose history is its own: the parent sees only that the Map run started and
 * ended.
 */
export const runDistributed = async (frame: Frame, map: DistributedMap): Promise<DistributedResult> => {
  const { plan, query, input, processor, point } = map;
  const { thread } = frame;
  const { host, identity } = thread;
  const known = point?.mapRunArn === undefined ? undefined : host.mapRun(point.mapRunArn);
  const source = plan.source ?? STATE_DATA;
  const units = await batchItems(frame, query, plan.items, async (value, index) =>
    query.selectItem(frame.forItem({ Index: index, Value: value, Source: source }), input),
  );
  if (thread.scope.cancelled) throw CANCELLED;
  const mapRun = known ? reopen(frame, known) : open(frame, map, units.length);
  const started = thread.lastEventId;
  const forget = thread.scope.onCancel((previous) => {
    mapRun.end('ABORTED', new Date(host.clock.now()));
    thread.recordAbort('MapRunAborted', previous);
  });

  // Express children are not redriven but started anew. Source: developer guide, "Redriving Map Runs".
  const express = processor.ProcessorConfig?.ExecutionType === 'EXPRESS';
  const runChild = async (unit: Unit, index: number, scope: CancelScope): Promise<unknown> => {
    const earlier = mapRun.children.get(index)?.execution;
    if (earlier?.status === 'SUCCEEDED') return JSON.parse(earlier.output as string);
    const request = { mapRun, parent: identity, index, itemCount: unit.itemCount, processor };
    if (earlier && !express) {
      if (!mapRun.pendingRedrive.has(index)) return outputOf(earlier, unit, mapRun);
      return outputOf(await ended(host.redriveChild(earlier, request), scope), unit, mapRun);
    }
    const childInput = await unit.input();
    if (scope.cancelled) throw CANCELLED;
    const child = host.startChild({ ...request, input: childInput });
    return outputOf(await ended(child, scope), unit, mapRun);
  };

  try {
    admit(frame, mapRun, known ? 'RedriveExecution' : 'StartExecution');
    const width = (): number => mapRun.limits.maxConcurrency || CONCURRENCY;
    const outputs = await runGroup(thread, units, width, runChild);
    const result = await writeResults(frame, query, mapRun, outputs);
    mapRun.end('SUCCEEDED', new Date(host.clock.now()));
    thread.record('MapRunSucceeded');
    return { result, startedEventId: started };
  } catch (error) {
    if (error instanceof StateFailure) {
      mapRun.end('FAILED', new Date(host.clock.now()));
      thread.record('MapRunFailed', {
        mapRunFailedEventDetails: { error: error.error as string, cause: error.failureCause as string },
      });
    }
    throw error;
  } finally {
    forget();
  }
};

/** On AWS a role that may not start the machine itself fails the Map run. Source: developer guide, "IAM policies for using Distributed Map states". */
const admit = (frame: Frame, mapRun: MapRun, action: MapRunAction): void => {
  const { host, identity } = frame.thread;
  try {
    host.admitMapRun(mapRun, identity, action);
  } catch (error) {
    if (error instanceof TaskError) throw new StateFailure(STATES_ERROR.permissions, error.taskCause);
    throw error;
  }
};

const open = (frame: Frame, { plan, label }: DistributedMap, total: number): MapRun => {
  const { host, identity } = frame.thread;
  const machine = `${identity.stateMachineName}/${label}`;
  const arn = `arn:aws:states:${host.region}:${host.accountId}:mapRun:${machine}:${uuid(host.random)}`;
  const mapRun = new MapRun(
    {
      arn,
      executionArn: identity.executionArn,
      stateMachineArn: `arn:aws:states:${host.region}:${host.accountId}:stateMachine:${machine}`,
      startDate: new Date(host.clock.now()),
      total,
      itemCount: plan.items.length,
    },
    { maxConcurrency: plan.maxConcurrency, tolerated: plan.tolerated },
    host.onMapRunChange,
  );
  host.openMapRun(mapRun);
  frame.thread.record('MapRunStarted', { mapRunStartedEventDetails: { mapRunArn: arn } });
  return mapRun;
};

const reopen = (frame: Frame, mapRun: MapRun): MapRun => {
  const { thread } = frame;
  mapRun.reopen(new Date(thread.host.clock.now()));
  thread.record('MapRunRedriven', {
    mapRunRedrivenEventDetails: { mapRunArn: mapRun.start.arn, redriveCount: mapRun.redriveCount },
  });
  return mapRun;
};

/** The child once it has ended; it is stopped when the Map is cut off. */
const ended = (child: Execution, scope: CancelScope): Promise<Execution> =>
  new Promise((resolve, reject) => {
    const forget = scope.onCancel(() => {
      child.end({ status: 'ABORTED', error: undefined, cause: undefined });
      reject(CANCELLED);
    });
    void child.done.then(() => {
      forget();
      resolve(child);
    });
  });

const outputOf = (child: ChildExecution, { itemCount }: Unit, mapRun: MapRun): unknown => {
  if (child.status === 'SUCCEEDED') return JSON.parse(child.output as string);
  mapRun.countFailure(itemCount);
  const { limits, failures, start } = mapRun;
  if (exceedsTolerance(limits.tolerated, failures.items, start.itemCount)) throw overThreshold();
  return { Error: child.error, Cause: child.cause };
};
