import { runMatrix } from '../matrix/matrix';
import { variants } from '../matrix/variants';

const travel = variants.filter(({ definition }) => definition.name === 'travel');

test.each(
  travel.map((variant) => [variant.name, variant] as const),
)('every failure of the travel saga with %s ends whole', async (_name, variant) => {
  const { findings } = await runMatrix(variant);
  expect(findings).toEqual([]);
});
