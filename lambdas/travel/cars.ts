import { participant, undoFromLedger } from '../../lib/runtime';
import { BusinessError } from '../../lib/saga';
import { travelSaga } from '../../lib/sagas';
import { booking } from './booking';
import { cars } from './capacities';
import { capacityOf } from './lookup';

/** Rents a car; only called when one was asked for. */
export const handler = participant(travelSaga, 'cars', {
  'rent-car': (asked) => {
    const { saga, input } = asked;
    if (!input.car) throw new BusinessError('NotAskedFor', 'no car was asked for');
    const { carClass } = input.car;
    const rental = `CAR-${saga.id}`;
    return {
      result: { rental, carClass },
      effects: [
        { counter: `cars/${carClass}`, take: 1, capacity: capacityOf(cars, carClass, 'UnknownCarClass') },
        booking('car', rental, asked),
      ],
      exhausted: 'NoCarLeft',
    };
  },
  'cancel-car': undoFromLedger,
});
