import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { lint, lintStructure, type StateMachineDefinition } from '../../../lib/asl';

const withOutput = (output: string): StateMachineDefinition => ({
  QueryLanguage: 'JSONata',
  StartAt: 'A',
  States: { A: { Type: 'Pass', Output: output, End: true } },
});

const messages = async (machine: StateMachineDefinition): Promise<readonly string[]> =>
  (await lint(machine)).map(({ message }) => message);

test.each([
  [
    '{% $states.input.a ?? 1 %}',
    "'??' is younger than the JSONata of Step Functions: write $exists(x) ? x : y",
  ],
  [
    '{% $states.input.a ?: 1 %}',
    "'?:' is younger than the JSONata of Step Functions: write $exists(x) ? x : y",
  ],
  ['{% $eval("1") %}', 'Output calls $eval, which Step Functions does not offer'],
  ['{% $count($total) %}', 'Output uses $total, which no path to this state assigns'],
  ['{% $states.input.a %}', 'Output yields nothing on an empty execution: ask $exists(…) first'],
  [
    '{% $states.result %}',
    "Field '$states.result' does not exist. at /States/A/Output: read it only in Assign and Output of a Task",
  ],
])('%s: %s', async (output, expected) => {
  expect((await messages(withOutput(output)))[0]).toContain(expected);
});

test('expressions of JSONPath states are left alone', async () => {
  const machine: StateMachineDefinition = {
    StartAt: 'A',
    States: { A: { Type: 'Pass', Parameters: { text: '{% no jsonata %}' }, End: true } },
  };
  expect(await lint(machine)).toEqual([]);
});

test('a state that says JSONata is checked in a machine that does not', async () => {
  const machine: StateMachineDefinition = {
    StartAt: 'A',
    States: { A: { Type: 'Pass', QueryLanguage: 'JSONata', Output: '{% $nope %}', End: true } },
  };
  expect((await lint(machine)).map(({ check }) => check)).toContain('unknown-variable');
});

test('lintStructure finds at once what needs no evaluation', () => {
  expect(lintStructure(withOutput('{% $nope($gone) %}')).map(({ check }) => check)).toEqual([
    'unknown-function',
    'unknown-variable',
  ]);
});

test('every function of the library but $eval is known', async () => {
  const source = readFileSync(createRequire(__filename).resolve('jsonata'), 'utf8');
  const library = [...source.matchAll(/staticFrame\.bind\('(\w+)'/g)].map((match) => match[1] ?? '');
  expect(library.length).toBeGreaterThan(60);
  const unknown = library.filter((name) =>
    lintStructure(withOutput(`{% $${name}() %}`)).some(({ check }) => check === 'unknown-function'),
  );
  expect(unknown).toEqual(['eval']);
});
