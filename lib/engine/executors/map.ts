import type { MapProcessor, MapState } from '../../asl';
import { runDistributed } from '../map/distributed';
import { runInline } from '../map/inline';
import { readPlan } from '../map/plan';
import type { Preparation, StateRunner } from '../node';
import { Payload } from '../payload';

export const prepareMap = (state: MapState, { name, query, chain }: Preparation): StateRunner => {
  const processor = (state.ItemProcessor ?? state.Iterator) as MapProcessor;
  const distributed = processor.ProcessorConfig?.Mode === 'DISTRIBUTED';
  const body = chain(processor);
  const label = state.Label ?? name;
  return async (frame) => {
    const point = frame.takePoint();
    const input = await query.effectiveInput(frame);
    const plan = await readPlan(frame, query, input, point?.startedEventId);
    const { group } = frame.thread.host.test ?? {};
    if (group) {
      const settlement = await query.settle(frame, new Payload(group(plan.tolerated)));
      return { settlement, next: state.Next };
    }
    if (distributed) {
      const run = await runDistributed(frame, { plan, query, input, processor, label, point });
      const settlement = await query.settle(frame, new Payload(run.result));
      frame.thread.record('MapStateSucceeded');
      frame.thread.lastEventId = run.startedEventId;
      return { settlement, next: state.Next };
    }
    const outputs = await runInline(frame, { plan, query, input, body, point });
    const settlement = await query.settle(frame, new Payload(outputs));
    frame.thread.recordAside('MapStateSucceeded');
    return { settlement, next: state.Next };
  };
};
