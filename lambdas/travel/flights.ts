import { participant, undoFromLedger } from '../../lib/runtime';
import { BusinessError } from '../../lib/saga';
import { travelSaga } from '../../lib/sagas';
import { airports, seats } from './capacities';
import { capacityOf } from './lookup';

/** Books a seat. Commands come through the airline's queue; the answer may take minutes. */
export const handler = participant(travelSaga, 'flights', {
  'book-flight': ({ saga, input }) => {
    const { from, to } = input.flight;
    const unknown = [from, to].find((airport) => !airports.has(airport));
    if (unknown) throw new BusinessError('UnknownAirport', `there is no airport ${unknown} on this network`);
    const route = `${from}-${to}`;
    return {
      result: { booking: `FLT-${saga.id}`, route },
      effects: [{ counter: `seats/${route}`, take: 1, capacity: capacityOf(seats, route, 'NoSuchRoute') }],
      exhausted: 'SoldOut',
    };
  },
  'cancel-flight': undoFromLedger,
});
