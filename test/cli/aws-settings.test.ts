import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CliHost } from '../../lib/cli';
import { awsSettings, cdkEnvironment } from '../../lib/cli/operator/aws-settings';
import { chooseTarget } from '../../lib/cli/operator/target';

const folder = mkdtempSync(join(tmpdir(), 'aws-settings-'));
const before = { ...process.env };
beforeAll(() => {
  writeFileSync(
    join(folder, 'config'),
    '[default]\nregion = ap-south-1\n[profile ada]\nregion = eu-north-1\n[profile bare]\noutput = json\n',
  );
  for (const name of Object.keys(process.env)) if (/^(AWS|AMAZON)_/.test(name)) delete process.env[name];
  process.env.AWS_CONFIG_FILE = join(folder, 'config');
  process.env.AWS_SHARED_CREDENTIALS_FILE = join(folder, 'none');
});
afterAll(() => {
  process.env = before;
  rmSync(folder, { recursive: true, force: true });
});

const KEYS = { AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b' };
const credentials = { accessKeyId: 'a', secretAccessKey: 'b' };

const CASES: readonly (readonly [string, CliHost['env'], profile: string | undefined, settings: object])[] = [
  ['nothing said: the default profile', {}, undefined, { region: 'ap-south-1' }],
  ['AWS_DEFAULT_REGION', { AWS_DEFAULT_REGION: 'r' }, undefined, { region: 'r' }],
  ['AMAZON_DEFAULT_REGION', { AMAZON_DEFAULT_REGION: 'r' }, undefined, { region: 'r' }],
  [
    'the order of the regions: AWS_DEFAULT_REGION third',
    { AMAZON_DEFAULT_REGION: '4', AWS_DEFAULT_REGION: '3' },
    undefined,
    { region: '3' },
  ],
  ['AMAZON_REGION second', { AWS_DEFAULT_REGION: '3', AMAZON_REGION: '2' }, undefined, { region: '2' }],
  ['AWS_REGION first', { AMAZON_REGION: '2', AWS_REGION: '1' }, undefined, { region: '1' }],
  [
    'AWS_DEFAULT_PROFILE',
    { AWS_DEFAULT_PROFILE: 'ada' },
    undefined,
    { region: 'eu-north-1', profile: 'ada' },
  ],
  [
    'AWS_PROFILE before it',
    { AWS_DEFAULT_PROFILE: 'ada', AWS_PROFILE: 'bare', AWS_REGION: '1' },
    undefined,
    { region: '1', profile: 'bare' },
  ],
  [
    'a profile without a region',
    { AWS_PROFILE: 'bare' },
    undefined,
    { region: 'ap-south-1', profile: 'bare' },
  ],
  [
    'keys before a profile of the environment',
    { ...KEYS, AWS_PROFILE: 'ada' },
    undefined,
    { region: 'eu-north-1', profile: 'ada', credentials },
  ],
  [
    'keys of a session',
    { ...KEYS, AWS_SESSION_TOKEN: 'c' },
    undefined,
    { region: 'ap-south-1', credentials: { ...credentials, sessionToken: 'c' } },
  ],
  [
    'a profile that is named before keys',
    { ...KEYS, AWS_PROFILE: 'bare' },
    'ada',
    { region: 'eu-north-1', profile: 'ada' },
  ],
];

it.each(CASES)('AWS is asked as the CDK CLI deploys to it: %s', async (_name, env, profile, settings) => {
  expect(await awsSettings(env, profile)).toEqual(settings);
});

it.each(CASES.filter(([, , profile]) => profile === undefined))('so do operators: %s', async (...one) => {
  const [, env, , settings] = one;
  const host = { env, cwd: folder } as CliHost;
  expect((await chooseTarget(host, {})).client).toEqual(settings);
  const endpointUrl = 'https://aws.example.com';
  expect((await chooseTarget(host, { endpointUrl })).client).toEqual({ ...settings, endpoint: endpointUrl });
});

it('the CDK CLI is told, so that no other variable counts', async () => {
  const env = { AWS_DEFAULT_PROFILE: 'ada', OTHER: 'o' };
  expect(cdkEnvironment(env, await awsSettings(env))).toEqual({
    ...env,
    AWS_PROFILE: 'ada',
    AWS_REGION: 'eu-north-1',
  });
  expect(cdkEnvironment({ OTHER: 'o' }, {})).toEqual({ OTHER: 'o' });
});
