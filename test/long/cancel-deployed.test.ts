import { cancelSaga } from '../../lib/operations';
import { flatSteps, hasCompensation, type SagaDefinition } from '../../lib/saga';
import { orderSaga, travelSaga } from '../../lib/sagas';
import { fullest } from '../every/variants';
import { project } from '../every/world';
import { Deployed, exampleOf, expectUndone } from '../operations/support/deployed';
import { expectEnds, forwardCases, interrupted } from '../operations/support/interrupted';

const DAY_MS = 86_400_000;
const SAGAS: readonly SagaDefinition[] = [orderSaga, travelSaga];

let deployed: Deployed;
beforeAll(async () => {
  deployed = await Deployed.open();
  deployed.setSchedules(false);
});
afterAll(() => deployed.close());

const cancelAndCheck = async (saga: SagaDefinition, id: string): Promise<void> => {
  const { ports } = deployed.saga(saga.name);
  expect(await cancelSaga(ports, id, 'the customer called')).toMatchObject({
    outcome: 'unwinding',
    statusBefore: 'COMPLETED',
    unwind: `${id}-u1`,
  });
  await deployed.stack.idle();
  const { header, state, events } = await deployed.read(saga.name, id);
  // It had completed, so what is past the pivot stays, and the status says so.
  expect([header.status, state.status]).toEqual(['PARTLY_COMPENSATED', 'PARTLY_COMPENSATED']);
  expectUndone(saga, await deployed.ledgers(saga.name, id));
  expect(events).toContainEqual(
    expect.objectContaining({ type: 'CancelRequested', reason: 'the customer called' }),
  );
  expect(await deployed.wrongCounters(saga.name)).toEqual([]);
  expect(deployed.leftMessages()).toEqual([]);
  // Again, when it is over: nothing happens.
  expect(await cancelSaga(ports, id, 'again')).toMatchObject({ outcome: 'already-compensated' });
  expect((await deployed.read(saga.name, id)).events).toHaveLength(events.length);
};

describe.each(SAGAS)('a completed $name saga', (saga) => {
  test('is undone as a whole; what is past the pivot stays done', async () => {
    await deployed.start(saga.name, `${saga.name}-today`);
    await deployed.stack.idle();
    expect((await deployed.read(saga.name, `${saga.name}-today`)).state.status).toBe('COMPLETED');
    await cancelAndCheck(saga, `${saga.name}-today`);
    const retriable = flatSteps(saga).filter((step) => !hasCompensation(step));
    const ledgers = await deployed.ledgers(saga.name, `${saga.name}-today`);
    for (const { name } of retriable) expect(ledgers[name]).toBe('DONE');
  });
});

test('a trip without anything that was optional', async () => {
  await deployed.start('travel', 'travel-bare', exampleOf('travel', 'valid-nothing-optional'));
  await deployed.stack.idle();
  await cancelAndCheck(travelSaga, 'travel-bare');
});

test('200 days later, when nobody but the log and the ledgers remembers', async () => {
  for (const { name } of SAGAS) await deployed.start(name, `${name}-long-ago`);
  await deployed.stack.idle();
  await deployed.stack.pass(200 * DAY_MS);
  for (const saga of SAGAS) await cancelAndCheck(saga, `${saga.name}-long-ago`);
});

// At each state of both sagas: test/long/cancel-at-each-state.test.ts.
test('a running one, before and past the pivot, its function having committed or still in flight', async () => {
  const cases = forwardCases(await fullest(project, 'order')).filter(
    ({ command }) => command === 'process-payment' || command === 'notify-customer',
  );
  await interrupted(deployed, cases, async ({ saga, id }) => {
    const cancelled = await cancelSaga(deployed.saga(saga.name).ports, id, 'changed my mind');
    expect([id, cancelled.outcome]).toEqual([id, 'unwinding']);
  });
  await expectEnds(deployed, cases, () => 'COMPENSATED');
});

test('one that nobody knows is a clear error', async () => {
  await expect(cancelSaga(deployed.saga('order').ports, 'nobody', 'typo')).rejects.toMatchObject({
    code: 'UnknownSaga',
  });
});
