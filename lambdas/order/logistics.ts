import { participant, undoFromLedger } from '../../lib/runtime';
import { BusinessError } from '../../lib/saga';
import { orderSaga } from '../../lib/sagas';

/** Countries that the carrier delivers to, ISO 3166-1 alpha-2. */
const SERVED = new Set(['AT', 'BE', 'CH', 'DE', 'DK', 'ES', 'FR', 'IT', 'NL', 'PL', 'US']);

/** Hands the parcel to the carrier. */
export const handler = participant(orderSaga, 'logistics', {
  'ship-order': ({ saga, input }) => {
    const { country } = input.shippingAddress;
    if (!SERVED.has(country)) {
      throw new BusinessError('AddressNotServed', `the carrier does not deliver to ${country}`);
    }
    return { result: { trackingNumber: `TRK-${saga.id}`, country } };
  },
  'cancel-shipment': undoFromLedger,
});
