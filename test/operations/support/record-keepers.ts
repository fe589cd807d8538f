import { defineSaga, recordKey, type SagaRecord, step } from '../../../lib/saga';
import { MemoryOperations } from './memory-operations';

/** A saga whose participants keep records: two types, an index, something published, and somebody who hears of an undoing. */
export const shopSaga = defineSaga({
  name: 'shop',
  version: 1,
  deadline: { hours: 1 },
  input: { safeParse: (data: unknown) => ({ success: true, data }) as const },
  steps: [
    step('place-order', { by: 'orders', compensation: 'cancel-order' }),
    step('charge-card', { by: 'payments', compensation: 'refund-card' }),
    step('hold-stock', { by: 'stock', compensation: 'release-stock' }),
    step('tell-customer', { by: 'post' }),
  ],
  records: {
    orders: { order: { index: 'customer' }, note: {} },
    payments: { charge: {} },
    post: { letter: { published: true } },
  },
  whenUndone: 'post',
});

export const orderRecord = (id: string, more: object = {}): SagaRecord => ({
  type: 'order',
  id,
  version: 2,
  writtenBy: `shop/${id}/place-order`,
  status: 'PLACED',
  customer: 'ada',
  ...more,
});

/** The shop in memory, with these records of its participants. */
export const openShop = (records: Readonly<Record<string, readonly SagaRecord[]>> = {}): MemoryOperations => {
  const shop = new MemoryOperations(shopSaga);
  for (const [participant, rows] of Object.entries(records))
    for (const row of rows) shop.table(participant).records.set(recordKey(row), row);
  return shop;
};
