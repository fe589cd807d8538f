import { participant } from '../../lib/runtime';
import { orderSaga } from '../../lib/sagas';

/** Tells the customer that the parcel is on its way, or that a charge is given back. */
export const handler = participant(orderSaga, 'notifications', {
  'notify-customer': ({ saga, input, results }) => {
    const { trackingNumber } = results['ship-order'];
    return {
      result: { channel: 'email', about: trackingNumber },
      effects: [
        {
          record: { type: 'notification', id: `${saga.name}-${saga.id}` },
          set: {
            to: input.customer.email,
            subject: `Your order ${saga.id} is on its way`,
            text: `Your parcel has the tracking number ${trackingNumber}.`,
            order: saga.id,
          },
        },
      ],
    };
  },
  'when-undone': ({ saga, input, results }) => {
    // Whoever was not charged has nothing to worry about.
    if (!results['process-payment']) return undefined;
    return {
      effects: [
        {
          record: { type: 'notification', id: `${saga.name}-${saga.id}-undone` },
          set: {
            to: input.customer.email,
            subject: `Your order ${saga.id} is cancelled`,
            text: 'What your card was charged is refunded.',
            order: saga.id,
          },
        },
      ],
    };
  },
});
