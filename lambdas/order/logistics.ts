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
    const trackingNumber = `TRK-${saga.id}`;
    return {
      result: { trackingNumber, country },
      effects: [
        {
          record: { type: 'shipment', id: trackingNumber },
          set: { order: saga.id, country, status: 'HANDED_OVER' },
          undo: { set: { status: 'CALLED_BACK' } },
        },
      ],
    };
  },
  'cancel-shipment': undoFromLedger,
});
