import { generated } from '../../generated/world';
import { cancelAtEachState } from '../../operations/support/cancel-at-each-state';
import { stopAtEachState } from '../../operations/support/stop-at-each-state';
import { fullestAndBarest } from '../variants';

describe.each(Object.keys(generated.sagas))('sagas of %s', (saga) => {
  test.each([
    'rule',
    'sweeper',
  ] as const)('stopped at each state end right by the %s alone', async (finder) => {
    for (const variant of await fullestAndBarest(generated, saga)) await stopAtEachState(variant, finder);
  });

  test.each(['once', 'twice'] as const)('cancelled %s at each state end right', async (times) => {
    for (const variant of await fullestAndBarest(generated, saga)) await cancelAtEachState(variant, times);
  });
});
