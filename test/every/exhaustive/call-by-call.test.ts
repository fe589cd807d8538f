import { generated } from '../../generated/world';
import { mishapsAt } from '../call-by-call/point';
import { callByCall } from '../call-by-call/run';
import { fullestAndBarest } from '../variants';
import { project, type World } from '../world';

const everySaga = [project, generated].flatMap((world) =>
  Object.keys(world.sagas).map((saga): [string, World] => [saga, world]),
);

test.each(everySaga)('sagas of %s end right, whichever call or message goes wrong', async (saga, world) => {
  const { findings } = await callByCall(await fullestAndBarest(world, saga), mishapsAt);
  expect(findings).toEqual([]);
});
