import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CHECKS, EVALUATING_CHECKS, lint, type StateMachineDefinition } from '../../../lib/asl';

/**
 * The folder is the check, the file's name the test: `valid-…` has no finding at all, `invalid-…` has findings of this
 * check alone, on the one state that its Comment names.
 */
const folders = readdirSync(__dirname, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name);

const read = (check: string, file: string): StateMachineDefinition & { readonly Comment: string } =>
  JSON.parse(readFileSync(join(__dirname, check, file), 'utf8'));

describe.each(folders)('%s', (check) => {
  const files = readdirSync(join(__dirname, check));

  test.each(files.filter((file) => file.startsWith('valid-')))('%s', async (file) => {
    expect(await lint(read(check, file))).toEqual([]);
  });

  test.each(files.filter((file) => file.startsWith('invalid-')))('%s', async (file) => {
    const machine = read(check, file);
    const findings = await lint(machine);
    expect([...new Set(findings.map((finding) => `${finding.check} ${finding.state}`))]).toEqual([
      `${check} ${machine.Comment}`,
    ]);
    for (const { message } of findings) expect(message).toMatch(/[a-zA-Z].*: \S/);
  });

  test('has valid and invalid fixtures', () => {
    expect(files.filter((file) => file.startsWith('valid-')).length).toBeGreaterThan(0);
    expect(files.filter((file) => file.startsWith('invalid-')).length).toBeGreaterThan(0);
  });
});

test('every check has a folder, but the one whose fixture would be too large to keep', () => {
  const checks = [...Object.keys(CHECKS), ...Object.keys(EVALUATING_CHECKS)];
  expect(folders.toSorted()).toEqual(checks.filter((check) => check !== 'definition-size').toSorted());
});

test('definition-size: a definition of 1 MB passes, one byte more does not', async () => {
  const sized = (bytes: number): StateMachineDefinition => {
    const machine = (comment: string): StateMachineDefinition => ({
      Comment: comment,
      StartAt: 'Done',
      States: { Done: { Type: 'Succeed' } },
    });
    return machine('x'.repeat(bytes - JSON.stringify(machine('')).length));
  };
  expect(await lint(sized(1024 * 1024))).toEqual([]);
  expect((await lint(sized(1024 * 1024 + 1))).map(({ check }) => check)).toEqual(['definition-size']);
});
