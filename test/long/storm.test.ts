import { expectWholeAfterEachTrouble, expectWholeAfterStorms } from '../adversarial/support/expect-whole';
import { STORM_SAGAS } from '../adversarial/support/storm-sagas';
import { stormSagaOf } from '../every/storms';
import { project } from '../every/world';
import { generated } from '../generated/world';

describe.each(STORM_SAGAS.map((saga) => [saga.definition.name, saga] as const))('saga %s', (_name, saga) => {
  test('comes to one of its ends, whatever goes wrong and in whatever order', async () => {
    await expectWholeAfterStorms(saga, { firstSeed: 5000, seeds: 400 });
  });

  test('comes to one of its ends, whichever of its commands is broken for days, and wherever its execution is killed', async () => {
    await expectWholeAfterEachTrouble(saga);
  });
});

test.each(
  Object.keys(project.sagas),
)('the %s saga of this project comes to one of its ends', async (saga) => {
  await expectWholeAfterStorms(await stormSagaOf(project, saga), { firstSeed: 100, seeds: 24 });
});

test.each(
  Object.keys(generated.sagas),
)('%s, which no example has, comes to one of its ends', async (saga) => {
  await expectWholeAfterStorms(await stormSagaOf(generated, saga), { firstSeed: 1, seeds: 24 });
});
