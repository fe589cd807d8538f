import { participant, undoFromLedger } from '../../lib/runtime';
import { orderSaga } from '../../lib/sagas';

/** Takes the order down and fixes its total, in cents. */
export const handler = participant(orderSaga, 'orders', {
  'place-order': ({ saga, input }) => ({
    result: {
      orderNumber: `ORD-${saga.id}`,
      total: input.items.reduce((sum, { quantity, unitPrice }) => sum + quantity * unitPrice, 0),
      currency: input.payment.currency,
    },
  }),
  'cancel-order': undoFromLedger,
});
