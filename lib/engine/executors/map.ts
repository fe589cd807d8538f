import type { MapProcessor, MapState } from '../../asl';
import { CANCELLED, type CancelScope } from '../cancellation';
import type { Chain, Preparation, StateRunner } from '../chain';
import { STATES_ERROR, StateFailure } from '../errors';
import type { Frame } from '../frame';
import { Payload } from '../payload';
import type { StateQuery } from '../query/state-query';
import { runChain } from '../run-chain';
import { runGroup } from '../run-group';
import { uuid } from '../uuid';
import { Variables } from '../variables';

/** Iterations at a time when MaxConcurrency is 0 or absent. Source: developer guide, "Map state in Inline mode". */
const INLINE_CONCURRENCY = 40;
const DISTRIBUTED_CONCURRENCY = 10_000;

interface Plan {
  readonly items: readonly unknown[];
  readonly width: number;
  /** Failed iterations that are accepted; 0: the first failure ends the Map. */
  readonly tolerated: number;
}

/**
 * Inline iterations tell their history in the execution's own. A distributed Map runs each as a child execution, whose
 * history is its own: of it the parent sees only that the Map run started and ended.
 */
export const prepareMap = (state: MapState, { name, query, chain }: Preparation): StateRunner => {
  const processor = (state.ItemProcessor ?? state.Iterator) as MapProcessor;
  const distributed = processor.ProcessorConfig?.Mode === 'DISTRIBUTED';
  const body = chain(processor);
  return async (frame) => {
    const input = await query.effectiveInput(frame);
    const plan = await readPlan(frame, query, input, distributed);
    if (distributed) startMapRun(frame, name, (state as { Label?: string }).Label);
    const outputs = await runIterations(frame, { plan, query, input, body, distributed });
    const settlement = await query.settle(frame, new Payload(outputs));
    if (distributed) frame.thread.record('MapRunSucceeded');
    frame.thread.recordAside('MapStateSucceeded');
    return { settlement, next: state.Next };
  };
};

const readPlan = async (
  frame: Frame,
  query: StateQuery,
  input: Payload,
  distributed: boolean,
): Promise<Plan> => {
  const whole = async (field: string): Promise<number | undefined> => {
    const value = await query.read(frame, field);
    if (value === undefined) return undefined;
    if (Number.isInteger(value) && (value as number) >= 0) return value as number;
    const reason = `The ${field} field refers to value "${JSON.stringify(value)}" which is not a valid integer`;
    throw query.invalid(frame, field, reason);
  };
  const items = await query.items(frame, input);
  const concurrency = await whole('MaxConcurrency');
  frame.thread.record('MapStateStarted', { mapStateStartedEventDetails: { length: items.length } });
  const count = await whole('ToleratedFailureCount');
  const percentage = await query.read(frame, 'ToleratedFailurePercentage');
  if (percentage !== undefined && !(typeof percentage === 'number' && percentage >= 0 && percentage <= 100)) {
    const reason = 'ToleratedFailurePercentage must be between 0 and 100.';
    throw query.invalid(frame, 'ToleratedFailurePercentage', reason);
  }
  const share = Math.floor(((percentage ?? 0) as number) * 0.01 * items.length);
  return {
    items,
    width: concurrency || (distributed ? DISTRIBUTED_CONCURRENCY : INLINE_CONCURRENCY),
    tolerated: Math.max(count ?? 0, share),
  };
};

const startMapRun = (frame: Frame, name: string, label: string | undefined): void => {
  const { host, identity } = frame.thread;
  const machine = `${identity.stateMachineName}/${label ?? name}`;
  const mapRunArn = `arn:aws:states:${host.region}:${host.accountId}:mapRun:${machine}:${uuid(host.random)}`;
  frame.thread.record('MapRunStarted', { mapRunStartedEventDetails: { mapRunArn } });
};

interface Iterations {
  readonly plan: Plan;
  readonly query: StateQuery;
  readonly input: Payload;
  readonly body: Chain;
  readonly distributed: boolean;
}

const runIterations = (frame: Frame, run: Iterations): Promise<readonly unknown[]> => {
  const { plan, query, input, body, distributed } = run;
  const { thread } = frame;
  let failures = 0;
  const iterate = async (value: unknown, index: number, scope: CancelScope): Promise<unknown> => {
    const mapItem = { Index: index, Value: value };
    const details = { name: frame.name, index };
    const inner = thread.fork({
      variables: new Variables(distributed ? undefined : thread.variables),
      scope,
      mapItem,
      ownHistory: distributed,
    });
    inner.record('MapIterationStarted', { mapIterationStartedEventDetails: details });
    const forget = scope.onCancel(() =>
      inner.recordAbort('MapIterationAborted', { mapIterationAbortedEventDetails: details }),
    );
    try {
      const selected = await query.selectItem(frame.forItem(mapItem), input);
      const output = await runChain(inner, body, selected);
      inner.record('MapIterationSucceeded', { mapIterationSucceededEventDetails: details });
      return output.value;
    } catch (error) {
      if (error === CANCELLED || !(error instanceof StateFailure)) throw error;
      inner.record('MapIterationFailed', { mapIterationFailedEventDetails: details });
      failures++;
      if (failures > plan.tolerated)
        throw plan.tolerated > 0 || distributed ? overThreshold(frame, run) : error;
      return { Error: error.error, Cause: error.failureCause };
    } finally {
      forget();
      thread.follow(inner);
    }
  };
  return runGroup(thread, plan.items, plan.width, iterate);
};

const overThreshold = (frame: Frame, { distributed }: Iterations): StateFailure => {
  const failure = new StateFailure(
    STATES_ERROR.exceedToleratedFailureThreshold,
    'The specified tolerated failure threshold was exceeded',
  );
  if (distributed) {
    frame.thread.record('MapRunFailed', {
      mapRunFailedEventDetails: { error: failure.error as string, cause: failure.failureCause as string },
    });
  }
  return failure;
};
