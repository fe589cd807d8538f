import { stepFunctionsService } from '../../lib/local/states';
import { type Feature, notThere, partly, type Section, shownBy, supported } from './feature';
import { SECTIONS } from './list';
import { featureProblems, readProject } from './problems';
import { renderFeatures } from './render';

test('what the list says is shown by a test, and nothing that is known is missing from it', () => {
  expect(featureProblems(SECTIONS, readProject)).toEqual([]);
});

test('the page is what the list says', () => {
  expect(readProject('lib/engine/FEATURES.md')).toBe(renderFeatures(SECTIONS));
});

test('an operation is listed as answered when it is, and only then', () => {
  const section = SECTIONS.find(({ title }) => title === 'API operations') as Section;
  const listed = section.features.filter(({ status }) => status !== 'not').flatMap(({ names }) => names);
  // The table's keys alone are read: nothing is called.
  const { operations } = stepFunctionsService({} as Parameters<typeof stepFunctionsService>[0]);
  expect(listed.sort()).toEqual([...operations].sort());
});

const shown = shownBy('a.test.ts', 'it waits');
const read = (file: string): string | undefined =>
  file === 'test/a.test.ts' ? "it('it waits', async () => { Wait })" : undefined;
const problemsOf = (feature: Feature, known: readonly string[] = []): readonly string[] =>
  featureProblems([{ title: 'Some', features: [feature], known } satisfies Section], read);

test.each([
  ['nothing', supported('Wait', shown), []],
  [
    'a test that is gone',
    supported('Wait', { ...shown, title: 'it waited' }),
    ['Wait: test/a.test.ts has no test'],
  ],
  [
    'a file that is gone',
    supported('Wait', shownBy('b.test.ts', 'it waits')),
    ['Wait: there is no test/b.test.ts'],
  ],
  ['a name that its test lacks', supported('Pass', shown), ['Pass: test/a.test.ts does not mention it']],
  ['a feature that no test shows', { names: ['Wait'], status: 'supported' }, ['Wait: name the test']],
  ['a gap without words', partly('Wait', '', shown), ['Wait: say what is missing']],
  ['nothing of what is not there', notThere('Pass', 'it is not there'), []],
] as const)('%s is told', (_what, feature, told) => {
  const problems = problemsOf(feature);
  expect(problems).toHaveLength(told.length);
  for (const [index, text] of told.entries()) expect(problems[index]).toContain(text);
});

test('a name that is known and not listed is told', () => {
  expect(problemsOf(supported('Wait', shown), ['Wait', 'Sleep'])).toEqual([
    'Sleep: missing in the section Some; add it to test/features/list',
  ]);
});
