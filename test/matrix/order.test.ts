import { actionCases, allCases, compensationCases } from './cases';
import { runMatrix } from './matrix';
import { type Variant, variants } from './variants';

const order = variants.find(({ name }) => name === 'order') as Variant;

test('the cases are enumerated from the definition, and no two share an id', () => {
  const ids = allCases(order).map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  // 6 actions × 8 kinds × 2, and 2 × 2 more for the queue step; 5 compensations × 4.
  expect(actionCases(order)).toHaveLength(6 * 8 * 2 + 4);
  expect(compensationCases(order)).toHaveLength(5 * 4);
});

test('every failure of the order saga ends whole: all of it, or none of it, or exactly the parked rest', async () => {
  const { findings } = await runMatrix(order);
  expect(findings).toEqual([]);
});
