import { expectWholeAfterEachTrouble, expectWholeAfterStorms } from '../../adversarial/support/expect-whole';
import { generated } from '../../generated/world';
import { stormSagaOf } from '../storms';
import { project } from '../world';

describe.each([
  ['this project', project],
  ['the generated ones', generated],
] as const)('sagas of %s', (_of, world) => {
  test.each(Object.keys(world.sagas))('%s comes to one of its ends', async (saga) => {
    const storms = await stormSagaOf(world, saga);
    await expectWholeAfterStorms(storms, { firstSeed: 10_000, seeds: 300 });
    await expectWholeAfterEachTrouble(storms);
  });
});
