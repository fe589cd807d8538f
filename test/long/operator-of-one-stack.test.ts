import { type CliResult, runWith } from '../cli/test-host';
import { giveUp } from '../every/rights/events';
import { personaOf } from '../every/rights/people';
import { fullest } from '../every/variants';
import { project } from '../every/world';
import { Deployed } from '../operations/support/deployed';

const names = Object.keys(project.sagas);

let deployed: Deployed;
const saga = (who: string, ...argv: readonly string[]): Promise<CliResult> =>
  runWith([...argv, '--as', who], {
    env: { ...process.env, AWS_ENDPOINT_URL: deployed.stack.endpoint },
  });
const well = (name: string): string => `${name}-well`;
const stuck = (name: string): string => `${name}-stuck`;
/** What is said of the sagas that somebody with the rights of one stack has no rights over. */
const leftOut = (own: string): string =>
  names
    .filter((name) => name !== own)
    .map(
      (name) =>
        `saga: the rights do not cover ${name}: it is left out (--saga ${name} says what is denied)\n`,
    )
    .join('');

beforeAll(async () => {
  deployed = await Deployed.open();
  deployed.setSchedules(false);
  for (const name of names) {
    const variant = await fullest(project, name);
    await deployed.start(name, well(name), variant.input);
    await giveUp(deployed, variant, stuck(name));
  }
  await deployed.stack.idle();
});
afterAll(async () => {
  deployed.clients.destroy();
  await deployed.stack.stop();
});

test('there is more than one stack', () => expect(names.length).toBeGreaterThan(1));

describe.each(names)('an operator of the stack of %s alone', (name) => {
  const operate = (...argv: readonly string[]) => saga(personaOf(deployed, 'operator', name), ...argv);

  test.each([
    ['show', ['show', well(name)]],
    ['list', ['list']],
    ['list --json', ['list', '--json']],
    ['replay', ['replay', well(name)]],
    ['cancel --dry-run', ['cancel', well(name), '--dry-run']],
    ['erase --dry-run', ['erase', well(name), '--reason', 'asked', '--dry-run']],
    ['rerun', ['rerun', well(name), '--id', `${name}-again`]],
    ['counters list', ['counters', 'list']],
    ['counters list --history', ['counters', 'list', '--history']],
    ['prune', ['prune']],
    ['dead-letters list', ['dead-letters', 'list']],
    ['dead-letters list --queue', ['dead-letters', 'list', '--queue']],
    ['dead-letters show', ['dead-letters', 'show', stuck(name)]],
    ['dead-letters redrive --all', ['dead-letters', 'redrive', '--all']],
  ])('need not name it to %s', async (_, argv) => {
    const { code, stdout, stderr } = await operate(...argv);
    expect({ code, stderr }).toEqual({ code: 0, stderr: leftOut(name) });
    expect(stdout).not.toBe('');
  });

  test('sees what is its own', async () => {
    const listed = (await operate('list')).stdout;
    for (const one of names) expect(listed.includes(well(one))).toBe(one === name);
    expect((await operate('dead-letters', 'list')).stdout).toContain(stuck(name));
    const { counters } = JSON.parse((await operate('counters', '--json')).stdout);
    const owners = counters.map(({ sagaName }: { sagaName: string }) => sagaName);
    expect([...new Set(owners)]).toEqual([name]);
  });

  test('is told what was looked through when there is no such saga', async () => {
    const { code, stderr } = await operate('show', 'nobody');
    expect(code).toBe(1);
    expect(stderr.startsWith(`${leftOut(name)}saga: there is no ${name} saga 'nobody': `)).toBe(true);
  });

  test.each(
    names.filter((other) => other !== name),
  )('is told what is denied of %s, when it is named', async (other) => {
    for (const argv of [['show', well(other)], ['list'], ['dead-letters'], ['counters'], ['prune']]) {
      const { code, stdout, stderr } = await operate(...argv, '--saga', other);
      expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
      expect(stderr).toMatch(/^saga: User: \S+ is not authorized to perform: [^\n]+\n$/);
    }
  });
});

test.each(
  Object.values(project.sagas).map(({ name, records }) => [name, Object.keys(records)] as const),
)('an operator of the stack of %s sees the records of its participants, and a starter is denied them', async (name, keepers) => {
  for (const participant of keepers) {
    const argv = ['records', participant, '--saga', name];
    expect(await saga(personaOf(deployed, 'operator', name), ...argv)).toMatchObject({ code: 0, stderr: '' });
    const { code, stdout, stderr } = await saga(personaOf(deployed, 'starter', name), ...argv);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/^saga: User: \S+ is not authorized to perform: dynamodb:Scan [^\n]+\n$/);
  }
});

test.each(
  names,
)('what is denied of every saga is an error, and one line: a starter of %s looks at counters', async (name) => {
  const { code, stdout, stderr } = await saga(personaOf(deployed, 'starter', name), 'counters');
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).toMatch(/^saga: User: \S+ is not authorized to perform: dynamodb:Scan [^\n]+\n$/);
});

test('nobody else was denied anything', () => {
  const users = deployed.stack.denials().map(({ message }) => /assumed-role\/(\w+)-/.exec(message)?.[1]);
  expect([...new Set(users)].sort()).toEqual(['operator', 'starter']);
});
