import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { root } from '../cli/test-host';
import { STACKS, templateOf } from '../stacks/stack-template';

/** What is deployed: stage prod with a key. */
const deployed = new Map(
  STACKS.map(([stack]) => [
    `${stack}-prod`,
    JSON.stringify(templateOf(stack, { stage: 'prod', key: 'true' })),
  ]),
);

const escaped = (body: string): string => body.replace(/&/g, '&amp;').replace(/</g, '&lt;');

const answers: Readonly<Record<string, (stackName: string) => string>> = {
  GetCallerIdentity: () => '<Account>111111111111</Account><Arn>arn:aws:iam::111111111111:user/ada</Arn>',
  DescribeStacks: (stackName) =>
    `<Stacks><member><StackName>${stackName}</StackName><StackStatus>UPDATE_COMPLETE</StackStatus>` +
    '<CreationTime>2026-01-01T00:00:00Z</CreationTime>' +
    '<EnableTerminationProtection>true</EnableTerminationProtection></member></Stacks>',
  GetTemplate: (stackName) => `<TemplateBody>${escaped(deployed.get(stackName) ?? '')}</TemplateBody>`,
};

/** A CloudFormation that can be looked at, and writes down whatever else is asked of it. */
const asked: string[] = [];
/** Key and region that each request was signed for. */
const signed = new Set<string>();
const server = createServer(async (request, response) => {
  const query = new URLSearchParams(await text(request));
  const action = query.get('Action') ?? '';
  asked.push(action);
  const [, key, region] = /Credential=([^/]+)\/\d+\/([^/]+)/.exec(request.headers.authorization ?? '') ?? [];
  signed.add(`${key} in ${region}`);
  const stackName = query.get('StackName') ?? '';
  const answer =
    action === 'GetCallerIdentity' || deployed.has(stackName) ? answers[action]?.(stackName) : undefined;
  response.setHeader('Content-Type', 'text/xml');
  if (answer === undefined) {
    response.statusCode = 400;
    response.end(
      `<ErrorResponse><Error><Type>Sender</Type><Code>ValidationError</Code><Message>Stack with id ${stackName} does not exist</Message></Error></ErrorResponse>`,
    );
  } else response.end(`<${action}Response><${action}Result>${answer}</${action}Result></${action}Response>`);
});

beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterAll(() => server.close());
beforeEach(() => {
  asked.splice(0);
  signed.clear();
});

const KEYS = { AWS_ACCESS_KEY_ID: 'any', AWS_SECRET_ACCESS_KEY: 'any', AWS_REGION: 'us-east-1' };

const deploy = (...args: readonly string[]) => deployWith(KEYS, ...args);

const deployWith = async (settings: Readonly<Record<string, string>>, ...args: readonly string[]) => {
  const { port } = server.address() as AddressInfo;
  const child = spawn(process.execPath, [join(root, 'bin', 'saga'), 'deploy', ...args], {
    cwd: root,
    env: {
      ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(AWS|AMAZON)_/.test(name))),
      ...settings,
      AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
      CDK_DISABLE_CLI_TELEMETRY: 'true',
      CI: 'true',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [stdout, stderr, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close') as Promise<[number]>,
  ]);
  return { code, stdout, stderr };
};

const looks = ['DescribeStacks', 'GetTemplate'];
/** The CDK CLI asks who it is before anything else. */
const cloudformation = (actions: readonly string[]) =>
  [...new Set(actions)].filter((one) => !/Identity|^$/.test(one));

test('a key that was forgotten: every resource that it encrypts is named, and nothing is deployed', async () => {
  const { code, stderr } = await deploy('-c', 'stage=prod');
  expect(code).toBe(1);
  expect(stderr.trim().split('\n').pop()).toBe(
    `saga: nothing was deployed, because it would take away what protects data: ${
      stderr.match(/^\w+Saga-prod: \w+ \(AWS::.*/gm)?.length
    } losses in ${[...deployed.keys()].join(', ')}, listed above; if that is meant, say so with --allow-loss; ` +
      'if not, look at -c stage, -c key, -c alarms and stages.json',
  );
  for (const [stack] of STACKS)
    for (const [id, { Type }] of Object.entries(templateOf(stack, { stage: 'prod' }).Resources))
      if (Type === 'AWS::DynamoDB::GlobalTable')
        expect(stderr).toContain(
          `${stack}-prod: ${id} (${Type}): it is encrypted with its own key no more\n`,
        );
  expect(cloudformation(asked)).toEqual(looks);
});

test('only the stack that is named is looked at; told so, it deploys what takes protection away', async () => {
  const [[stack]] = STACKS as [readonly [string, string]];
  const { stderr } = await deploy('-c', 'stage=prod', '--allow-loss', `${stack}-prod`);
  expect(stderr).not.toContain('nothing was deployed');
  expect(stderr).toContain(`${stack}-prod: `);
  for (const other of [...deployed.keys()].filter((name) => name !== `${stack}-prod`))
    expect(stderr).not.toContain(`${other}: `);
  // The CDK CLI took over, and asks for its bootstrap version, in a protocol that has no `Action`.
  expect(asked).toContain('');
});

test('a stage that was forgotten is another stack: there is nothing to lose', async () => {
  const { stderr } = await deploy();
  expect(stderr).not.toContain('nothing was deployed');
  expect(stderr).not.toMatch(/-prod: /);
});

test('a name beside a pattern: whatever the pattern may mean is looked at as well', async () => {
  const [[one], [other]] = STACKS as [readonly [string, string], readonly [string, string]];
  const { code, stderr } = await deploy('-c', 'stage=prod', `${one}-prod`, `${other.slice(0, 3)}*`);
  expect(code).toBe(1);
  expect(stderr).toContain('nothing was deployed');
  expect(stderr).toContain(`${other}-prod: `);
});

describe('who looks is who deploys, and where', () => {
  const folder = mkdtempSync(join(tmpdir(), 'deploy-guard-'));
  const files = {
    AWS_CONFIG_FILE: join(folder, 'config'),
    AWS_SHARED_CREDENTIALS_FILE: join(folder, 'credentials'),
  };
  const keys = (name: string) => `aws_access_key_id = ${name}\naws_secret_access_key = any\n`;
  beforeAll(() => {
    writeFileSync(
      files.AWS_CONFIG_FILE,
      '[default]\nregion = us-west-2\n[profile ada]\nregion = eu-north-1\n',
    );
    writeFileSync(
      files.AWS_SHARED_CREDENTIALS_FILE,
      `[default]\n${keys('nobody')}[ada]\n${keys('ada')}[bob]\n${keys('bob')}`,
    );
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const { AWS_REGION: _, ...key } = KEYS;
  test.each([
    ['AWS_DEFAULT_PROFILE', { AWS_DEFAULT_PROFILE: 'ada' }, [], 'ada in eu-north-1'],
    ['AWS_DEFAULT_REGION', { ...key, AWS_DEFAULT_REGION: 'ap-south-1' }, [], 'any in ap-south-1'],
    ['keys, and AWS_PROFILE', { ...key, AWS_PROFILE: 'ada' }, [], 'any in eu-north-1'],
    ['--profile, and keys', { ...KEYS }, ['--profile', 'bob'], 'bob in us-east-1'],
  ])('%s', async (_name, settings, args, who) => {
    const [[stack]] = STACKS as [readonly [string, string]];
    await deployWith({ ...files, ...settings }, '-c', 'stage=prod', '--allow-loss', `${stack}-prod`, ...args);
    // The guard looked, and the CDK CLI took over.
    expect(asked).toEqual(expect.arrayContaining(['GetTemplate', '']));
    expect([...signed]).toEqual([who]);
  });
});
