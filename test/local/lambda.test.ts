import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { JumpingClock } from '../../lib/engine';
import { invokeRoute } from '../../lib/local/api/lambda-invoke';
import { FaultPlan, FunctionCalls, LateStarts } from '../../lib/local/faults';
import { HttpFront } from '../../lib/local/http';
import {
  type FunctionConfig,
  type FunctionTarget,
  LambdaService,
  type LogLine,
} from '../../lib/local/lambda';
import { writeBundles } from './bundles';

const root = writeBundles({
  echo: `export const handler = async (event, context) => ({ event, name: context.functionName, version: context.functionVersion, arn: context.invokedFunctionArn, flavour: process.env.FLAVOUR, endpoint: process.env.AWS_ENDPOINT_URL });`,
  failing: `export const handler = async () => { const error = new Error('CardDeclined: no'); error.name = 'BusinessError'; throw error; };`,
  hanging: `export const handler = () => new Promise(() => undefined);`,
  looping: `export const handler = () => { for (;;); };`,
  exiting: `export const handler = async () => process.exit(3);`,
  throwing: `export const handler = () => { setTimeout(() => { throw new Error('later'); }, 1); return new Promise(() => undefined); };`,
  broken: `import 'no-such-package'; export const handler = async () => 1;`,
  nameless: `export const other = async () => 1;`,
  talking: `export const handler = async () => { console.log('hello %s', 'you'); console.error({ a: 1 }); process.stdout.write('raw\\n'); };`,
  counting: `let calls = 0; let now = 0; let most = 0; export const handler = async () => { calls++; now++; most = Math.max(most, now); await new Promise((resolve) => setTimeout(resolve, 20)); now--; return { calls, most, worker: process.env.AWS_ENDPOINT_URL }; };`,
  meeting: `import { existsSync, writeFileSync } from 'node:fs'; export const handler = async ({ folder, me, other }) => { writeFileSync(folder + '/' + me, ''); while (!existsSync(folder + '/' + other)) await new Promise((resolve) => setTimeout(resolve, 5)); return process.env.AWS_ENDPOINT_URL; };`,
  clock: `export const handler = async (_event, context) => ({ now: Date.now(), text: new Date().toISOString(), plain: new Date(0).getTime(), made: new Date() instanceof Date, called: typeof Date(), left: context.getRemainingTimeInMillis() });`,
});

const clock = new JumpingClock();
const logs: LogLine[] = [];
const lambda = new LambdaService({
  clock,
  clockOffset: clock.sharedOffset,
  concurrency: 3,
  environmentOf: (config, workerId) => ({
    ...config.environment,
    AWS_ENDPOINT_URL: `http://127.0.0.1/w/${workerId}`,
  }),
  log: (line) => logs.push(line),
});

/** The longest that there is: only what is meant to time out does, however slow the machine. */
const LONGEST_SECONDS = 900;

const config = (name: string, more: Partial<FunctionConfig> = {}): FunctionConfig => ({
  name,
  arn: `arn:aws:lambda:eu-west-1:000000000000:function:${name}`,
  folder: join(root, name),
  inlineCode: undefined,
  handler: 'index.handler',
  environment: {},
  timeoutSeconds: LONGEST_SECONDS,
  memoryMb: 128,
  reservedConcurrency: undefined,
  ...more,
});

const target = (name: string): FunctionTarget => {
  const found = lambda.find(name);
  if (!found) throw new Error(`no function ${name}`);
  return found;
};

const call = async (name: string, payload: unknown = {}): Promise<unknown> =>
  JSON.parse((await lambda.invoke(target(name), JSON.stringify(payload))).payload);

beforeAll(() => {
  for (const name of [
    'failing',
    'exiting',
    'throwing',
    'broken',
    'nameless',
    'talking',
    'counting',
    'meeting',
    'clock',
  ]) {
    lambda.deploy(config(name));
  }
  lambda.deploy(config('echo', { environment: { FLAVOUR: 'sweet' } }));
  lambda.deploy(config('looping', { timeoutSeconds: 1 }));
  lambda.deploy(config('hanging', { timeoutSeconds: 1 }));
  lambda.deploy(
    config('inline', { folder: undefined, inlineCode: 'exports.handler = async (event) => event.a + 1;' }),
  );
  lambda.deploy(config('single', { folder: join(root, 'counting'), reservedConcurrency: 1 }));
  lambda.publishVersion('echo', '1');
  lambda.setAlias('echo', 'live', '1');
});

afterAll(async () => {
  await lambda.stop();
  clock.stop();
});

test('a handler gets its event, context and own environment', async () => {
  expect(await call('echo', { a: [1] })).toEqual({
    event: { a: [1] },
    name: 'echo',
    version: '$LATEST',
    arn: 'arn:aws:lambda:eu-west-1:000000000000:function:echo',
    flavour: 'sweet',
    endpoint: 'http://127.0.0.1/w/echo-1',
  });
});

test('an inline function runs', async () => {
  expect(await call('inline', { a: 1 })).toBe(2);
});

test.each([
  ['echo:1', '1'],
  ['echo:live', '1'],
  ['echo:$LATEST', '$LATEST'],
  ['arn:aws:lambda:eu-west-1:000000000000:function:echo', '$LATEST'],
  ['arn:aws:lambda:eu-west-1:000000000000:function:echo:live', '1'],
])('%s is version %s', async (name, version) => {
  expect(target(name).version).toBe(version);
  expect(await call(name)).toMatchObject({ version });
});

test.each(['nobody', 'echo:2', 'echo:beta'])('%s is not found', (name) => {
  expect(lambda.find(name)).toBeUndefined();
});

const failures: readonly (readonly [string, string, RegExp])[] = [
  ['failing', 'BusinessError', /^CardDeclined: no$/],
  ['hanging', 'Sandbox.Timedout', /Task timed out after 1\.00 seconds/],
  ['looping', 'Sandbox.Timedout', /Task timed out after 1\.00 seconds/],
  ['exiting', 'Runtime.ExitError', /exit status 3/],
  ['throwing', 'Runtime.ExitError', /later/],
  ['broken', 'Error', /no-such-package/],
  ['nameless', 'Runtime.HandlerNotFound', /handler is undefined/],
];

test.each(failures)('%s fails with %s', async (name, errorType, message) => {
  const result = await lambda.invoke(target(name), '{}');
  expect(result.functionError).toBe('Unhandled');
  expect(JSON.parse(result.payload)).toMatchObject({
    errorType,
    errorMessage: expect.stringMatching(message),
  });
});

test('after a crash the next invocation gets a new worker', async () => {
  await call('exiting');
  expect(await call('exiting')).toMatchObject({ errorType: 'Runtime.ExitError' });
});

test('what a handler writes is kept, with its invocation', async () => {
  logs.length = 0;
  await call('talking');
  const lines = () => logs.filter((line) => line.functionName === 'talking');
  // What goes to stdout comes on a way of its own.
  while (lines().length < 3) await new Promise((resolve) => setImmediate(resolve));
  expect(
    lines()
      .map(({ level, text }) => `${level} ${text}`)
      .toSorted(),
  ).toEqual(['error { a: 1 }', 'log hello you', 'stdout raw']);
  expect(lines()[0]?.requestId).toMatch(/^[0-9a-f-]{36}$/);
});

test('a worker runs one invocation at a time, the pool no more than its limit, nothing is lost', async () => {
  const results = (await Promise.all(Array.from({ length: 30 }, () => call('counting')))) as {
    most: number;
    worker: string;
  }[];
  expect(Math.max(...results.map(({ most }) => most))).toBe(1);
  expect(new Set(results.map(({ worker }) => worker)).size).toBeLessThanOrEqual(3);
});

test('invocations that wait for each other run at once, each in a worker of its own', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'meeting-'));
  const workers = await Promise.all([
    call('meeting', { folder, me: 'a', other: 'b' }),
    call('meeting', { folder, me: 'b', other: 'a' }),
  ]);
  expect(new Set(workers).size).toBe(2);
});

test('reserved concurrency bounds the pool', async () => {
  const results = (await Promise.all(Array.from({ length: 4 }, () => call('single')))) as { calls: number }[];
  expect(results.map(({ calls }) => calls).sort()).toEqual([1, 2, 3, 4]);
});

test('a handler sees the simulated clock', async () => {
  const before = clock.now();
  await new Promise<void>((resolve) => {
    clock.schedule(3_600_000, resolve);
  });
  const seen = (await call('clock')) as Record<string, number | string | boolean>;
  expect(seen.now).toBeGreaterThanOrEqual(before + 3_600_000);
  expect(Date.parse(String(seen.text))).toBeGreaterThanOrEqual(before + 3_600_000 - 1);
  expect(seen).toMatchObject({ plain: 0, made: true, called: 'string' });
  expect(seen.left).toBeGreaterThan(0);
  expect(seen.left).toBeLessThanOrEqual(LONGEST_SECONDS * 1000);
});

test('time does not jump while a function runs', async () => {
  let jumped = false;
  const timer = clock.schedule(60_000, () => {
    jumped = true;
  });
  await call('counting');
  expect(jumped).toBe(false);
  timer.cancel();
});

describe('the Invoke API', () => {
  let front: HttpFront;
  let client: LambdaClient;

  beforeAll(async () => {
    front = await HttpFront.listen({ clock });
    const calls = new FunctionCalls({
      clock,
      lambda,
      plan: new FaultPlan(),
      late: new LateStarts(),
      failTask: () => undefined,
      onFault: () => undefined,
    });
    front.route(invokeRoute(lambda, calls));
    client = new LambdaClient({
      endpoint: front.url,
      region: 'eu-west-1',
      credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
      maxAttempts: 1,
    });
  });

  afterAll(async () => {
    client.destroy();
    await front.close();
  });

  const text = (payload: Uint8Array | undefined): unknown =>
    JSON.parse(Buffer.from(payload ?? []).toString() || 'null');

  test('answers with the payload and the version', async () => {
    const answer = await client.send(
      new InvokeCommand({ FunctionName: 'echo', Qualifier: 'live', Payload: Buffer.from('{"a":1}') }),
    );
    expect(answer).toMatchObject({ StatusCode: 200, ExecutedVersion: '1' });
    expect(answer.FunctionError).toBeUndefined();
    expect(text(answer.Payload)).toMatchObject({ event: { a: 1 } });
  });

  test('takes an ARN as the name', async () => {
    const FunctionName = 'arn:aws:lambda:eu-west-1:000000000000:function:echo:1';
    expect((await client.send(new InvokeCommand({ FunctionName }))).ExecutedVersion).toBe('1');
  });

  test('a failing function is a FunctionError', async () => {
    const answer = await client.send(new InvokeCommand({ FunctionName: 'failing' }));
    expect(answer.FunctionError).toBe('Unhandled');
    expect(text(answer.Payload)).toMatchObject({
      errorType: 'BusinessError',
      errorMessage: 'CardDeclined: no',
    });
  });

  test('an event is accepted at once', async () => {
    logs.length = 0;
    const answer = await client.send(new InvokeCommand({ FunctionName: 'talking', InvocationType: 'Event' }));
    expect(answer.StatusCode).toBe(202);
  });

  test('an unknown function and a malformed payload are errors as in the API', async () => {
    await expect(client.send(new InvokeCommand({ FunctionName: 'nobody' }))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
    await expect(
      client.send(new InvokeCommand({ FunctionName: 'echo', Payload: Buffer.from('{') })),
    ).rejects.toMatchObject({ name: 'InvalidRequestContentException' });
  });
});
