import { participant } from '../../lib/runtime';
import { orderSaga } from '../../lib/sagas';

/** Tells the customer that the parcel is on its way. */
export const handler = participant(orderSaga, 'notifications', {
  'notify-customer': ({ results }) => ({
    result: { channel: 'email', about: results['ship-order'].trackingNumber },
  }),
});
