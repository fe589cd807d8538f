import { expectCalmAfter } from './support/expect-calm';
import { STORM_SAGAS } from './support/storm-sagas';

describe.each(STORM_SAGAS.map((saga) => [saga.definition.name, saga] as const))('saga %s', (_name, saga) => {
  test('comes to one of its ends, whatever goes wrong and in whatever order', async () => {
    await expectCalmAfter(saga, { firstSeed: 1, seeds: 20 });
  });
});
