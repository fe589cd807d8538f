import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { type EmbeddedStack, startStack } from '../../lib/local';
import { writeBundles } from './bundles';
import { clientsOf } from './fixtures/clients';
import { machineArn, machineResources, oneTask, outputOf, runner } from './fixtures/machines';

const ARN = 'arn:aws:states:::';
const TABLE = 'things';
const TOPIC = 'arn:aws:sns:us-east-1:000000000000:news';
const QUEUE = '{% $states.context.Execution.Input.queue %}';
const thing = (id: string) => ({ id: { S: id }, n: { N: '1' } });
const at = (id: string): object => ({ TableName: TABLE, Key: { id: { S: id } } });

const machines: Readonly<Record<string, object>> = {
  put: oneTask(`${ARN}dynamodb:putItem`, { TableName: TABLE, Item: thing('put') }),
  get: oneTask(`${ARN}dynamodb:getItem`, at('seed')),
  update: oneTask(`${ARN}dynamodb:updateItem`, {
    ...at('updated'),
    UpdateExpression: 'SET n = :n',
    ExpressionAttributeValues: { ':n': { N: '7' } },
    ReturnValues: 'ALL_NEW',
  }),
  delete: oneTask(`${ARN}dynamodb:deleteItem`, { ...at('gone'), ReturnValues: 'ALL_OLD' }),
  refused: oneTask(`${ARN}dynamodb:putItem`, {
    TableName: TABLE,
    Item: thing('seed'),
    ConditionExpression: 'attribute_not_exists(id)',
  }),
  noTable: oneTask(`${ARN}dynamodb:getItem`, { TableName: 'nowhere', Key: { id: { S: '1' } } }),
  invalid: oneTask(`${ARN}dynamodb:putItem`, { TableName: '/', Item: thing('1') }),
  sdkPut: oneTask(`${ARN}aws-sdk:dynamodb:putItem`, { TableName: TABLE, Item: thing('sdkPut') }),
  sdkQuery: oneTask(`${ARN}aws-sdk:dynamodb:query`, {
    TableName: TABLE,
    KeyConditionExpression: 'id = :id',
    ExpressionAttributeValues: { ':id': { S: 'seed' } },
  }),
  sdkScan: oneTask(`${ARN}aws-sdk:dynamodb:scan`, {
    TableName: TABLE,
    FilterExpression: 'id = :id',
    ExpressionAttributeValues: { ':id': { S: 'seed' } },
  }),
  sdkTransact: oneTask(`${ARN}aws-sdk:dynamodb:transactWriteItems`, {
    TransactItems: [
      { Put: { TableName: TABLE, Item: thing('t1') } },
      { Put: { TableName: TABLE, Item: thing('t2') } },
    ],
  }),
  sdkRefused: oneTask(`${ARN}aws-sdk:dynamodb:putItem`, {
    TableName: TABLE,
    Item: thing('seed'),
    ConditionExpression: 'attribute_not_exists(id)',
  }),
  sdkInvalid: oneTask(`${ARN}aws-sdk:dynamodb:putItem`, { TableName: '/', Item: thing('1') }),
  sdkCancelled: oneTask(`${ARN}aws-sdk:dynamodb:transactWriteItems`, {
    TransactItems: [
      { Put: { TableName: TABLE, Item: thing('seed'), ConditionExpression: 'attribute_not_exists(id)' } },
    ],
  }),
  sdkSend: oneTask(`${ARN}aws-sdk:sqs:sendMessage`, { QueueUrl: QUEUE, MessageBody: { sdk: 1 } }),
  sdkNoQueue: oneTask(`${ARN}aws-sdk:sqs:sendMessage`, {
    QueueUrl: 'http://127.0.0.1/0/none',
    MessageBody: 'x',
  }),
  sdkStart: oneTask(`${ARN}aws-sdk:sfn:startExecution`, {
    StateMachineArn: 'arn:aws:states:us-east-1:000000000000:stateMachine:get',
    Name: 'by-sdk',
    Input: { given: 1 },
  }),
  sdkNoMachine: oneTask(`${ARN}aws-sdk:sfn:startExecution`, {
    StateMachineArn: 'arn:aws:states:us-east-1:000000000000:stateMachine:nowhere',
  }),
  sdkPutEvents: oneTask(`${ARN}aws-sdk:eventbridge:putEvents`, {
    Entries: [{ Source: 'shop', DetailType: 'Sold', Detail: { by: 'sdk' } }],
  }),
  sdkInvoke: oneTask(`${ARN}aws-sdk:lambda:invoke`, { FunctionName: 'echo', Payload: { a: 1 } }),
  sdkInvokeFailing: oneTask(`${ARN}aws-sdk:lambda:invoke`, { FunctionName: 'echo', Payload: { fail: 1 } }),
  sdkStacks: oneTask(`${ARN}aws-sdk:cloudformation:describeStacks`, { StackName: 'Services' }),
  events: oneTask(`${ARN}events:putEvents`, {
    Entries: [{ Source: 'shop', DetailType: 'Sold', Detail: { by: 'optimized' }, Resources: ['mine'] }],
  }),
  badEvents: oneTask(`${ARN}events:putEvents`, { Entries: [{ DetailType: 'Sold', Detail: {} }] }),
  publish: oneTask(`${ARN}sns:publish`, {
    TopicArn: TOPIC,
    Subject: 'sold',
    Message: { what: 'a book' },
    MessageAttributes: { kind: { DataType: 'String', StringValue: 'book' } },
  }),
  publishOther: oneTask(`${ARN}sns:publish`, { TopicArn: TOPIC, Message: 'plain' }),
  noTopic: oneTask(`${ARN}sns:publish`, { TopicArn: `${TOPIC}-not`, Message: 'x' }),
};

const queue = (QueueName: string) => ({ Type: 'AWS::SQS::Queue', Properties: { QueueName } });
const subscription = (Endpoint: string, more: object = {}) => ({
  Type: 'AWS::SNS::Subscription',
  Properties: {
    TopicArn: { Ref: 'Topic' },
    Protocol: Endpoint === 'Echo' ? 'lambda' : 'sqs',
    Endpoint: { 'Fn::GetAtt': [Endpoint, 'Arn'] },
    ...more,
  },
});

let stack: EmbeddedStack;
let started: ReturnType<typeof runner>;

beforeAll(async () => {
  stack = await startStack({
    iam: 'off',
    templates: [
      {
        stackName: 'Services',
        assetRoot: writeBundles({
          echo: `export const handler = async (event) => {
            if (event.fail) throw new Error('no');
            if (event.Records) console.log(JSON.stringify(event.Records[0].Sns.Message));
            return event;
          };`,
        }),
        template: {
          Resources: {
            Table: {
              Type: 'AWS::DynamoDB::Table',
              Properties: {
                TableName: TABLE,
                KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
                AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
                BillingMode: 'PAY_PER_REQUEST',
              },
            },
            Echo: {
              Type: 'AWS::Lambda::Function',
              Properties: {
                FunctionName: 'echo',
                Handler: 'index.handler',
                Runtime: 'nodejs24.x',
                Timeout: 60,
              },
              Metadata: { 'aws:asset:path': 'echo' },
            },
            Inbox: queue('inbox'),
            Raw: queue('raw'),
            Books: queue('books'),
            Bus: queue('bus'),
            Rule: {
              Type: 'AWS::Events::Rule',
              Properties: {
                EventPattern: { source: ['shop'] },
                Targets: [{ Id: 'q', Arn: { 'Fn::GetAtt': ['Bus', 'Arn'] } }],
              },
            },
            Topic: { Type: 'AWS::SNS::Topic', Properties: { TopicName: 'news' } },
            All: subscription('Inbox'),
            AllRaw: subscription('Raw', { RawMessageDelivery: true }),
            OnlyBooks: subscription('Books', { FilterPolicy: { kind: ['book'] } }),
            Told: subscription('Echo'),
            ...machineResources(machines),
          },
          Outputs: { Name: { Value: 'the services' } },
        },
      },
    ],
  });
  started = runner(stack);
  const clients = clientsOf(stack);
  for (const id of ['seed', 'gone']) {
    await clients.database.send(new PutItemCommand({ TableName: TABLE, Item: thing(id) }));
  }
  clients.destroy();
});

afterAll(async () => {
  started.client.destroy();
  await stack.stop();
});

const run = (machine: string) =>
  started.run(machine, { queue: `${stack.endpoint}/000000000000/inbox` }, `${machine}-1`);

const items = async (): Promise<readonly unknown[]> => (await stack.items(TABLE)).map(({ id }) => id);
const bodies = (name: string): readonly unknown[] =>
  stack.messages(name).map(({ body }) => JSON.parse(body) as unknown);

const METADATA = {
  SdkHttpMetadata: { HttpStatusCode: 200 },
  SdkResponseMetadata: { RequestId: expect.any(String) },
};

/** What each machine's Task gives; the whole of it where it says `only`. */
const gives: readonly (readonly [machine: string, output: object, only?: 'only'])[] = [
  ['put', METADATA],
  ['get', { Item: thing('seed'), ...METADATA }],
  ['update', { Attributes: { id: { S: 'updated' }, n: { N: '7' } }, ...METADATA }],
  ['delete', { Attributes: thing('gone'), ...METADATA }],
  ['sdkPut', {}, 'only'],
  ['sdkQuery', { Items: [thing('seed')], Count: 1, ScannedCount: 1 }, 'only'],
  ['sdkScan', { Items: [thing('seed')], Count: 1 }],
  ['sdkTransact', {}, 'only'],
  ['sdkSend', { MessageId: expect.any(String), MD5OfMessageBody: expect.any(String) }, 'only'],
  [
    'sdkStart',
    {
      ExecutionArn: 'arn:aws:states:us-east-1:000000000000:execution:get:by-sdk',
      StartDate: expect.stringMatching(/^\d{4}-.*Z$/),
    },
    'only',
  ],
  ['sdkPutEvents', { Entries: [{ EventId: expect.any(String) }], FailedEntryCount: 0 }, 'only'],
  ['sdkInvoke', { ExecutedVersion: '$LATEST', Payload: '{"a":1}', StatusCode: 200 }, 'only'],
  [
    'sdkInvokeFailing',
    { FunctionError: 'Unhandled', Payload: expect.stringContaining('"no"'), StatusCode: 200 },
  ],
  [
    'sdkStacks',
    { Stacks: [{ StackName: 'Services', Outputs: [{ OutputKey: 'Name', OutputValue: 'the services' }] }] },
  ],
  ['events', { Entries: [{ EventId: expect.any(String) }], FailedEntryCount: 0 }, 'only'],
  ['publish', { MessageId: expect.any(String), ...METADATA }],
];

test.each(
  gives.map(([machine, output, only]) => ({ machine, output, only })),
)('$machine succeeds with what AWS gives', async ({ machine, output, only }) => {
  const record = await run(machine);
  expect(record.end).toMatchObject({ status: 'SUCCEEDED' });
  if (only) expect(outputOf(record)).toEqual(output);
  else expect(outputOf(record)).toMatchObject(output);
});

const v1 = (service: string, code: string, status = 400): RegExp =>
  new RegExp(
    `\\(Service: ${service}; Status Code: ${status}; Error Code: ${code}; Request ID: .+; Proxy: null\\)$`,
  );
const v2 = (service: string): RegExp =>
  new RegExp(`\\(Service: ${service}, Status Code: 400, Request ID: .+\\)$`);

const failures: readonly (readonly [machine: string, error: string, cause: RegExp])[] = [
  [
    'refused',
    'DynamoDB.ConditionalCheckFailedException',
    v1('AmazonDynamoDBv2', 'ConditionalCheckFailedException'),
  ],
  ['noTable', 'DynamoDB.ResourceNotFoundException', v1('AmazonDynamoDBv2', 'ResourceNotFoundException')],
  ['invalid', 'DynamoDB.AmazonDynamoDBException', v1('AmazonDynamoDBv2', 'ValidationException')],
  ['sdkRefused', 'DynamoDb.ConditionalCheckFailedException', v2('DynamoDb')],
  ['sdkInvalid', 'DynamoDb.DynamoDbException', v2('DynamoDb')],
  ['sdkCancelled', 'DynamoDb.TransactionCanceledException', v2('DynamoDb')],
  ['sdkNoQueue', 'Sqs.QueueDoesNotExistException', v2('Sqs')],
  ['sdkNoMachine', 'Sfn.StateMachineDoesNotExistException', v2('Sfn')],
  ['badEvents', 'EventBridge.FailedEntry', /Source is a required argument.*"FailedEntryCount":1/],
  ['noTopic', 'SNS.NotFoundException', v1('AmazonSNS', 'NotFound', 404)],
];

test.each(failures)('%s fails with %s', async (machine, error, cause) => {
  const { end } = await run(machine);
  expect(end).toMatchObject({ status: 'FAILED', error, cause: expect.stringMatching(cause) });
});

test('what they wrote is there', async () => {
  expect((await items()).map((id) => (id as { readonly S: string }).S).sort()).toEqual(
    ['put', 'sdkPut', 'seed', 't1', 't2', 'updated'].sort(),
  );
  expect(bodies('bus')).toMatchObject([
    { source: 'shop', detail: { by: 'sdk' }, resources: [] },
    {
      detail: { by: 'optimized' },
      resources: [
        'mine',
        machineArn('events'),
        `${machineArn('events').replace('stateMachine', 'execution')}:events-1`,
      ],
    },
  ]);
});

test('a message goes to whoever is subscribed, in the shape of its protocol, if its filter lets it through', async () => {
  await run('publishOther');
  expect(stack.messages('raw').map(({ body }) => body)).toEqual(['{"what":"a book"}', 'plain']);
  expect(bodies('books')).toEqual([
    {
      Type: 'Notification',
      MessageId: expect.any(String),
      TopicArn: TOPIC,
      Subject: 'sold',
      Message: '{"what":"a book"}',
      Timestamp: expect.stringMatching(/Z$/),
      SignatureVersion: '1',
      Signature: 'EXAMPLE',
      MessageAttributes: { kind: { Type: 'String', Value: 'book' } },
    },
  ]);
  expect(stack.logs.map(({ text }) => text)).toEqual(
    expect.arrayContaining(['"{\\"what\\":\\"a book\\"}"', '"plain"']),
  );
});

test('SNS is answered over HTTP too', async () => {
  const ask = async (fields: Record<string, string>) => {
    const body = new URLSearchParams({ Version: '2010-03-31', ...fields });
    const response = await fetch(stack.endpoint, { method: 'POST', body });
    return { status: response.status, text: await response.text() };
  };
  expect(await ask({ Action: 'ListTopics' })).toMatchObject({
    status: 200,
    text: expect.stringContaining(`<TopicArn>${TOPIC}</TopicArn>`),
  });
  const published = await ask({
    Action: 'Publish',
    TopicArn: TOPIC,
    Message: 'over HTTP',
    'MessageAttributes.entry.1.Name': 'kind',
    'MessageAttributes.entry.1.Value.DataType': 'String',
    'MessageAttributes.entry.1.Value.StringValue': 'book',
  });
  expect(published.text).toMatch(/<PublishResult><MessageId>.+<\/MessageId>/);
  expect(bodies('books').at(-1)).toMatchObject({ Message: 'over HTTP' });
  expect(await ask({ Action: 'Publish', TopicArn: 'none', Message: 'x' })).toMatchObject({
    status: 404,
    text: expect.stringContaining('<Code>NotFound</Code>'),
  });
});
