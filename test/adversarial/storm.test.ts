import { stormSagaOf } from '../every/storms';
import { project } from '../every/world';
import { expectWholeAfterEachTrouble, expectWholeAfterStorms } from './support/expect-whole';
import { STORM_SAGAS } from './support/storm-sagas';

describe.each(STORM_SAGAS.map((saga) => [saga.definition.name, saga] as const))('saga %s', (_name, saga) => {
  test('comes to one of its ends, whatever goes wrong and in whatever order', async () => {
    await expectWholeAfterStorms(saga, { firstSeed: 1, seeds: 20 });
  });

  test('comes to one of its ends, whichever of its commands is broken for days, and wherever its execution is killed', async () => {
    await expectWholeAfterEachTrouble(saga);
  });
});

/** Few seeds for each: more in test/long. */
test.each(
  Object.keys(project.sagas),
)('the %s saga of this project comes to one of its ends', async (saga) => {
  await expectWholeAfterStorms(await stormSagaOf(project, saga), { firstSeed: 1, seeds: 12 });
});
