import { tripsAtOnce } from '../trips-at-once';

test('1,000 trips at once for 60 seats: exactly 60 are sold', async () => {
  await tripsAtOnce(1_000);
});
