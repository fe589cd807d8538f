import { stormSagaOf } from '../every/storms';
import { project } from '../every/world';
import { generated } from '../generated/world';
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
describe.each([
  ['this project', project],
  ['the generated ones', generated],
] as const)('sagas of %s', (_of, world) => {
  test.each(Object.keys(world.sagas))('%s comes to one of its ends', async (saga) => {
    await expectWholeAfterStorms(await stormSagaOf(world, saga), { firstSeed: 1, seeds: 12 });
  });
});
