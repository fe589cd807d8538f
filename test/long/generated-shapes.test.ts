import { conditionFindings } from '../../lib/asl';
import { candidates, choose } from '../generated/generate';
import { generatedSagas, shapes } from '../generated/sagas';
import { FEATURES, featuresOf, pairsOf, stepsIn } from '../generated/shape';

const names = Object.keys(FEATURES);
const everyPair = names.flatMap((one, index) => names.slice(index + 1).map((other) => `${one} × ${other}`));

/** Features that one definition cannot have both. */
const EXCLUDE_EACH_OTHER: readonly (readonly [RegExp, RegExp])[] = [
  [/^the first step is (conditional|sent by queue)$/, /^a group comes first$/],
  [/^the pivot is (conditional|sent by queue)$/, /^a group is the pivot$/],
  // The last element is an unconditional step; where nothing is retriable, it is the pivot.
  [/^(the pivot is conditional|a group is the pivot)$/, /^no retriable step$/],
  [/retriable step /, /^no retriable step$/],
  [/retriable step$|^three retriable/, /^no retriable step$/],
  [/pivot|group|in the middle|result of a compensatable/, /^no compensatable step$/],
  [/^no retriable step$/, /^no compensatable step$/],
];

const isPossible = (pair: string): boolean => {
  const [one = '', other = ''] = pair.split(' × ');
  return !EXCLUDE_EACH_OTHER.some(
    ([a, b]) => (a.test(one) && b.test(other)) || (a.test(other) && b.test(one)),
  );
};

test('the shapes are the ones that the generator chooses: if not, run node --import tsx test/generated/write-shapes.ts', () => {
  expect(shapes).toEqual(choose(candidates()));
});

test('every pair of features that one definition can have occurs', () => {
  const found = new Set(shapes.flatMap(pairsOf));
  expect(everyPair.filter((pair) => isPossible(pair) && !found.has(pair))).toEqual([]);
  // Whatever is excluded by hand is excluded by the checks of a definition too.
  expect([...found].filter((pair) => !isPossible(pair))).toEqual([]);
});

test('every feature occurs', () => {
  const counts = names.map((name) => ({
    name,
    count: shapes.filter((shape) => featuresOf(shape).includes(name)).length,
  }));
  const steps = shapes.reduce((sum, shape) => sum + stepsIn(shape).length, 0);
  process.stdout.write(
    `${shapes.length} shapes of ${steps} steps, ${new Set(shapes.flatMap(pairsOf)).size} pairs of features\n` +
      counts.map(({ name, count }) => `  ${String(count).padStart(2)} × ${name}\n`).join(''),
  );
  expect(counts.filter(({ count }) => count === 0)).toEqual([]);
});

test.each(Object.entries(generatedSagas))('the conditions of %s say what they mean', (_name, definition) => {
  expect(conditionFindings(definition)).toEqual([]);
});
