import { callByCall } from '../every/call-by-call/run';
import { fullestAndBarest } from '../every/variants';
import { project } from '../every/world';

test.each(
  Object.keys(project.sagas),
)('sagas of %s end right, whichever call kills its caller, and whichever message is late or comes twice', async (saga) => {
  const { points, runs, findings } = await callByCall(await fullestAndBarest(project, saga));
  expect(findings).toEqual([]);
  expect(Object.values(points)).not.toContain(0);
  expect(runs).toBeGreaterThan(100);
});
