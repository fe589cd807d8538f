import { participant, undoFromLedger } from '../../lib/runtime';
import { BusinessError } from '../../lib/saga';
import { travelSaga } from '../../lib/sagas';

/** Longest trip that is insured, in nights. */
const LONGEST_TRIP = 60;
/** Highest baggage value that is insured, in cents. */
const HIGHEST_VALUE = 500_000;

/** Insures the trip and the baggage; the two run side by side. */
export const handler = participant(travelSaga, 'insurances', {
  'buy-travel-insurance': ({ saga, input }) => {
    const { nights } = input.hotel;
    if (nights > LONGEST_TRIP) {
      throw new BusinessError(
        'InsuranceRefused',
        `trips over ${LONGEST_TRIP} nights are not insured, this one has ${nights}`,
      );
    }
    return { result: { policy: `TRV-${saga.id}` } };
  },
  'cancel-travel-insurance': undoFromLedger,
  'buy-baggage-insurance': ({ saga, input }) => {
    const declaredValue = input.insurance?.baggage?.declaredValue ?? 0;
    if (declaredValue > HIGHEST_VALUE) {
      throw new BusinessError('InsuranceRefused', `baggage is insured up to ${HIGHEST_VALUE} cents`);
    }
    return { result: { policy: `BAG-${saga.id}`, declaredValue } };
  },
  'cancel-baggage-insurance': undoFromLedger,
});
