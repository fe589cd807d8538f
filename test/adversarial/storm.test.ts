import { stormSagaOf } from '../every/storms';
import { project } from '../every/world';
import { expectWholeAfterStorms } from './support/expect-whole';

/** Few seeds for each: many, and the sagas made for storms, in test/long. */
test.each(
  Object.keys(project.sagas),
)('the %s saga of this project comes to one of its ends', async (saga) => {
  await expectWholeAfterStorms(await stormSagaOf(project, saga), { firstSeed: 1, seeds: 12 });
});
