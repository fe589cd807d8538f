import { flatSteps, hasCompensation, type SagaDefinition } from '../../lib/saga';
import { sagas } from '../../lib/sagas';
import { runWith } from '../cli/test-host';

const BOLD = '\u001b[1m';
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what colours are made of
const COLOURS = /\u001b\[\d+m/g;
/** Durations and moments since the start: reckoned from the times, which JSON has. */
/** What is in a record of when it was written: the other run was at another time. */
const TIMES = /\d{4}-\d\d-\d\dT[\d:.]+Z/g;
const DURATIONS = /\+?\d+(\.\d+)? (s|h|days)\b|\+?\d+ min \d+ s/g;
/** Until when a queue keeps a message: each of the two runs has a time of its own. */
const UNTIL = /until \d{4}-\d\d-\d\d \d\d:\d\d:\d\d/g;
/** What a person reads as a fact: whatever has a digit, a capital or the form of a name. */
const FACT = /^(?=.*[\dA-Z_/]|.+-).+$/;

/** Facts in a text for a person; titles of tables are bold, and none. */
const factsIn = (text: string): readonly string[] =>
  text
    .split('\n')
    .filter((line, index) => index === 0 || !line.includes(BOLD))
    .map((line) => line.replace(COLOURS, '').replace(UNTIL, '').replace(DURATIONS, '').replace(TIMES, ''))
    // JSON has the place as one word.
    .map((line) => line.replace('dead-letter queue', 'dead-letter-queue'))
    .flatMap((line) => line.split(/[\s,;()]+|…/))
    .map((word) => word.replace(/^\$|[:.]$/g, ''))
    .filter((word) => FACT.test(word));

/** It fails at its last step that can be undone, its first compensation fails for good, and its last step is never sent. */
const faultsFor = (saga: SagaDefinition) => {
  const undoable = flatSteps(saga).filter(hasCompensation);
  return [
    { command: undoable[undoable.length - 1]?.name, kind: 'business', times: 1 },
    { command: undoable[0]?.compensation, kind: 'transient', times: 99 },
    { command: flatSteps(saga)[flatSteps(saga).length - 1]?.name, kind: 'transient', times: 2 },
  ];
};

it.each(
  Object.values(sagas).map((saga) => [saga.name, faultsFor(saga)] as const),
)('run %s --json has every fact that run shows', async (name, faults) => {
  const options = faults.flatMap(({ command, kind, times }) => ['--fail', `${command}=${kind}:${times}`]);
  const argv = ['run', name, '--id', 'both-1', ...options];
  const shown = await runWith(argv, { color: true });
  const printed = await runWith([...argv, '--json']);
  const json = JSON.parse(printed.stdout);

  const facts = factsIn(shown.stdout);
  expect(facts).toEqual(expect.arrayContaining(['both-1', 'us-east-1']));
  expect(facts.length).toBeGreaterThan(20);
  const leaves = new Set(leavesOf(json).flatMap((leaf) => leaf.split(/[\s,;()"]+/)));
  const known = (fact: string): boolean =>
    leaves.has(fact) || [...leaves].some((leaf) => leaf.replace(/[:.]$/, '') === fact);
  // What became of a step before it was undone is told by its events.
  expect(facts.filter((fact) => !known(fact) && !['SUCCEEDED', 'FAILED'].includes(fact))).toEqual([]);

  for (const { message } of json.deadLetters) expect(Date.parse(message.until)).not.toBeNaN();

  expect(json.faults).toMatchObject(faults);
  expect(json.faults.map(({ strikes }: { strikes: number }) => strikes > 0)).toEqual([true, true, false]);
  expect(json.notes).toEqual([expect.stringContaining(`'${faults[2]?.command}=transient:2' did not happen`)]);
  for (const { stderr } of [shown, printed]) expect(stderr).toContain(`${json.notes[0]}\n`);
  expect(shown.code).toBe(printed.code);
});

/** Every key and value, as text. */
const leavesOf = (value: unknown): readonly string[] =>
  typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([key, inner]) => [key, ...leavesOf(inner)])
    : [String(value)];
