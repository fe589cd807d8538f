import { wrongAmong } from '../asl/differential';

/** Each is refused with a code or runs to an end, whatever it is; nothing passes that asl-validator rightly refuses. */
test.each([1, 2, 3, 4, 5])('2,000 definitions, changed at random (seed %i)', async (seed) => {
  expect(await wrongAmong(2_000, seed)).toEqual([]);
});
