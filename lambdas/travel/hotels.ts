import { participant, undoFromLedger } from '../../lib/runtime';
import { travelSaga } from '../../lib/sagas';
import { booking } from './booking';
import { rooms } from './capacities';
import { capacityOf } from './lookup';

/** Reserves a room. */
export const handler = participant(travelSaga, 'hotels', {
  'reserve-hotel': (asked) => {
    const { saga, input } = asked;
    const { hotelId, nights } = input.hotel;
    const reservation = `HOT-${saga.id}`;
    return {
      result: { reservation, hotelId, nights },
      effects: [
        { counter: `rooms/${hotelId}`, take: 1, capacity: capacityOf(rooms, hotelId, 'UnknownHotel') },
        booking('hotel', reservation, asked),
      ],
      exhausted: 'SoldOut',
    };
  },
  'cancel-hotel': undoFromLedger,
});
