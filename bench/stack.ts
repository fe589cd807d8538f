import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  ConditionalCheckFailedException,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import {
  DescribeExecutionCommand,
  SendTaskSuccessCommand,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import {
  DeleteMessageCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { ensureAssembly } from '../lib/cli/assembly';
import { type CallCount, type EmbeddedStack, startStack } from '../lib/local';

/**
 * Order sagas per second through the embedded stack (SDK start to end, the real template and bundles), beside a bare SDK
 * client that makes the same number and kind of DynamoDB, SQS and Step Functions calls to the same endpoint. Both in one
 * run, in turns, the best of each.
 */
const SMOKE = process.argv.includes('--smoke');
const SAGAS = SMOKE ? 40 : 200;
/** Sagas before the first measurement: every worker compiles its handlers and the SDK for itself. */
const WARM_UP = SMOKE ? 40 : 100;
const ROUNDS = SMOKE ? 1 : 3;
/** Calls of the client under way at once, on both sides. */
const CONCURRENCY = 10;
const LEAST_RATIO = 0.5;

const ROOT = join(__dirname, '..');
/** The valid example, with something that there is enough of. */
const input = JSON.stringify({
  ...(JSON.parse(readFileSync(join(ROOT, 'examples/order/valid.json'), 'utf8')) as object),
  items: [{ productId: 'lamp-brass', quantity: 1, unitPrice: 4900 }],
});

/** A table, a queue and a machine for the bare client: nothing stands behind them. */
const BARE = {
  stackName: 'Bare',
  assetRoot: ROOT,
  template: {
    Resources: {
      Table: {
        Type: 'AWS::DynamoDB::Table',
        Properties: {
          TableName: 'bare',
          BillingMode: 'PAY_PER_REQUEST',
          AttributeDefinitions: [
            { AttributeName: 'pk', AttributeType: 'S' },
            { AttributeName: 'sk', AttributeType: 'S' },
          ],
          KeySchema: [
            { AttributeName: 'pk', KeyType: 'HASH' },
            { AttributeName: 'sk', KeyType: 'RANGE' },
          ],
        },
      },
      Queue: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'bare' } },
      Machine: {
        Type: 'AWS::StepFunctions::StateMachine',
        Properties: {
          StateMachineName: 'bare',
          DefinitionString: JSON.stringify({
            QueryLanguage: 'JSONata',
            StartAt: 'Done',
            States: { Done: { Type: 'Succeed' } },
          }),
        },
      },
    },
    Outputs: { QueueUrl: { Value: { Ref: 'Queue' } }, MachineArn: { Value: { Ref: 'Machine' } } },
  },
} as const;

const inTurns = async (count: number, work: (n: number) => Promise<void>): Promise<void> => {
  let next = 0;
  const turn = async (): Promise<void> => {
    while (next < count) await work(next++);
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, turn));
};

const perSecond = async (count: number, work: () => Promise<void>): Promise<number> => {
  const start = performance.now();
  await work();
  return (count * 1000) / (performance.now() - start);
};

/** Calls of one saga, by service and operation; invocations and the engine's own messages are no calls of a client. */
const profileOf = (calls: readonly CallCount[], sagas: number): ReadonlyMap<string, number> => {
  const profile = new Map<string, number>();
  for (const { service, operation, count, by } of calls) {
    // What the stack itself hands on (a pipe, a rule) nobody calls for.
    if (service === 'lambda' || by === 'pipes' || by === 'events') continue;
    const name = `${service} ${operation}`;
    profile.set(name, (profile.get(name) ?? 0) + count / sagas);
  }
  return profile;
};

/** One call of each kind, as the handlers make it: writes are conditional, reads consistent. */
const bareCalls = (stack: EmbeddedStack) => {
  const settings = {
    endpoint: stack.endpoint,
    region: stack.region,
    credentials: { accessKeyId: 'bench', secretAccessKey: 'bench' },
  };
  const database = new DynamoDBClient(settings);
  const queues = new SQSClient(settings);
  const states = new SFNClient(settings);
  const QueueUrl = String(stack.outputs.Bare?.QueueUrl);
  const stateMachineArn = String(stack.outputs.Bare?.MachineArn);
  const filler = { S: 'x'.repeat(200) };
  const put = (pk: string, sk: string) => ({
    TableName: 'bare',
    Item: { pk: { S: pk }, sk: { S: sk }, filler },
    ConditionExpression: 'attribute_not_exists(pk)',
  });
  const update = (pk: string, sk: string) => ({
    TableName: 'bare',
    Key: { pk: { S: pk }, sk: { S: sk } },
    UpdateExpression: 'SET filler = :filler, #rank = if_not_exists(#rank, :rank)',
    ConditionExpression: 'attribute_not_exists(#rank) OR #rank <= :rank',
    ExpressionAttributeNames: { '#rank': 'rank' },
    ExpressionAttributeValues: { ':filler': filler, ':rank': { N: '1' } },
  });
  const calls: Readonly<Record<string, (saga: string, n: number) => Promise<unknown>>> = {
    'dynamodb PutItem': (saga, n) => database.send(new PutItemCommand(put(saga, `put-${n}`))),
    'dynamodb UpdateItem': (saga) => database.send(new UpdateItemCommand(update(saga, 'header'))),
    'dynamodb TransactWriteItems': (saga, n) =>
      database.send(
        new TransactWriteItemsCommand({
          TransactItems: [{ Put: put(saga, `transaction-${n}`) }, { Update: update('counter', 'one') }],
        }),
      ),
    'dynamodb Query': (saga) =>
      database.send(
        new QueryCommand({
          TableName: 'bare',
          KeyConditionExpression: 'pk = :pk',
          ExpressionAttributeValues: { ':pk': { S: saga } },
          ConsistentRead: true,
        }),
      ),
    'dynamodb GetItem': (saga) =>
      database.send(
        new GetItemCommand({
          TableName: 'bare',
          Key: { pk: { S: saga }, sk: { S: 'header' } },
          ConsistentRead: true,
        }),
      ),
    'sqs SendMessage': (saga) =>
      queues.send(new SendMessageCommand({ QueueUrl, MessageBody: `${saga}${input}` })),
    'sqs ReceiveMessage': async () => {
      const { Messages = [] } = await queues.send(new ReceiveMessageCommand({ QueueUrl }));
      received.push(...Messages.flatMap(({ ReceiptHandle }) => ReceiptHandle ?? []));
    },
    'sqs DeleteMessage': () =>
      queues.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: received.pop() ?? 'none' })),
    'states StartExecution': (saga) =>
      states.send(new StartExecutionCommand({ stateMachineArn, name: saga, input })),
    'states DescribeExecution': (saga) =>
      states.send(
        new DescribeExecutionCommand({
          executionArn: `${stateMachineArn.replace(':stateMachine:', ':execution:')}:${saga}`,
        }),
      ),
    // The token of nobody: the call and its answer are the same, only the engine has less to do.
    'states SendTaskSuccess': (saga) =>
      states
        .send(new SendTaskSuccessCommand({ taskToken: saga, output: '{}' }))
        .catch((error: Error) => refused(error, 'InvalidToken', 'TaskDoesNotExist')),
  };
  const received: string[] = [];
  return {
    /** Makes the calls of one saga, one after the other. */
    saga: async (profile: ReadonlyMap<string, number>, saga: string): Promise<void> => {
      for (const [name, count] of profile) {
        const call = calls[name];
        if (!call) throw new Error(`the bare client has no call '${name}'`);
        for (let n = 0; n < Math.round(count); n++) {
          await call(saga, n).catch((error: Error) =>
            error instanceof ConditionalCheckFailedException ? undefined : Promise.reject(error),
          );
        }
      }
    },
    close: () => {
      for (const client of [database, queues, states]) client.destroy();
    },
  };
};

const refused = (error: Error, ...names: readonly string[]): void => {
  if (!names.includes(error.name)) throw error;
};

const run = async (): Promise<void> => {
  const assembly = await ensureAssembly({ root: ROOT, env: process.env });
  const stack = await startStack({ assembly, templates: [BARE] });
  for (const schedule of stack.schedules) stack.setEnabled(schedule, false);
  const states = new SFNClient({
    endpoint: stack.endpoint,
    region: stack.region,
    credentials: { accessKeyId: 'bench', secretAccessKey: 'bench' },
  });
  const bare = bareCalls(stack);
  const outputs = Object.values(stack.outputs).find(({ SagaName }) => SagaName === 'order') ?? {};
  const stateMachineArn = String(outputs.StateMachineStartArn);
  const executions = `${String(outputs.StateMachineArn).replace(':stateMachine:', ':execution:')}`;

  /** SDK start to end: all are started, and asked for their end when nothing runs any more. */
  const sagas = async (prefix: string, count: number): Promise<void> => {
    await inTurns(count, async (n) => {
      await states.send(new StartExecutionCommand({ stateMachineArn, name: `${prefix}-${n}`, input }));
    });
    await stack.idle();
    await inTurns(count, async (n) => {
      const executionArn = `${executions}:${prefix}-${n}`;
      const { status } = await states.send(new DescribeExecutionCommand({ executionArn }));
      if (status !== 'SUCCEEDED') throw new Error(`saga ${prefix}-${n} ended ${status}`);
    });
  };

  await sagas('warm', WARM_UP);
  stack.resetCalls();
  await sagas('counted', 1);
  const profile = profileOf(stack.calls(), 1);

  let through = 0;
  let beside = 0;
  for (let round = 0; round < ROUNDS; round++) {
    through = Math.max(through, await perSecond(SAGAS, () => sagas(`order-${round}`, SAGAS)));
    beside = Math.max(
      beside,
      await perSecond(SAGAS, () => inTurns(SAGAS, (n) => bare.saga(profile, `bare-${round}-${n}`))),
    );
  }
  const calls = [...profile.values()].reduce((sum, count) => sum + count, 0);
  const listed = [...profile].map(([name, count]) => `${count} ${name.split(' ')[1]}`).join(', ');
  process.stdout.write(`${calls} calls a saga: ${listed}\n`);
  process.stdout.write(
    `embedded stack ${through.toFixed(1)} sagas/s, bare SDK client ${beside.toFixed(1)}, ratio ${(through / beside).toFixed(2)} (at least ${LEAST_RATIO})\n`,
  );
  states.destroy();
  bare.close();
  await stack.stop();
  process.exitCode = !SMOKE && through / beside < LEAST_RATIO ? 1 : 0;
};

void run();
