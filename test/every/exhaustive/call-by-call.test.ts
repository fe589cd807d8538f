import { generated } from '../../generated/world';
import { deadCallByCall } from '../call-by-call/dead';
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

test.each(
  everySaga,
)('sagas of %s whose execution was stopped end right, whatever kills who mends them', async (saga, world) => {
  for (const variant of await fullestAndBarest(world, saga)) {
    expect((await deadCallByCall(variant, mishapsAt)).findings).toEqual([]);
  }
});
