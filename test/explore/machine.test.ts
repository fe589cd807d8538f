import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Engine, RealClock } from '../../lib/engine';
import {
  type Effects,
  effectsProblem,
  explore,
  machineRunner,
  newStates,
  pairByGraph,
  statesIn,
  type Violation,
} from '../../lib/explore';
import { root } from '../every/world';

const folder = join(root, 'examples', 'explore');
const names = readdirSync(folder, { withFileTypes: true }).flatMap((one) =>
  one.isDirectory() ? [one.name] : [],
);

const read = (name: string, file: string): unknown => {
  const path = join(folder, name, `${file}.json`);
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as unknown) : {};
};

const engine = new Engine({
  clock: new RealClock(),
  random: () => 0,
  integrations: () => undefined,
  region: 'eu-west-1',
  accountId: '123456789012',
});
const machineOf = (name: string) => engine.prepare(JSON.stringify(read(name, 'machine')));

/** What one fault brings, by its kind. */
const violationsOf = async (name: string): Promise<readonly Violation[]> => {
  const runner = machineRunner(
    {
      machine: machineOf(name),
      input: read(name, 'input'),
      effects: read(name, 'effects') as Effects,
      answers: read(name, 'answers') as Record<string, unknown>,
    },
    statesIn(newStates(2 ** 14)),
  );
  const found = await explore(runner, { limits: { faults: 1, turns: 0 }, mostViolations: 'round' });
  expect(found.ends).toHaveProperty('SUCCEEDED');
  return found.violations;
};

const isLate = ({ schedule }: Violation): boolean => schedule.some(({ take }) => take === 'late');

/** Rows of the table in the README of the examples: the first of each example. */
const table = readFileSync(join(folder, 'README.md'), 'utf8');
const staysWhole = (name: string): boolean =>
  (table.split('\n').find((line) => line.startsWith(`| \`${name}\``)) ?? '').includes('Stays whole');

test('some lose something, and some do not', () => {
  expect(names.filter(staysWhole).length).toBeGreaterThan(0);
  expect(names.filter((name) => !staysWhole(name)).length).toBeGreaterThanOrEqual(3);
});

test.each(
  names,
)('%s loses with one fault what its README says, or nothing but what comes late', async (name) => {
  const violations = (await violationsOf(name)).filter((violation) => !isLate(violation));
  expect(violations.length > 0).toBe(!staysWhole(name));
});

test.each(
  names.filter((name) => !staysWhole(name)),
)('%s leaves something although its answer alone was lost', async (name) => {
  const lost = (await violationsOf(name)).filter(({ schedule }) =>
    schedule.some(({ take }) => take.startsWith('lost')),
  );
  expect(lost.length).toBeGreaterThan(0);
});

test('a machine whose cancellations form a chain is paired by its graph', () => {
  const name =
    names.find((one) => staysWhole(one) && Object.keys(pairByGraph(machineOf(one))).length > 1) ?? '';
  const told = read(name, 'effects') as Effects;
  const paired = pairByGraph(machineOf(name));
  expect(Object.entries(paired).map(([made, { undoneBy }]) => [made, undoneBy])).toEqual(
    Object.entries(told).map(([made, { undoneBy }]) => [made, undoneBy]),
  );
});

test.each([
  ['a list', [], 'effects are an object'],
  ['a Task that is not there', { Fly: { undoneBy: 'Walk' } }, "the machine has no Task 'Fly'"],
])('%s is refused as effects', (_what, effects, problem) => {
  expect(effectsProblem(machineOf(names[0] as string), effects)).toContain(problem);
});

test('what undoes has to be there, by a path', () => {
  const name = names[0] as string;
  const [[made = '', effect] = []] = Object.entries(read(name, 'effects') as Effects);
  expect(effectsProblem(machineOf(name), { [made]: {} })).toContain('does not say');
  expect(effectsProblem(machineOf(name), { [made]: { undoneBy: 'Walk' } })).toContain("undone by 'Walk'");
  expect(effectsProblem(machineOf(name), { [made]: { ...effect, key: '$[' } })).toContain('no path');
  expect(effectsProblem(machineOf(name), read(name, 'effects'))).toBeUndefined();
});
