import { undoFromLedger, undoOutside } from '../../../lib/runtime';
import {
  defineSaga,
  flatSteps,
  type InputSchema,
  parallel,
  type SagaDefinition,
  step,
} from '../../../lib/saga';
import { tourSaga, tripSaga } from '../../runtime/support/sagas';
import { runStorm } from './storm';
import { CHAIRS, judge, type Verdict } from './verdict';

const chairs = () => ({
  result: { done: true },
  effects: [{ counter: 'chair', take: 1, capacity: CHAIRS }],
});

/** Somebody outside who would carry out a request that was undone before it arrived. */
const provider = () => {
  const made = new Set<string>();
  const effect = (wait: (ms: number) => Promise<void>) => ({
    kind: 'outside' as const,
    perform: async (_command: unknown, { idempotencyKey }: { readonly idempotencyKey: string }) => {
      await wait(2000);
      made.add(idempotencyKey);
      await wait(1000);
      return { done: true };
    },
    reverse: async (key: string) => {
      await wait(500);
      made.delete(key);
    },
  });
  const wrong = (status: string): readonly string[] =>
    status === 'COMPLETED' ? [] : [...made].map((key) => `${key} is there outside, saga ${status}`);
  return { effect, wrong };
};

/** Each compensatable step called `crew` has its effect outside; the others take a chair each. */
const handlersOf =
  (definition: SagaDefinition, { effect }: ReturnType<typeof provider>) =>
  (wait: (ms: number) => Promise<void>): never => {
    const crew = effect(wait);
    const own = flatSteps(definition).flatMap(({ name, compensation }): [string, unknown][] => [
      [name, name === 'crew' ? crew : chairs],
      ...(compensation
        ? [[compensation, name === 'crew' ? undoOutside(crew) : undoFromLedger] as [string, unknown]]
        : []),
    ]);
    return Object.fromEntries(own) as never;
  };

const anything: InputSchema<unknown> = { safeParse: (data) => ({ success: true, data }) };

/** A queue step as the pivot, a group first, two steps behind the pivot, one of them conditional. */
const odyssey = defineSaga({
  name: 'odyssey',
  version: 1,
  deadline: { hours: 2 },
  input: anything,
  steps: [
    parallel([
      step('ship', { by: 'desk', compensation: 'unship' }),
      step('crew', { by: 'desk', compensation: 'uncrew' }),
    ]),
    step('wind', { by: 'desk', compensation: 'unwind', when: '$input.wind' }),
    step('sail', { by: 'desk', compensation: 'unsail', via: 'queue', timeout: { minutes: 30 } }),
    step('write', { by: 'desk' }),
    step('tell', { by: 'desk' }),
  ],
});

const voyage = defineSaga({ ...tourSaga, name: 'voyage', deadline: { hours: 1 }, input: anything });
export const STORM_SAGAS: readonly SagaDefinition[] = [tripSaga, voyage, odyssey];

/** What a seed stands for: how often things go wrong, and which conditional steps are asked for. */
export const weather = async (
  definition: SagaDefinition,
  seed: number,
): Promise<Verdict & { readonly trace: readonly string[] }> => {
  const outside = provider();
  const asked = { wind: (seed & 1) > 0, guide: (seed & 1) > 0, ferry: (seed & 2) > 0 };
  const after = await runStorm(
    definition,
    handlersOf(definition, outside),
    definition === tripSaga ? { product: 'chair', pieces: 1 } : asked,
    { seed, faults: (seed % 4) * 0.2 + 0.1, kills: 0.4, cancels: 0.3, lostEvents: 0.3, refusals: 0.1 },
  );
  const { status, problems } = judge(definition, after);
  return { status, problems: [...problems, ...outside.wrong(status)], trace: after.trace };
};
