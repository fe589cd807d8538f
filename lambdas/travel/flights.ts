import { participant, undoFromLedger } from '../../lib/runtime';
import { BusinessError } from '../../lib/saga';
import { travelSaga } from '../../lib/sagas';
import { booking } from './booking';
import { airports, seats } from './capacities';
import { capacityOf } from './lookup';

/** Books a seat. Commands come through the airline's queue; the answer may take minutes. */
export const handler = participant(travelSaga, 'flights', {
  'book-flight': (asked) => {
    const { saga, input } = asked;
    const { from, to } = input.flight;
    const unknown = [from, to].find((airport) => !airports.has(airport));
    if (unknown) throw new BusinessError('UnknownAirport', `there is no airport ${unknown} on this network`);
    const route = `${from}-${to}`;
    const confirmation = `FLT-${saga.id}`;
    return {
      result: { booking: confirmation, route },
      effects: [
        { counter: `seats/${route}`, take: 1, capacity: capacityOf(seats, route, 'NoSuchRoute') },
        booking('flight', confirmation, asked),
      ],
      exhausted: 'SoldOut',
    };
  },
  'cancel-flight': undoFromLedger,
});
