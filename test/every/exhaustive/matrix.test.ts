import { generated } from '../../generated/world';
import { runMatrix } from '../../matrix/matrix';
import { variantsOf } from '../variants';

test.each(
  Object.keys(generated.sagas),
)('every failure of %s ends whole, whatever is asked for', async (saga) => {
  const { findings } = await runMatrix(...(await variantsOf(generated, saga)));
  expect(findings).toEqual([]);
});
