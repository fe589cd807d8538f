import { fullestAndBarest } from '../every/variants';
import { project } from '../every/world';
import { stopAtEachState } from '../operations/support/stop-at-each-state';

describe.each(Object.keys(project.sagas))('sagas of %s, stopped by hand at each state,', (saga) => {
  test.each(['rule', 'sweeper'] as const)('come to their right end by the %s alone', async (finder) => {
    for (const variant of await fullestAndBarest(project, saga)) {
      expect(await stopAtEachState(variant, finder)).toBeGreaterThan(0);
    }
  });
});
