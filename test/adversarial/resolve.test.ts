import { resolveDeadLetters } from '../../lib/operations';
import { ledgerKey } from '../../lib/saga';
import { orderSaga } from '../../lib/sagas';
import { MemoryOperations } from '../operations/support/memory-operations';

/** Everything is done but the notification: its function died in the middle of its call outside. */
const cutOff = async () => {
  const world = new MemoryOperations(orderSaga);
  await world.logged('one', [
    ...orderSaga.steps.slice(0, -1).map(({ name }) => ({ type: 'StepSucceeded' as const, step: name })),
    { type: 'StepStarted', step: 'notify-customer' },
    {
      type: 'StepParked',
      step: 'notify-customer',
      runner: 'redrive',
      error: { error: 'Sandbox.Timedout', cause: '' },
    },
  ]);
  const key = ledgerKey(world.reference('one'), 'notify-customer');
  const ledger = world.ports.ledgerOf('notifications');
  await ledger.begin(key, world.time + 5000);
  const resolve = () => resolveDeadLetters(world.ports, { id: 'one', reason: 'called the customer' });
  return { world, ledger, key, resolve };
};

describe('a retriable step whose call outside was cut off', () => {
  test('cannot be settled by hand while the call may be under way', async () => {
    const { resolve } = await cutOff();
    await expect(resolve()).rejects.toMatchObject({ code: 'StillInProgress' });
  });

  test('can be settled by hand once it cannot be any more', async () => {
    const { world, ledger, key, resolve } = await cutOff();
    world.time += 5001;
    expect((await resolve()).status).toBe('COMPLETED');
    expect((await ledger.read(key))?.state).toBe('DONE');
  });
});
