import { participant } from '../../lib/runtime';
import { orderSaga } from '../../lib/sagas';

/** Tells the customer that the parcel is on its way, or that a charge is given back. */
export const handler = participant(orderSaga, 'notifications', {
  'notify-customer': ({ saga, input, results }) => {
    const { trackingNumber } = results['ship-order'];
    const record = { type: 'notification', id: `${saga.name}-${saga.id}` } as const;
    const subject = `Your order ${saga.id} is on its way`;
    const text = `Your parcel has the tracking number ${trackingNumber}.`;
    return {
      result: { channel: 'email', about: trackingNumber },
      effects: [{ record, set: { to: input.customer.email, subject, text, order: saga.id } }],
    };
  },
  'when-undone': ({ saga, input, results }) => {
    // Whoever was not charged has nothing to worry about.
    if (!results['process-payment']) return undefined;
    // No id of a saga has an @: this is no other saga's notice.
    const record = { type: 'notification', id: `${saga.name}-${saga.id}@undone` } as const;
    const subject = `Your order ${saga.id} is cancelled`;
    const text = 'What your card was charged is refunded.';
    return { effects: [{ record, set: { to: input.customer.email, subject, text, order: saga.id } }] };
  },
});
