import { fullest, variantsOf } from '../every/variants';
import { project } from '../every/world';
import { runMatrix } from '../matrix/matrix';

const names = Object.keys(project.sagas);

test.each(names)('every failure of %s ends whole, whichever of its steps are asked for', async (saga) => {
  // The shorter run has been through this one.
  const done = saga === names[0] ? (await fullest(project, saga)).name : undefined;
  const variants = (await variantsOf(project, saga)).filter(({ name }) => name !== done);
  const { findings } = await runMatrix(...variants);
  expect(findings).toEqual([]);
});
