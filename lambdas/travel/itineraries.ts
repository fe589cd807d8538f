import { participant } from '../../lib/runtime';
import { travelSaga } from '../../lib/sagas';

/** Puts the bookings together and confirms the trip to the traveller. */
export const handler = participant(travelSaga, 'itineraries', {
  'confirm-itinerary': ({ saga, results }) => ({
    result: { itinerary: `TRIP-${saga.id}`, bookings: Object.keys(results).sort() },
  }),
});
