import { fullestAndBarest, type Variant } from '../every/variants';
import { project } from '../every/world';
import { redriveAtEachState } from '../operations/support/redrive-at-each-state';

test.each(
  Object.keys(project.sagas),
)('sagas of %s, stopped at each state and ended from outside, stay as they are when their executions are redriven', async (saga) => {
  const [fullest] = await fullestAndBarest(project, saga);
  expect(await redriveAtEachState(fullest as Variant)).toBeGreaterThan(0);
});
