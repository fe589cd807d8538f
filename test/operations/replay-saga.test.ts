import fc from 'fast-check';
import { replaySaga, stateAt } from '../../lib/operations';
import { isoTime } from '../../lib/runtime';
import { foldEvents, loggedSteps, type SagaDefinition, type SagaEvent, STEP_EVENTS } from '../../lib/saga';
import { sagas } from '../../lib/sagas';
import { MemoryOperations } from './support/memory-operations';

const START = Date.parse('2026-11-24T10:00:00.000Z');

const eventsOf = (definition: SagaDefinition): fc.Arbitrary<readonly SagaEvent[]> =>
  fc.array(
    fc.record({
      type: fc.constantFrom(...(Object.keys(STEP_EVENTS) as (keyof typeof STEP_EVENTS)[])),
      step: fc.constantFrom(...loggedSteps(definition).map(({ name }) => name)),
      runner: fc.constantFrom('main', 'redrive', 'u1'),
      attempt: fc.integer({ min: 1, max: 3 }),
      // Few moments, so that several events share one.
      at: fc.integer({ min: 0, max: 9 }).map((second) => isoTime(START + second * 1000)),
    }),
    { maxLength: 25 },
  );

describe.each(Object.values(sagas))('replay of $name', (definition) => {
  const world = new MemoryOperations(definition);

  test("at each event's time it is the fold of the events until then", () => {
    fc.assert(
      fc.property(eventsOf(definition), (events) => {
        const steps = loggedSteps(definition);
        const header = {
          sagaName: definition.name,
          sagaId: 'one',
          version: 1,
          steps,
          createTime: isoTime(START),
          updateTime: isoTime(START),
          expireTime: isoTime(START),
          due: isoTime(START),
          status: 'RUNNING' as const,
        };
        for (const { at } of events) {
          const replayed = stateAt({ header, events }, at);
          const past = events.filter((event) => event.at <= at);
          const expected = foldEvents(steps, past);
          expect(replayed.status).toBe(expected.status);
          expect(replayed.steps.map(({ status }) => status)).toEqual(
            expected.steps.map(({ status }) => status),
          );
          expect(replayed.events).toHaveLength(past.length);
          expect(replayed.timeline[replayed.timeline.length - 1]?.status).toBe(expected.status);
        }
      }),
      { numRuns: 200, seed: 7 },
    );
  });

  test('the past does not know the future', async () => {
    const [first, second] = loggedSteps(definition);
    await world.logged('past', [
      { type: 'StepStarted', step: first?.name ?? '' },
      { type: 'StepSucceeded', step: first?.name ?? '' },
      { type: 'StepStarted', step: second?.name ?? '' },
    ]);
    const at = isoTime(START + 1000);
    const replayed = await replaySaga(world.ports, 'past', at);
    expect(replayed).toMatchObject({ at, status: 'RUNNING' });
    expect(replayed.steps.map(({ status }) => status).slice(0, 2)).toEqual(['RUNNING', 'PENDING']);
    expect((await replaySaga(world.ports, 'past')).steps.map(({ status }) => status).slice(0, 2)).toEqual([
      'SUCCEEDED',
      'RUNNING',
    ]);
  });

  test('at its start it is pending; before, there is nothing to show', async () => {
    const fresh = new MemoryOperations(definition);
    await fresh.logged('early', [{ type: 'StepStarted', step: loggedSteps(definition)[0]?.name ?? '' }]);
    expect((await replaySaga(fresh.ports, 'early', isoTime(START))).status).toBe('PENDING');
    await expect(replaySaga(fresh.ports, 'early', isoTime(START - 1))).rejects.toMatchObject({
      code: 'NotStartedYet',
    });
    await expect(replaySaga(fresh.ports, 'nobody')).rejects.toMatchObject({ code: 'UnknownSaga' });
  });
});
