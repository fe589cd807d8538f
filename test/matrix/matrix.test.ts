import { hasCompensation } from '../../lib/saga';
import { activeSteps, fullest, variantsOf } from '../every/variants';
import { project } from '../every/world';
import { actionCases, allCases, compensationCases } from './cases';
import { runMatrix } from './matrix';

const names = Object.keys(project.sagas);
const [first = ''] = names;

test.each(
  names,
)('the cases of %s are enumerated from its definition, and no two share an id', async (saga) => {
  const variants = await variantsOf(project, saga);
  const ids = variants.flatMap(allCases).map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  for (const variant of variants) {
    const steps = activeSteps(variant);
    const queued = steps.filter(({ via }) => via === 'queue');
    // Eight kinds for each action, once and for good, and two more for one that is sent by queue.
    expect(actionCases(variant)).toHaveLength(steps.length * 8 * 2 + queued.length * 2 * 2);
    expect(compensationCases(variant)).toHaveLength(steps.filter(hasCompensation).length * 4);
  }
});

/** The first saga of the table; all of them, in each of their variants, take longer (test/long). */
test(`every failure of the ${first} saga ends whole: all of it, or none of it, or exactly the parked rest`, async () => {
  const { findings } = await runMatrix(await fullest(project, first));
  expect(findings).toEqual([]);
});
