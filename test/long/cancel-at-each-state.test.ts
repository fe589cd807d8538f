import { fullestAndBarest } from '../every/variants';
import { project } from '../every/world';
import { cancelAtEachState } from '../operations/support/cancel-at-each-state';

describe.each(Object.keys(project.sagas))('sagas of %s, cancelled at each state,', (saga) => {
  test.each(['once', 'twice'] as const)('%s, are undone', async (times) => {
    for (const variant of await fullestAndBarest(project, saga)) {
      expect(await cancelAtEachState(variant, times)).toBeGreaterThan(0);
    }
  });
});
