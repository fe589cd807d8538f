import { seededRandom } from '../java/random';
import { number, whole } from './arguments';
import type { Intrinsic } from './intrinsic';

const SMALLEST = -(2 ** 31);
const LARGEST = 2 ** 31 - 1;

const within = (value: number): number => {
  if (value >= SMALLEST && value <= LARGEST) return value;
  throw new Error(`whole numbers go from ${SMALLEST} to ${LARGEST}, ${value} is beyond`);
};

/** To the nearest whole number, halves up: -3.5 is -3. Adding 0 takes the sign from a zero. Source: recorded executions. */
const rounded = (value: unknown): number => within(Math.round(number(value)) + 0);

/** From the first number up to, not including, the second. */
const random: Intrinsic['run'] = ([start, end, ...seeds], scope) => {
  const from = whole(start);
  const count = whole(end) - from;
  if (count < 1) throw new Error('the first number is smaller than the second');
  const [seed] = seeds.map(whole);
  if (seed !== undefined && count <= LARGEST) return from + seededRandom(seed).int(count);
  return from + Math.floor((seed === undefined ? scope.random() : seededRandom(seed).double()) * count);
};

/** Source: developer guide, "Intrinsics for Math operations". */
export const MATH_INTRINSICS: Readonly<Record<string, Intrinsic>> = {
  'States.MathAdd': { takes: [2, 2], run: ([a, b]) => within(rounded(a) + rounded(b)) },
  'States.MathRandom': { takes: [2, 3], run: random },
};
