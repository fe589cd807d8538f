import { deadCallByCall } from '../every/call-by-call/dead';
import { callByCall } from '../every/call-by-call/run';
import { fullest, fullestAndBarest } from '../every/variants';
import { project } from '../every/world';

test.each(
  Object.keys(project.sagas),
)('sagas of %s end right, whichever call kills its caller, and whichever message is late or comes twice', async (saga) => {
  const { points, findings } = await callByCall(await fullestAndBarest(project, saga));
  expect(findings).toEqual([]);
  expect(Object.values(points)).not.toContain(0);
});

test.each(
  Object.keys(project.sagas),
)('sagas of %s whose execution was stopped end right, whatever kills who mends them', async (saga) => {
  const { points, findings } = await deadCallByCall(await fullest(project, saga));
  expect(findings).toEqual([]);
  expect(Object.values(points)).not.toContain(0);
});
