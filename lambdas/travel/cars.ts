import { participant, undoFromLedger } from '../../lib/runtime';
import { BusinessError } from '../../lib/saga';
import { travelSaga } from '../../lib/sagas';
import { cars } from './capacities';
import { capacityOf } from './lookup';

/** Rents a car; only called when one was asked for. */
export const handler = participant(travelSaga, 'cars', {
  'rent-car': ({ saga, input }) => {
    if (!input.car) throw new BusinessError('NotAskedFor', 'no car was asked for');
    const { carClass } = input.car;
    return {
      result: { rental: `CAR-${saga.id}`, carClass },
      effects: [
        { counter: `cars/${carClass}`, take: 1, capacity: capacityOf(cars, carClass, 'UnknownCarClass') },
      ],
      exhausted: 'NoCarLeft',
    };
  },
  'cancel-car': undoFromLedger,
});
