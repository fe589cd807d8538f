import { isoTime, participant, undoFromLedger } from '../../lib/runtime';
import { orderSaga } from '../../lib/sagas';

/** Takes the order down and fixes its total, in cents; confirms it once its parcel is on its way. */
export const handler = participant(orderSaga, 'orders', {
  'place-order': ({ saga, input }, { clock }) => {
    const total = input.items.reduce((sum, { quantity, unitPrice }) => sum + quantity * unitPrice, 0);
    const { currency } = input.payment;
    const order = { total, currency, items: input.items.length, placedAt: isoTime(clock.now()) };
    const set = { customer: input.customer.email, status: 'PENDING', ...order };
    const undo = { set: { status: 'CANCELLED' } };
    return {
      result: { orderNumber: `ORD-${saga.id}`, total, currency },
      effects: [{ record: { type: 'order', id: saga.id }, set, undo }],
    };
  },
  'cancel-order': undoFromLedger,
  'confirm-order': ({ saga, results }) => {
    const { trackingNumber } = results['ship-order'];
    return {
      result: { orderNumber: results['place-order'].orderNumber, trackingNumber },
      effects: [{ record: { type: 'order', id: saga.id }, set: { status: 'CONFIRMED', trackingNumber } }],
    };
  },
});
