import { participant } from '../../lib/runtime';
import { orderSaga } from '../../lib/sagas';

/** Tells the customer that the parcel is on its way. */
export const handler = participant(orderSaga, 'notifications', {
  'notify-customer': ({ results }) => {
    const { trackingNumber } = results['ship-order'] as { readonly trackingNumber: string };
    return { result: { channel: 'email', about: trackingNumber } };
  },
});
