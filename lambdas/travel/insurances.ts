import { participant, undoFromLedger } from '../../lib/runtime';
import { BusinessError } from '../../lib/saga';
import { travelSaga } from '../../lib/sagas';
import { policyBooking } from './booking';

/** Longest trip that is insured, in nights. */
const LONGEST_TRIP = 60;
/** Highest baggage value that is insured, in cents. */
const HIGHEST_VALUE = 500_000;

/** Insures the trip and the baggage; the two run side by side. */
export const handler = participant(travelSaga, 'insurances', {
  'buy-travel-insurance': (asked) => {
    const { nights } = asked.input.hotel;
    if (nights > LONGEST_TRIP) {
      throw new BusinessError(
        'InsuranceRefused',
        `trips over ${LONGEST_TRIP} nights are not insured, this one has ${nights}`,
      );
    }
    const policy = `TRV-${asked.saga.id}`;
    return { result: { policy }, effects: [policyBooking('travel-insurance', policy, asked)] };
  },
  'cancel-travel-insurance': undoFromLedger,
  'buy-baggage-insurance': (asked) => {
    const declaredValue = asked.input.insurance?.baggage?.declaredValue ?? 0;
    if (declaredValue > HIGHEST_VALUE) {
      throw new BusinessError('InsuranceRefused', `baggage is insured up to ${HIGHEST_VALUE} cents`);
    }
    const policy = `BAG-${asked.saga.id}`;
    return {
      result: { policy, declaredValue },
      effects: [policyBooking('baggage-insurance', policy, asked)],
    };
  },
  'cancel-baggage-insurance': undoFromLedger,
});
