import { tripsAtOnce } from '../every/trips-at-once';

test.each([
  [400, 'as it is', undefined],
  [200, 'with a TransactionConflict at every third overlapping transaction', 3],
])('%i trips at once for 60 seats, %s: exactly 60 are sold', async (sagas, _name, conflictEvery) => {
  await tripsAtOnce(sagas, conflictEvery);
});
