import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { clearLocalState, writeLocalState } from '../../lib/cli/operator/local-state';
import { runSaga } from '../cli/saga-process';
import { Deployed } from '../operations/support/deployed';

const folder = mkdtempSync(join(tmpdir(), 'aws-settings-'));
const nobody = mkdtempSync(join(tmpdir(), 'aws-settings-none-'));
let deployed: Deployed;

/** A home whose AWS settings are these. */
const home = (name: string, config: string): string => {
  mkdirSync(join(folder, name, '.aws'), { recursive: true });
  writeFileSync(join(folder, name, '.aws/config'), config);
  return join(folder, name);
};

beforeAll(async () => {
  deployed = await Deployed.open({ schedules: false });
  const { endpoint, region, outputs } = deployed.stack;
  writeLocalState(folder, { pid: process.pid, endpoint, region, outputs });
  await deployed.start('order', 'here');
  await deployed.stack.idle();
});
afterAll(async () => {
  clearLocalState(folder, process.pid);
  await deployed.close();
  for (const one of [folder, nobody]) rmSync(one, { recursive: true, force: true });
});

describe('the stack of the folder is used whatever is set up for AWS', () => {
  const SETTINGS: readonly (readonly [string, Readonly<Record<string, string>>])[] = [
    ['a profile that does not exist', { AWS_PROFILE: 'nonsense' }],
    [
      'a login that expired',
      {
        AWS_PROFILE: 'old',
        HOME: home(
          'expired',
          '[profile old]\nregion = eu-west-1\nsso_session = s\nsso_account_id = 1\nsso_role_name = r\n' +
            '[sso-session s]\nsso_start_url = https://example.com\nsso_region = eu-west-1\n',
        ),
      },
    ],
    ['settings that are no settings', { HOME: home('garbage', '[default\nregion =\n[[[\n\u0000') }],
    [
      'settings that only AWS can mean',
      {
        HOME: home('fips', '[default]\nuse_fips_endpoint = true\nretry_mode = often\nmax_attempts = many\n'),
        AWS_REGION: 'nowhere-1',
      },
    ],
    ['variables that only AWS can mean', { AWS_USE_FIPS_ENDPOINT: 'true', AWS_MAX_ATTEMPTS: 'many' }],
  ];

  test.each(SETTINGS)('%s', async (_name, env) => {
    const { code, stdout, stderr } = await runSaga(['show', 'here', '--json'], { cwd: folder, env });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(JSON.parse(stdout)).toMatchObject({ sagaId: 'here', status: 'COMPLETED' });
  });

  test('by its endpoint too', async () => {
    const env = { AWS_PROFILE: 'nonsense', AWS_ENDPOINT_URL: deployed.stack.endpoint };
    expect(await runSaga(['list'], { cwd: nobody, env })).toMatchObject({
      code: 0,
      stderr: '',
      stdout: expect.stringMatching(/order\s+here\s+COMPLETED/),
    });
  });

  test('prune has nothing to remove there, and says so', async () => {
    const { code, stdout, stderr } = await runSaga(['prune', '--yes'], { cwd: folder });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/there is nothing to remove\n$/);
  });

  test('nothing was left behind there', async () => {
    const { code, stdout, stderr } = await runSaga(['leftovers'], { cwd: folder });
    expect({ code, stdout, stderr }).toEqual({
      code: 0,
      stdout: 'no stack left anything behind\n',
      stderr: '',
    });
  });

  test('functions do not see it either', async () => {
    const env = { HOME: home('fips-here', '[default]\nuse_fips_endpoint = true\n'), AWS_PROFILE: 'nonsense' };
    const { code, stdout } = await runSaga(['run', 'order', '--json'], { env });
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ status: 'COMPLETED' });
  });
});

describe('when AWS is meant, one line says what is missing', () => {
  const KEYS = { AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b' };
  test.each([
    ['no region', KEYS, 'AWS cannot be asked: Region is missing'],
    [
      'no such profile',
      { AWS_REGION: 'us-east-1', AWS_PROFILE: 'nonsense', AWS_EC2_METADATA_DISABLED: 'true' },
      "Could not load credentials from any providers (profile 'nonsense')",
    ],
  ])('%s', async (_name, env: Readonly<Record<string, string>>, complaint) => {
    const { code, stdout, stderr } = await runSaga(['list'], { cwd: nobody, env });
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/^saga: [^\n]+: log in, and set AWS_PROFILE[^\n]+ 'saga local' in this folder\n$/);
    expect(stderr).toContain(complaint);
  });
});
