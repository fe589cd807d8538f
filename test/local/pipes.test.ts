import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  BatchWriteItemCommand,
  DeleteItemCommand,
  PutItemCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { RealClock } from '../../lib/engine';
import { type EmbeddedStack, type StackOptions, startStack } from '../../lib/local';
import { pipeInput } from '../../lib/local/pipes/pipe-input';
import { clientsOf } from './fixtures/clients';

const arnOf = (id: string) => ({ 'Fn::GetAtt': [id, 'Arn'] });
const queue = (QueueName: string) => ({ Type: 'AWS::SQS::Queue', Properties: { QueueName } });
/** A role of the pipes that may do so much. */
const role = (actions: readonly string[]) => ({
  Type: 'AWS::IAM::Role',
  Properties: {
    AssumeRolePolicyDocument: {
      Statement: [
        { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'pipes.amazonaws.com' } },
      ],
    },
    Policies: [
      {
        PolicyName: 'p',
        PolicyDocument: {
          Statement: [
            {
              Effect: 'Allow',
              Resource: '*',
              Action: [
                'dynamodb:DescribeStream',
                'dynamodb:GetRecords',
                'dynamodb:GetShardIterator',
                'dynamodb:ListStreams',
                ...actions,
              ],
            },
          ],
        },
      },
    ],
  },
});

interface Shape {
  readonly view?: string;
  readonly target?: object;
  readonly parameters?: object;
  readonly filter?: object;
  readonly retries?: number;
  readonly batchSize?: number;
  readonly may?: readonly string[];
  readonly more?: Readonly<Record<string, object>>;
  readonly pipe?: object;
}

const ALL = ['sqs:SendMessage', 'sns:Publish', 'events:PutEvents'];

/** A table, and a pipe from its stream. */
const template = ({
  view = 'NEW_AND_OLD_IMAGES',
  target = arnOf('Out'),
  parameters,
  filter,
  retries,
  batchSize = 10,
  may = ALL,
  more = {},
  pipe = {},
}: Shape) => ({
  stackName: 'Pipes',
  template: {
    Resources: {
      Things: {
        Type: 'AWS::DynamoDB::Table',
        Properties: {
          TableName: 'things',
          KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
          AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
          StreamSpecification: { StreamViewType: view },
        },
      },
      Out: queue('out'),
      Aside: queue('aside'),
      Role: role(may),
      Pipe: {
        Type: 'AWS::Pipes::Pipe',
        Properties: {
          Name: 'pipe',
          RoleArn: arnOf('Role'),
          Source: { 'Fn::GetAtt': ['Things', 'StreamArn'] },
          SourceParameters: {
            DynamoDBStreamParameters: {
              StartingPosition: 'TRIM_HORIZON',
              BatchSize: batchSize,
              ...(retries === undefined ? {} : { MaximumRetryAttempts: retries }),
              DeadLetterConfig: { Arn: arnOf('Aside') },
            },
            ...(filter ? { FilterCriteria: { Filters: [{ Pattern: JSON.stringify(filter) }] } } : {}),
          },
          Target: target,
          ...(parameters ? { TargetParameters: parameters } : {}),
          ...pipe,
        },
      },
      ...more,
    },
  },
});

let stack: EmbeddedStack | undefined;
afterEach(async () => {
  await stack?.stop();
  stack = undefined;
});

const up = async (shape: Shape = {}, options: StackOptions = {}) => {
  stack = await startStack({ templates: [template(shape) as never], ...options });
  return { stack, ...clientsOf(stack) };
};
const put = (pk: string, n = '1') =>
  new PutItemCommand({ TableName: 'things', Item: { pk: { S: pk }, n: { N: n } } });
const bodies = (name: string): readonly never[] =>
  (stack as EmbeddedStack).messages(name).map(({ body }) => JSON.parse(body) as never);

describe('a stream', () => {
  it('tells each change of an item, in order, and nothing of a write that changes none', async () => {
    const { database, stack: running } = await up();
    await database.send(put('a'));
    await database.send(put('a'));
    await database.send(put('a', '2'));
    await database.send(
      new UpdateItemCommand({
        TableName: 'things',
        Key: { pk: { S: 'a' } },
        UpdateExpression: 'SET n = :n',
        ExpressionAttributeValues: { ':n': { N: '3' } },
      }),
    );
    await database.send(
      new TransactWriteItemsCommand({
        TransactItems: [
          { Put: { TableName: 'things', Item: { pk: { S: 'b' } } } },
          { Delete: { TableName: 'things', Key: { pk: { S: 'a' } } } },
          {
            ConditionCheck: {
              TableName: 'things',
              Key: { pk: { S: 'c' } },
              ConditionExpression: 'attribute_not_exists(pk)',
            },
          },
        ],
      }),
    );
    await database.send(
      new BatchWriteItemCommand({
        RequestItems: {
          things: [
            { PutRequest: { Item: { pk: { S: 'd' } } } },
            { DeleteRequest: { Key: { pk: { S: 'b' } } } },
          ],
        },
      }),
    );
    await database.send(new DeleteItemCommand({ TableName: 'things', Key: { pk: { S: 'nowhere' } } }));
    await running.idle();
    const records = bodies('out') as readonly { eventName: string; dynamodb: Record<string, never> }[];
    expect(
      records.map(({ eventName, dynamodb: { Keys, NewImage, OldImage } }) => [
        eventName,
        (Keys as unknown as { pk: { S: string } }).pk.S,
        (OldImage as { n?: { N: string } } | undefined)?.n?.N,
        (NewImage as { n?: { N: string } } | undefined)?.n?.N,
      ]),
    ).toEqual([
      ['INSERT', 'a', undefined, '1'],
      ['MODIFY', 'a', '1', '2'],
      ['MODIFY', 'a', '2', '3'],
      ['INSERT', 'b', undefined, undefined],
      ['REMOVE', 'a', '3', undefined],
      ['INSERT', 'd', undefined, undefined],
      ['REMOVE', 'b', undefined, undefined],
    ]);
    expect(records[0]).toMatchObject({
      eventVersion: '1.1',
      eventSource: 'aws:dynamodb',
      awsRegion: 'us-east-1',
      dynamodb: { StreamViewType: 'NEW_AND_OLD_IMAGES', SequenceNumber: expect.stringMatching(/^\d{21}$/) },
    });
    const numbers = records.map(({ dynamodb }) => String(dynamodb.SequenceNumber));
    expect([...numbers].sort()).toEqual(numbers);
  });

  it('tells nothing of a transaction that was cancelled', async () => {
    const { database, stack: running } = await up();
    await database.send(put('a'));
    await database
      .send(
        new TransactWriteItemsCommand({
          TransactItems: [
            { Put: { TableName: 'things', Item: { pk: { S: 'b' } } } },
            {
              ConditionCheck: {
                TableName: 'things',
                Key: { pk: { S: 'a' } },
                ConditionExpression: 'attribute_not_exists(pk)',
              },
            },
          ],
        }),
      )
      .catch(() => undefined);
    await running.idle();
    expect(bodies('out')).toHaveLength(1);
  });

  it.each([
    ['KEYS_ONLY', []],
    ['NEW_IMAGE', ['NewImage']],
    ['OLD_IMAGE', ['OldImage']],
    ['NEW_AND_OLD_IMAGES', ['NewImage', 'OldImage']],
  ])('of type %s shows %j of a change', async (view, images) => {
    const { database, stack: running } = await up({ view });
    await database.send(put('a'));
    await database.send(put('a', '2'));
    await running.idle();
    const [, changed] = bodies('out') as readonly { dynamodb: object }[];
    expect(Object.keys(changed?.dynamodb ?? {}).filter((name) => name.endsWith('Image'))).toEqual(images);
  });
});

describe('a pipe', () => {
  const filter = { eventName: ['INSERT'], dynamodb: { Keys: { pk: { S: [{ prefix: 'note#' }] } } } };

  it('passes on what its filter lets through, as its template has it, to a topic: queues and addresses are told', async () => {
    const mails: string[] = [];
    const { database, stack: running } = await up(
      {
        filter,
        target: { Ref: 'Topic' },
        parameters: { InputTemplate: '{"id":"<$.dynamodb.NewImage.pk.S>","n":"<$.dynamodb.NewImage.n.N>"}' },
        more: {
          Topic: { Type: 'AWS::SNS::Topic', Properties: { TopicName: 'news' } },
          ToQueue: {
            Type: 'AWS::SNS::Subscription',
            Properties: {
              TopicArn: { Ref: 'Topic' },
              Protocol: 'sqs',
              Endpoint: arnOf('Out'),
              RawMessageDelivery: true,
            },
          },
          ToAda: {
            Type: 'AWS::SNS::Subscription',
            Properties: { TopicArn: { Ref: 'Topic' }, Protocol: 'email', Endpoint: 'ada@example.com' },
          },
          Policy: {
            Type: 'AWS::SQS::QueuePolicy',
            Properties: {
              Queues: [{ Ref: 'Out' }],
              PolicyDocument: {
                Statement: [
                  {
                    Effect: 'Allow',
                    Principal: { Service: 'sns.amazonaws.com' },
                    Action: 'sqs:SendMessage',
                    Resource: arnOf('Out'),
                  },
                ],
              },
            },
          },
        },
      },
      { onMail: ({ address }) => void mails.push(address) },
    );
    await database.send(put('note#"1"'));
    await database.send(put('note#"1"', '2'));
    await database.send(put('other#1'));
    await running.idle();
    expect(bodies('out')).toEqual([{ id: 'note#"1"', n: '1' }]);
    expect(running.mails()).toMatchObject([
      {
        address: 'ada@example.com',
        subject: 'AWS Notification Message',
        text: '{"id":"note#\\"1\\"","n":"1"}',
      },
    ]);
    expect(mails).toEqual(['ada@example.com']);
    expect(running.notRun).toEqual([]);
  });

  it('puts events on a bus, each by what its parameters find in the record', async () => {
    const { database, stack: running } = await up({
      target: arnOf('Bus'),
      parameters: {
        InputTemplate: '{"which":"<$.dynamodb.Keys.pk.S>","count":<$.dynamodb.NewImage.n.N>}',
        EventBridgeEventBusParameters: { Source: 'things', DetailType: '$.eventName' },
      },
      more: {
        Bus: { Type: 'AWS::Events::EventBus', Properties: { Name: 'bus' } },
        Rule: {
          Type: 'AWS::Events::Rule',
          Properties: {
            EventBusName: { Ref: 'Bus' },
            EventPattern: { source: ['things'], 'detail-type': ['MODIFY'] },
            Targets: [{ Id: 'out', Arn: arnOf('Out') }],
          },
        },
        Policy: {
          Type: 'AWS::SQS::QueuePolicy',
          Properties: {
            Queues: [{ Ref: 'Out' }],
            PolicyDocument: {
              Statement: [
                {
                  Effect: 'Allow',
                  Principal: { Service: 'events.amazonaws.com' },
                  Action: 'sqs:SendMessage',
                  Resource: arnOf('Out'),
                },
              ],
            },
          },
        },
      },
    });
    await database.send(put('a'));
    await database.send(put('a', '2'));
    await running.idle();
    expect(bodies('out')).toEqual([
      expect.objectContaining({
        source: 'things',
        'detail-type': 'MODIFY',
        detail: { which: 'a', count: '2' },
      }),
    ]);
  });

  /** A bus takes events whose detail is JSON, and no others. */
  const failing = {
    target: arnOf('Bus'),
    parameters: { InputTemplate: 'no JSON' },
    more: { Bus: { Type: 'AWS::Events::EventBus', Properties: { Name: 'bus' } } },
  };

  it('sets aside what its target does not take, after its retries', async () => {
    const { database, stack: running } = await up({ ...failing, retries: 2 });
    await database.send(put('a'));
    await running.idle();
    expect(bodies('aside')).toEqual([
      expect.objectContaining({
        context: expect.objectContaining({
          condition: 'RetryAttemptsExhausted',
          approximateInvokeCount: 3,
        }),
        DDBStreamBatchInfo: expect.objectContaining({ batchSize: 1 }),
      }),
    ]);
  });

  it('does not come up where its role may not do what it is for, as on AWS', async () => {
    await expect(up({ may: [] })).rejects.toThrow(/is not authorized to perform: sqs:SendMessage/i);
  });

  it('that is stopped passes nothing on', async () => {
    const { database, stack: running } = await up({ pipe: { DesiredState: 'STOPPED' } });
    await database.send(put('a'));
    await running.idle();
    expect(bodies('out')).toEqual([]);
  });

  it.each([
    ['with an enrichment', { Enrichment: 'arn:aws:lambda:us-east-1:000000000000:function:f' }],
    ['from kinesis', { Source: 'arn:aws:kinesis:us-east-1:000000000000:stream/s' }],
    ['to lambda', { Target: 'arn:aws:lambda:us-east-1:000000000000:function:f' }],
  ])('%s is listed as not run', async (what, pipe) => {
    const { stack: running } = await up({ pipe }, { iam: 'off' });
    expect(running.notRun).toEqual([{ type: `AWS::Pipes::Pipe (${what})`, count: 1 }]);
  });

  it('goes on after a restart where it was, with what it had not passed on', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'pipes-'));
    try {
      const first = await up(failing, { dataDir, clock: new RealClock() });
      for (const pk of ['a', 'b']) await first.database.send(put(pk));
      await first.stack.stop();
      const second = await up({}, { dataDir });
      await second.database.send(put('c'));
      await second.stack.idle();
      expect(
        (bodies('out') as readonly { dynamodb: { Keys: { pk: { S: string } } } }[]).map(
          ({ dynamodb }) => dynamodb.Keys.pk.S,
        ),
      ).toEqual(['a', 'b', 'c']);
      await second.stack.stop();
      const third = await up({}, { dataDir });
      await third.stack.idle();
      expect(bodies('out')).toHaveLength(3);
    } finally {
      rmSync(dataDir, { recursive: true, force: true });
    }
  });
});

describe('the input of a target', () => {
  const record = { a: { text: 'say "hi"\n', n: 5, list: [1, { b: 2 }] }, none: null };
  it.each<[string | undefined, string]>([
    [undefined, JSON.stringify(record)],
    ['{"x":"<$.a.text>"}', '{"x":"say \\"hi\\"\\n"}'],
    ['{"x":<$.a.text>,"n":<$.a.n>}', '{"x":"say \\"hi\\"\\n","n":5}'],
    ['{"x":"<$.a.list>"}', '{"x":"[1,{\\"b\\":2}]"}'],
    ['{"x":<$.a.list[1].b>}', '{"x":2}'],
    ['{"x":"<$.nowhere>","y":<$.nowhere>}', '{"x":"","y":""}'],
    ['{"by":"<aws.pipes.pipe-name>"}', '{"by":"p"}'],
    ['plain text, 1 < 2', 'plain text, 1 < 2'],
  ])('%s', (text, expected) => {
    expect(pipeInput(text, record, { 'aws.pipes.pipe-name': 'p' })).toBe(expected);
  });
});
