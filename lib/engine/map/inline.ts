import { CANCELLED, type CancelScope } from '../cancellation';
import { STATES_ERROR, StateFailure } from '../errors';
import type { Frame } from '../frame';
import type { Chain } from '../node';
import { Payload } from '../payload';
import type { StateQuery } from '../query/state-query';
import type { GroupPoint } from '../redrive/point';
import { runChain } from '../run-chain';
import { runGroup } from '../run-group';
import { Variables } from '../variables';
import type { MapPlan } from './plan';
import { exceedsTolerance } from './tolerance';

/** Iterations at a time when MaxConcurrency is 0 or absent. Source: developer guide, "Map state in Inline mode". */
const CONCURRENCY = 40;

export interface InlineMap {
  readonly plan: MapPlan;
  readonly query: StateQuery;
  readonly input: Payload;
  readonly body: Chain;
  /** How far the iterations of a redriven Map had come. */
  readonly point: GroupPoint | undefined;
}

/** Runs the iterations of an inline Map, which tell their history in the execution's own; answers their outputs. */
export const runInline = async (frame: Frame, run: InlineMap): Promise<readonly unknown[]> => {
  const { plan, query, input, body, point } = run;
  const { thread } = frame;
  let failures = 0;
  let lastSucceeded = thread.lastEventId;

  const iterate = async (value: unknown, index: number, scope: CancelScope): Promise<unknown> => {
    const part = point?.parts.get(index);
    if (part?.kind === 'ended') return JSON.parse(part.output);
    const mapItem = { Index: index, Value: value };
    const details = { name: frame.name, index };
    const inner = thread.fork({ variables: new Variables(thread.variables), scope, mapItem });
    if (!part) inner.record('MapIterationStarted', { mapIterationStartedEventDetails: details });
    const forget = scope.onCancel((previous) =>
      inner.recordAbort('MapIterationAborted', previous, { mapIterationAbortedEventDetails: details }),
    );
    try {
      const selected = part ? NOT_NEEDED : await query.selectItem(frame.forItem(mapItem), input);
      const output = await runChain(inner, body, selected, part);
      lastSucceeded = inner.recordAside('MapIterationSucceeded', {
        mapIterationSucceededEventDetails: details,
      });
      return output.value;
    } catch (error) {
      if (error === CANCELLED || !(error instanceof StateFailure)) throw error;
      inner.recordAside('MapIterationFailed', { mapIterationFailedEventDetails: details });
      failures++;
      if (exceedsTolerance(plan.tolerated, failures, plan.items.length)) {
        throw tolerates(plan) ? overThreshold() : error;
      }
      return { Error: error.error, Cause: error.failureCause };
    } finally {
      forget();
      thread.lastEventId = inner.lastEventId;
    }
  };

  const outputs = await runGroup(thread, plan.items, () => plan.maxConcurrency || CONCURRENCY, iterate);
  thread.lastEventId = lastSucceeded;
  return outputs;
};

/** A chain that goes on has its input at the state where it stands. */
const NOT_NEEDED = new Payload(null);

const tolerates = ({ tolerated: { count, percentage } }: MapPlan): boolean => !!count || !!percentage;

export const overThreshold = (): StateFailure =>
  new StateFailure(
    STATES_ERROR.exceedToleratedFailureThreshold,
    'The specified tolerated failure threshold was exceeded',
  );
