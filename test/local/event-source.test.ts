import { SendMessageBatchCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { JumpingClock } from '../../lib/engine';
import { type EmbeddedStack, startStack, type Template } from '../../lib/local';
import { writeBundles } from './bundles';
import { clientsOf } from './fixtures/clients';

const CONSUMER = `
let running = 0;
let most = 0;
export const handler = async (event) => {
  running++;
  most = Math.max(most, running);
  const bodies = event.Records.map((record) => record.body);
  console.log('batch ' + JSON.stringify(bodies));
  await new Promise((resolve) => setTimeout(resolve, 5));
  running--;
  const failing = event.Records.filter((record) => record.body.startsWith('fail'));
  if (process.env.MODE === 'whole') {
    if (failing.length > 0) throw new Error('whole batch');
    return;
  }
  if (process.env.MODE === 'malformed') return { batchItemFailures: [{ itemIdentifier: 'nobody' }] };
  return {
    batchItemFailures: failing
      .filter((record) => record.body === 'fail-always' || record.attributes.ApproximateReceiveCount === '1')
      .map((record) => ({ itemIdentifier: record.messageId })),
  };
};
`;

const root = writeBundles({ consumer: CONSUMER });

/** A queue with a consumer of its own and a dead-letter queue behind it. */
const pair = (name: string, mapping: object, mode = 'partial'): Template['Resources'] => ({
  [`${name}Queue`]: {
    Type: 'AWS::SQS::Queue',
    Properties: {
      QueueName: name,
      VisibilityTimeout: 60,
      RedrivePolicy: { deadLetterTargetArn: { 'Fn::GetAtt': [`${name}Dead`, 'Arn'] }, maxReceiveCount: 3 },
    },
  },
  [`${name}Dead`]: { Type: 'AWS::SQS::Queue', Properties: { QueueName: `${name}-dead` } },
  [`${name}Function`]: {
    Type: 'AWS::Lambda::Function',
    Properties: {
      FunctionName: name,
      Handler: 'index.handler',
      Runtime: 'nodejs24.x',
      Timeout: 60,
      Environment: { Variables: { MODE: mode } },
    },
    Metadata: { 'aws:asset:path': 'consumer' },
  },
  [`${name}Source`]: {
    Type: 'AWS::Lambda::EventSourceMapping',
    Properties: {
      EventSourceArn: { 'Fn::GetAtt': [`${name}Queue`, 'Arn'] },
      FunctionName: { Ref: `${name}Function` },
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      ...mapping,
    },
  },
});

const clock = new JumpingClock();
let stack: EmbeddedStack;
let clients: ReturnType<typeof clientsOf>;

beforeAll(async () => {
  stack = await startStack({
    clock,
    templates: [
      {
        stackName: 'Sources',
        assetRoot: root,
        template: {
          Resources: {
            ...pair('partial', { BatchSize: 3 }),
            ...pair('whole', { BatchSize: 3, FunctionResponseTypes: [] }, 'whole'),
            ...pair('malformed', { BatchSize: 3 }, 'malformed'),
            ...pair('window', { BatchSize: 10, MaximumBatchingWindowInSeconds: 20 }),
            ...pair('bounded', { BatchSize: 1, ScalingConfig: { MaximumConcurrency: 2 } }),
            ...pair('filtered', {
              FilterCriteria: { Filters: [{ Pattern: JSON.stringify({ body: { kind: ['wanted'] } }) }] },
            }),
            ...pair('off', { Enabled: false }),
          },
        },
      },
    ],
  });
  clients = clientsOf(stack);
});

afterAll(async () => {
  clients.destroy();
  await stack.stop();
});

const urlOf = (queue: string): string => `${stack.endpoint}/000000000000/${queue}`;

const send = async (queue: string, bodies: readonly string[], DelaySeconds = 0): Promise<void> => {
  await clients.sqs.send(
    new SendMessageBatchCommand({
      QueueUrl: urlOf(queue),
      Entries: bodies.map((MessageBody, index) => ({ Id: String(index), MessageBody, DelaySeconds })),
    }),
  );
};

/** The batches that a function got from here on. */
const batchesSince = (name: string, from: number): string[][] =>
  stack.logs
    .slice(from)
    .filter((line) => line.functionName === name && line.text.startsWith('batch '))
    .map(({ text }) => JSON.parse(text.slice(6)) as string[]);

const jumpedSeconds = (): number => (new Float64Array(clock.sharedOffset)[0] as number) / 1000;

/**
 * Sends, waits until all is quiet; gives the batches, the simulated seconds that it took, and how many of those were
 * jumped over: what real time passes does not count.
 */
const deliver = async (queue: string, bodies: readonly string[], delay = 0) => {
  const from = stack.logs.length;
  const [before, jumpedBefore] = [stack.now(), jumpedSeconds()];
  await send(queue, bodies, delay);
  await stack.idle();
  return {
    batches: batchesSince(queue, from),
    seconds: (stack.now() - before) / 1000,
    jumped: jumpedSeconds() - jumpedBefore,
  };
};

const left = (queue: string): string[] => stack.messages(queue).map(({ body }) => body);

test('messages come in batches and are deleted when the function has dealt with them', async () => {
  const { batches } = await deliver('partial', ['a', 'b', 'c', 'd', 'e']);
  expect(batches.flat().sort()).toEqual(['a', 'b', 'c', 'd', 'e']);
  expect(Math.max(...batches.map((batch) => batch.length))).toBeLessThanOrEqual(3);
  expect(left('partial')).toEqual([]);
});

test('of a batch only what failed comes back, after its visibility timeout', async () => {
  const { batches, seconds, jumped } = await deliver('partial', ['ok', 'fail-once']);
  expect(batches.flat().sort()).toEqual(['fail-once', 'fail-once', 'ok']);
  expect(batches.at(-1)).toEqual(['fail-once']);
  expect(seconds).toBeGreaterThanOrEqual(60);
  expect(jumped).toBeLessThanOrEqual(60);
});

test('what fails every time ends in the dead-letter queue after its receives', async () => {
  const { batches } = await deliver('partial', ['fail-always']);
  expect(batches).toEqual([['fail-always'], ['fail-always'], ['fail-always']]);
  expect(left('partial')).toEqual([]);
  expect(left('partial-dead')).toEqual(['fail-always']);
});

test('without partial responses a failure brings the whole batch back', async () => {
  await deliver('whole', ['ok', 'fail']);
  expect(left('whole-dead').sort()).toEqual(['fail', 'ok']);
});

test('an answer that names an unknown message fails the whole batch', async () => {
  await deliver('malformed', ['x']);
  expect(left('malformed-dead')).toEqual(['x']);
});

test('a batching window gathers what comes within it', async () => {
  const { batches, seconds } = await deliver('window', ['a', 'b']);
  expect(batches.map((batch) => [...batch].sort())).toEqual([['a', 'b']]);
  expect(seconds).toBeGreaterThanOrEqual(20);
});

test('a full batch does not wait for the window', async () => {
  const { batches, jumped } = await deliver(
    'window',
    Array.from({ length: 10 }, (_, index) => `m${index}`),
  );
  expect(batches).toHaveLength(1);
  expect(jumped).toBe(0);
});

test('no more batches at once than the maximum concurrency', async () => {
  const before = new Set(stack.logs);
  await deliver('bounded', ['1', '2', '3', '4', '5', '6', '7', '8']);
  const workers = stack.logs.filter((line) => !before.has(line) && line.functionName === 'bounded');
  expect(workers).toHaveLength(8);
  const usage = stack.functionUsage().find(({ functionName }) => functionName === 'bounded');
  expect(usage?.invocations).toBe(8);
});

test('a message that no filter wants is dropped without an invocation', async () => {
  const wanted = JSON.stringify({ kind: 'wanted' });
  const { batches } = await deliver('filtered', [wanted, JSON.stringify({ kind: 'other' }), 'no json']);
  expect(batches.flat()).toEqual([wanted]);
  expect(left('filtered')).toEqual([]);
});

test('a delayed message comes when its delay is over', async () => {
  const { batches, seconds } = await deliver('partial', ['later'], 600);
  expect(batches).toEqual([['later']]);
  expect(seconds).toBeGreaterThanOrEqual(600);
});

test('a source that is switched off leaves its messages, and takes them when it is switched on', async () => {
  await clients.sqs.send(new SendMessageCommand({ QueueUrl: urlOf('off'), MessageBody: 'kept' }));
  await stack.idle();
  expect(left('off')).toEqual(['kept']);
  stack.setSourceEnabled('off', true);
  await stack.idle();
  expect(left('off')).toEqual([]);
});
