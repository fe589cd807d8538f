import { type ErasePorts, eraseSaga, planErasure } from '../../lib/operations';
import { memorySagaLog } from '../../lib/runtime';
import type { SagaStatus } from '../../lib/saga';
import { MemoryOperations } from './support/memory-operations';
import { shopSaga } from './support/record-keepers';

/** A shop of which erasures are noted: participant and key of each ledger item that is looked into. */
const setUp = async (definition = shopSaga as typeof shopSaga, status: SagaStatus = 'COMPENSATED') => {
  const shop = new MemoryOperations(definition);
  const log = memorySagaLog();
  const stripped: string[] = [];
  const ports: ErasePorts = {
    ...shop.ports,
    log,
    logRemoval: log,
    ledgerRemovalOf: (participant) => ({
      strip: async (key) => {
        stripped.push(`${participant} ${key}`);
        return true;
      },
      remove: async () => undefined,
    }),
  };
  Object.assign(shop.ports, { log });
  await shop.logged('1', [{ step: 'place-order', type: 'StepSucceeded' }]);
  await shop.ports.log.append(shop.reference('1'), {
    type: 'CompensationSucceeded',
    step: 'place-order',
    runner: 'main',
    attempt: 1,
    at: shop.ports.now(),
  });
  await log.raise(shop.reference('1'), status, shop.ports.now());
  return { ports, stripped };
};

const OF_STEPS = [
  'orders shop/1/place-order',
  'payments shop/1/charge-card',
  'stock shop/1/hold-stock',
  'post shop/1/tell-customer',
];

it('an erasure looks into the ledger of who heard of the undoing, too', async () => {
  const { ports, stripped } = await setUp();
  expect((await planErasure(ports, '1')).participants).toEqual(['orders', 'payments', 'stock', 'post']);
  expect(await eraseSaga(ports, '1', 'asked')).toMatchObject({ ledgerItems: 5 });
  expect(stripped).toEqual([...OF_STEPS, 'post shop/1/when-undone']);
});

it('an erasure looks for no such ledger where nobody hears', async () => {
  const { ports, stripped } = await setUp({ ...shopSaga, whenUndone: undefined });
  await eraseSaga(ports, '1', 'asked');
  expect(stripped).toEqual(OF_STEPS);
});
