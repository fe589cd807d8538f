import { isoTime, participant } from '../../lib/runtime';
import { travelSaga } from '../../lib/sagas';

/** Puts the bookings together and confirms the trip to the traveller, or tells that it is off. */
export const handler = participant(travelSaga, 'itineraries', {
  'confirm-itinerary': ({ saga, input, results }, { clock }) => {
    const itinerary = `TRIP-${saga.id}`;
    const bookings = Object.keys(results).sort();
    return {
      result: { itinerary, bookings },
      effects: [
        {
          record: { type: 'itinerary', id: itinerary },
          set: { trip: saga.id, bookings, confirmedAt: isoTime(clock.now()) },
        },
        {
          record: { type: 'notification', id: `${saga.name}-${saga.id}` },
          set: {
            to: input.traveller.email,
            subject: `Your trip ${saga.id} is confirmed`,
            text: `Your itinerary has the number ${itinerary}.`,
            trip: saga.id,
          },
        },
      ],
    };
  },
  'when-undone': ({ saga, input, results }) => {
    // Nothing had been booked yet.
    if (Object.keys(results).length === 0) return undefined;
    return {
      effects: [
        {
          record: { type: 'notification', id: `${saga.name}-${saga.id}-undone` },
          set: {
            to: input.traveller.email,
            subject: `Your trip ${saga.id} is cancelled`,
            text: 'Everything that was booked for it is cancelled.',
            trip: saga.id,
          },
        },
      ],
    };
  },
});
