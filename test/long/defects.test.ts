import { DEFECTS } from '../defects/defects';
import { findDefect } from '../defects/hunt';

test.each(
  Object.entries(DEFECTS),
)('%s is found, and where it was found nothing is wrong without it', async (_name, { defect, hunt, as }) => {
  const found = await findDefect(hunt, defect, as);
  expect(found?.problems).toContainEqual(expect.stringMatching(as));
  expect(found?.without).toEqual([]);
});
