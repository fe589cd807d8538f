import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sagas } from '../../lib/sagas';
import { root, runWith } from './test-host';

const folder = mkdtempSync(join(tmpdir(), 'explore-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const [saga = ''] = Object.keys(sagas);
const alone = ['explore', saga, '--workers', '1'];

test('one run without any fault is complete to K = 0, and says what was never taken', async () => {
  const { code, stdout, stderr } = await runWith([...alone, '--faults', '0']);
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout).toMatch(
    new RegExp(`^${saga}: complete to K = 0: 1 runs, \\d+ distinct states, 0 violations, `),
  );
  expect(stdout).toContain('ends: COMPLETED 1;');
  expect(stdout).toMatch(/coverage: \d+ of \d+ ways out of a state; never taken:/);
});

test('as JSON', async () => {
  const { code, stdout } = await runWith([...alone, '--faults', '0', '--json']);
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({
    ...{ saga, faults: 0, complete: true, exhausted: 0, runs: 1, violations: [], ends: { COMPLETED: 1 } },
    coverage: { edges: expect.any(Number), taken: expect.any(Number), missed: expect.any(Array) },
    seconds: expect.any(Number),
  });
});

test('who ends it before it is through is told up to where it is complete', async () => {
  const { code, stdout } = await runWith([...alone, '--json'], { interrupted: async () => undefined });
  expect([code, JSON.parse(stdout)]).toMatchObject([2, { complete: false, exhausted: 0 }]);
});

test('a schedule is told line by line, and becomes a test that keeps what came of it', async () => {
  const file = join(folder, 'dies.test.ts');
  const { code, stdout, stderr } = await runWith([
    'explore',
    saga,
    '--schedule',
    '4.cancel',
    '--emit-test',
    file,
  ]);
  expect([code, stderr]).toEqual([0, `wrote ${file}\n`]);
  expect(stdout).toMatch(/^it ends COMPENSATED\n/);
  expect(stdout).toContain('an operator: cancel');
  expect(stdout).toContain(`again: saga explore ${saga} --schedule 4.cancel`);
  const written = readFileSync(file, 'utf8');
  expect(written).toContain(`test('${saga} keeps every invariant at 4.cancel'`);
  expect(written).toContain(`readSchedule('4.cancel')`);
  const again = await runWith(['explore', saga, '--schedule', '4.cancel', '--emit-test', file]);
  expect([again.code, again.stderr]).toEqual([1, expect.stringContaining('exists')]);
});

const machines = join(root, 'examples', 'explore');
const [machine = ''] = readdirSync(machines, { withFileTypes: true }).flatMap((one) =>
  one.isDirectory() ? [one.name] : [],
);
const file = (name: string): string => join(machines, machine, `${name}.json`);

test('any state machine is explored with stub services, and what one fault leaves behind is told', async () => {
  const { code, stdout, stderr } = await runWith([
    ...['explore', '--asl', file('machine'), '--effects', file('effects')],
    ...['--input', file('input'), '--answers', file('answers')],
  ]);
  expect([code, stderr]).toEqual([4, '']);
  expect(stdout).toContain('complete to K = 0 only');
  expect(stdout).toMatch(/\d+ different problems:/);
  expect(stdout).toMatch(/violated: who turns back leaves nothing behind\n {2}the execution ended FAILED/);
  expect(stdout).toMatch(/again: saga explore --asl .+ --schedule \d+\./);
});

test.each([
  ['neither saga nor machine', ['explore'], 'give one of'],
  ['both', ['explore', saga, '--asl', file('machine')], 'give one of'],
  ['effects of a saga', ['explore', saga, '--effects', file('effects')], 'go with --asl'],
  ['a test of a machine', ['explore', '--asl', file('machine'), '--emit-test', 'x'], 'are for sagas'],
  [
    'effects of another machine',
    ['explore', '--asl', file('machine'), '--effects', file('input')],
    'no Task',
  ],
  [
    'effects that are no JSON',
    ['explore', '--asl', file('machine'), '--effects', __filename],
    'is not valid JSON',
  ],
  ['no machine', ['explore', '--asl', file('input')], 'StartAt'],
  ['no file', ['explore', '--asl', 'nothing.json'], "file 'nothing.json' does not exist"],
  ['an unknown saga', ['explore', 'voyages'], "unknown saga 'voyages'"],
  ['no number of faults', [...alone, '--faults', 'two'], "--faults is 'two'"],
  ['no thread', ['explore', saga, '--workers', '0'], "--workers is '0'"],
  ['a malformed schedule', [...alone, '--schedule', '14'], "'14' is no schedule"],
  ['a schedule of another saga', [...alone, '--schedule', '1.lands:99'], "there is no 'lands:99'"],
  ['no input', [...alone, '--input', join(root, 'package.json')], 'is no input of saga'],
])('%s is one line, and exit code 1', async (_what, argv, line) => {
  const { code, stdout, stderr } = await runWith(argv);
  expect([code, stdout]).toEqual([1, '']);
  expect(stderr).toContain(line);
  expect(stderr.trimEnd().split('\n')).toHaveLength(1);
});
