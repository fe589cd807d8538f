import { isoTime, participant } from '../../lib/runtime';
import { travelSaga } from '../../lib/sagas';

/** Puts the bookings together and confirms the trip to the traveller, or tells that it is off. */
export const handler = participant(travelSaga, 'itineraries', {
  'confirm-itinerary': ({ saga, input, results }, { clock }) => {
    const itinerary = `TRIP-${saga.id}`;
    const bookings = Object.keys(results).sort();
    const confirmed = { trip: saga.id, bookings, confirmedAt: isoTime(clock.now()) };
    const record = { type: 'notification', id: `${saga.name}-${saga.id}` } as const;
    const subject = `Your trip ${saga.id} is confirmed`;
    const text = `Your itinerary has the number ${itinerary}.`;
    return {
      result: { itinerary, bookings },
      effects: [
        { record: { type: 'itinerary', id: itinerary }, set: confirmed },
        { record, set: { to: input.traveller.email, subject, text, trip: saga.id } },
      ],
    };
  },
  'when-undone': ({ saga, input, results }) => {
    // Nothing had been booked yet.
    if (Object.keys(results).length === 0) return undefined;
    // No id of a saga has an @: this is no other saga's notice.
    const record = { type: 'notification', id: `${saga.name}-${saga.id}@undone` } as const;
    const subject = `Your trip ${saga.id} is cancelled`;
    const text = 'Everything that was booked for it is cancelled.';
    return { effects: [{ record, set: { to: input.traveller.email, subject, text, trip: saga.id } }] };
  },
});
