import { flatSteps, hasCompensation } from '../../lib/saga';
import { sagas } from '../../lib/sagas';
import { runWith } from './test-host';

const BOLD = '\u001b[1m';
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what colours are made of
const COLOURS = /\u001b\[\d+m/g;
/** Durations and moments since the start: reckoned from the times, which JSON has. */
const DURATIONS = /\+?\d+(\.\d+)? (s|h|days)\b|\+?\d+ min \d+ s/g;
/** What a person reads as a fact: whatever has a digit, a capital or the form of a name. */
const FACT = /^(?=.*[\dA-Z_/]|.+-).+$/;

/** Facts in a text for a person; titles of tables are bold, and none. */
const factsIn = (text: string): readonly string[] =>
  text
    .split('\n')
    .filter((line, index) => index === 0 || !line.includes(BOLD))
    .map((line) => line.replace(COLOURS, '').replace(DURATIONS, ''))
    .flatMap((line) => line.split(/[\s,;()]+|…/))
    .map((word) => word.replace(/^\$|[:.]$/g, ''))
    .filter((word) => FACT.test(word));

/** A saga that fails at its last step that can be undone, and whose first compensation fails for good. */
const cases = Object.values(sagas).flatMap((saga) => {
  const undoable = flatSteps(saga).filter(hasCompensation);
  const last = undoable[undoable.length - 1];
  return [
    [saga.name, 'that goes well', []],
    [
      saga.name,
      'of which something is left over',
      ['--fail', `${last?.name}=business`, '--fail', `${undoable[0]?.compensation}=transient:99`],
    ],
  ] as const;
});

it.each(cases)('run %s --json of a saga %s has every fact that run shows', async (name, _what, faults) => {
  const argv = ['run', name, '--id', 'both-1', ...faults];
  const shown = await runWith(argv, { color: true });
  const printed = await runWith([...argv, '--json']);
  const facts = factsIn(shown.stdout);
  expect(facts).toEqual(expect.arrayContaining(['both-1', 'us-east-1']));
  expect(facts.length).toBeGreaterThan(20);
  const leaves = new Set(leavesOf(JSON.parse(printed.stdout)).flatMap((leaf) => leaf.split(/[\s,;()"]+/)));
  const known = (fact: string): boolean =>
    leaves.has(fact) || [...leaves].some((leaf) => leaf.replace(/[:.]$/, '') === fact);
  // What became of a step before it was undone is told by its events.
  expect(facts.filter((fact) => !known(fact) && !['SUCCEEDED', 'FAILED'].includes(fact))).toEqual([]);
  expect([shown.code, shown.stderr]).toEqual([printed.code, printed.stderr]);
});

/** Every key and value, as text. */
const leavesOf = (value: unknown): readonly string[] =>
  typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([key, inner]) => [key, ...leavesOf(inner)])
    : [String(value)];
