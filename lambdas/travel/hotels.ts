import { participant, undoFromLedger } from '../../lib/runtime';
import { travelSaga } from '../../lib/sagas';
import { rooms } from './capacities';
import { capacityOf } from './lookup';

/** Reserves a room. */
export const handler = participant(travelSaga, 'hotels', {
  'reserve-hotel': ({ saga, input }) => {
    const { hotelId, nights } = input.hotel;
    return {
      result: { reservation: `HOT-${saga.id}`, hotelId, nights },
      effects: [
        { counter: `rooms/${hotelId}`, take: 1, capacity: capacityOf(rooms, hotelId, 'UnknownHotel') },
      ],
      exhausted: 'SoldOut',
    };
  },
  'cancel-hotel': undoFromLedger,
});
