import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { type EmbeddedStack, startStack } from '../../lib/local';
import { clientsOf } from './fixtures/clients';
import { machineResources, outputOf, runner } from './fixtures/machines';

const READ = 'arn:aws:states:::s3:getObject';
const LIST = 'arn:aws:states:::s3:listObjectsV2';
const WRITE = 'arn:aws:states:::s3:putObject';

const PROCESSOR = {
  ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
  StartAt: 'P',
  States: { P: { Type: 'Pass', End: true } },
};

/** A distributed Map in JSONata that gives back what its children got. */
const map = (fields: object): object => ({
  QueryLanguage: 'JSONata',
  StartAt: 'M',
  States: { M: { Type: 'Map', ItemProcessor: PROCESSOR, End: true, ...fields } },
});

const reading = (Key: string, ReaderConfig: object, more: object = {}): object =>
  map({ ItemReader: { Resource: READ, Arguments: { Bucket: 'data', Key }, ReaderConfig }, ...more });

const csv = (Key: string, more: object = {}): object =>
  reading(Key, { InputType: 'CSV', CSVHeaderLocation: 'FIRST_ROW', ...more });

const files: Readonly<Record<string, string>> = {
  'a.csv': '\ufeffname,n\nada,1\n"grace, the\nfirst",2\n\nshort\nlong,3,4\n',
  'pipes.csv': 'ada|1\ngrace|2\n',
  'a.json': '[1, {"b": 2}, "three"]',
  'nested.json': '{"page": {"items": [1, 2]}}',
  'object.json': '{"a": 1}',
  'a.jsonl': '{"a": 1}\n\n[2]\r\n3\n',
  'broken.jsonl': '{"a": 1}\n{',
  'parts/1.json': '[1, 2]',
  'parts/2.json': '[3]',
};

const ROWS = [
  { name: 'ada', n: '1' },
  { name: 'grace, the\nfirst', n: '2' },
  { name: 'short', n: '' },
  { name: 'long', n: '3' },
];

const reads: readonly (readonly [name: string, machine: object, output: unknown])[] = [
  ['csv', csv('a.csv'), ROWS],
  ['csvMost', csv('a.csv', { MaxItems: 2 }), ROWS.slice(0, 2)],
  ['csvMostComputed', csv('a.csv', { MaxItems: '{% 1 + 0 %}' }), ROWS.slice(0, 1)],
  [
    'csvGiven',
    reading('pipes.csv', {
      InputType: 'CSV',
      CSVHeaderLocation: 'GIVEN',
      CSVHeaders: ['who', 'n'],
      CSVDelimiter: 'PIPE',
    }),
    [
      { who: 'ada', n: '1' },
      { who: 'grace', n: '2' },
    ],
  ],
  ['json', reading('a.json', { InputType: 'JSON' }), [1, { b: 2 }, 'three']],
  ['jsonPointer', reading('nested.json', { InputType: 'JSON', ItemsPointer: '/page/items' }), [1, 2]],
  ['jsonl', reading('a.jsonl', { InputType: 'JSONL' }), [{ a: 1 }, [2], 3]],
  [
    'list',
    map({ ItemReader: { Resource: LIST, Arguments: { Bucket: 'data', Prefix: 'parts/' } } }),
    ['parts/1.json', 'parts/2.json'].map((Key) => ({
      Etag: expect.stringMatching(/^"[0-9a-f]{32}"$/),
      Key,
      LastModified: expect.any(Number),
      Size: (files[Key] as string).length,
      StorageClass: 'STANDARD',
    })),
  ],
  [
    'listAndLoad',
    map({
      ItemReader: {
        Resource: LIST,
        Arguments: { Bucket: 'data', Prefix: 'parts/' },
        ReaderConfig: { InputType: 'JSON', Transformation: 'LOAD_AND_FLATTEN' },
      },
    }),
    [1, 2, 3],
  ],
  [
    'scan',
    map({
      ItemReader: {
        Resource: 'arn:aws:states:::aws-sdk:dynamodb:scan',
        Arguments: { TableName: 'things', Limit: 1 },
      },
      ItemSelector: '{% $states.context.Map.Item.Value.id.S %}',
      Output: '{% $sort($states.result) %}',
    }),
    ['one', 'three', 'two'],
  ],
  [
    'selected',
    reading(
      'a.json',
      { InputType: 'JSON' },
      {
        ItemSelector: {
          i: '{% $states.context.Map.Item.Index %}',
          from: '{% $states.context.Map.Item.Source %}',
        },
      },
    ),
    [0, 1, 2].map((i) => ({ i, from: 'S3://data/a.json' })),
  ],
  [
    'jsonPath',
    {
      StartAt: 'M',
      States: {
        M: {
          Type: 'Map',
          ItemProcessor: PROCESSOR,
          ItemReader: {
            Resource: READ,
            Parameters: { Bucket: 'data', 'Key.$': '$.key' },
            ReaderConfig: { InputType: 'JSON', MaxItemsPath: '$.most' },
          },
          ItemBatcher: { MaxItemsPerBatch: 1, BatchInput: { 'by.$': '$.key' } },
          End: true,
        },
      },
    },
    [
      { BatchInput: { by: 'a.json' }, Items: [1] },
      { BatchInput: { by: 'a.json' }, Items: [{ b: 2 }] },
    ],
  ],
];

const items = { Items: [1, 2, 3, 4, 5] };
const batches: readonly (readonly [name: string, machine: object, output: unknown])[] = [
  [
    'byCount',
    map({ ...items, ItemBatcher: { MaxItemsPerBatch: 2 } }),
    [{ Items: [1, 2] }, { Items: [3, 4] }, { Items: [5] }],
  ],
  [
    // {"Items":[1,2,3]} has 17 bytes.
    'byBytes',
    map({ ...items, ItemBatcher: { MaxInputBytesPerBatch: 17 } }),
    [{ Items: [1, 2, 3] }, { Items: [4, 5] }],
  ],
  [
    'computed',
    map({
      ...items,
      ItemSelector: '{% $states.context.Map.Item.Value * 10 %}',
      ItemBatcher: { MaxItemsPerBatch: '{% 2 + 1 %}', BatchInput: { at: '{% $states.input.most %}' } },
    }),
    [
      { BatchInput: { at: 2 }, Items: [10, 20, 30] },
      { BatchInput: { at: 2 }, Items: [40, 50] },
    ],
  ],
];

const failures: readonly (readonly [name: string, machine: object, error: string, cause: RegExp])[] = [
  ['noKey', csv('none.csv'), 'States.ItemReaderFailed', /The specified key does not exist/],
  [
    'noArray',
    reading('object.json', { InputType: 'JSON' }),
    'States.ItemReaderFailed',
    /the object is no JSON array/,
  ],
  [
    'noPointer',
    reading('a.json', { InputType: 'JSON', ItemsPointer: '/x' }),
    'States.ItemReaderFailed',
    /ItemsPointer \/x/,
  ],
  [
    'noLine',
    reading('broken.jsonl', { InputType: 'JSONL' }),
    'States.ItemReaderFailed',
    /line 2 is not JSON/,
  ],
  ['outside', csv('../other/a.csv'), 'States.ItemReaderFailed', /cannot be a file here/],
  [
    'parquet',
    reading('a.csv', { InputType: 'PARQUET' }),
    'States.ItemReaderFailed',
    /PARQUET is not read here/,
  ],
  [
    'noBucket',
    map({
      ItemReader: { Resource: LIST, Arguments: { Bucket: 'nowhere' } },
      ResultWriter: { Resource: WRITE, Arguments: { Bucket: 'nowhere' } },
    }),
    'States.ItemReaderFailed',
    /The specified bucket does not exist/,
  ],
  [
    'noWriting',
    map({ Items: [1], ResultWriter: { Resource: WRITE, Arguments: { Bucket: 'nowhere' } } }),
    'States.ResultWriterFailed',
    /The specified bucket does not exist/,
  ],
];

/** Of three items the second fails, which is tolerated. */
const writer = (ResultWriter: object): object => ({
  StartAt: 'Items',
  States: {
    Items: { Type: 'Pass', Result: [1, 2, [3, 4]], Next: 'M' },
    M: {
      Type: 'Map',
      ItemProcessor: {
        ...PROCESSOR,
        StartAt: 'C',
        States: {
          C: { Type: 'Choice', Choices: [{ Variable: '$', NumericEquals: 2, Next: 'F' }], Default: 'P' },
          F: { Type: 'Fail', Error: 'Two', Cause: 'no twos' },
          ...PROCESSOR.States,
        },
      },
      ToleratedFailureCount: 1,
      ResultWriter,
      End: true,
    },
  },
});

const TO = { Resource: WRITE, Parameters: { Bucket: 'results', Prefix: 'run' } };

const writers: Readonly<Record<string, object>> = {
  written: writer(TO),
  compactLines: writer({ ...TO, WriterConfig: { Transformation: 'COMPACT', OutputType: 'JSONL' } }),
  flattened: writer({ WriterConfig: { Transformation: 'FLATTEN', OutputType: 'JSON' } }),
};

let folder: string;
let stack: EmbeddedStack;
let started: ReturnType<typeof runner>;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 's3-'));
  for (const [key, content] of Object.entries(files)) {
    const path = join(folder, 'data', key);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
  }
  const machines = Object.fromEntries([
    ...[...reads, ...batches, ...failures].map(([name, machine]) => [name, machine] as const),
    ...Object.entries(writers),
  ]);
  stack = await startStack({
    s3: folder,
    templates: [
      {
        stackName: 'Data',
        assetRoot: '/',
        template: {
          Resources: {
            Results: { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'results' } },
            Table: {
              Type: 'AWS::DynamoDB::Table',
              Properties: {
                TableName: 'things',
                KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
                AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
              },
            },
            ...machineResources(machines),
          },
        },
      },
    ],
  });
  started = runner(stack);
  const clients = clientsOf(stack);
  for (const id of ['one', 'two', 'three']) {
    await clients.database.send(new PutItemCommand({ TableName: 'things', Item: { id: { S: id } } }));
  }
  clients.destroy();
});

afterAll(async () => {
  started.client.destroy();
  await stack.stop();
  rmSync(folder, { recursive: true });
});

const run = (machine: string) => started.run(machine, { key: 'a.json', most: 2 });

test.each([
  ...reads,
  ...batches,
])('%s hands its children what is there', async (machine, _definition, output) => {
  const record = await run(machine);
  expect(record.end).toMatchObject({ status: 'SUCCEEDED' });
  expect(outputOf(record)).toEqual(output);
});

test.each(failures)('%s fails', async (machine, _definition, error, cause) => {
  expect((await run(machine)).end).toMatchObject({
    status: 'FAILED',
    error,
    cause: expect.stringMatching(cause),
  });
});

const stored = (key: string): string => readFileSync(join(folder, 'results', key), 'utf8');

test('results are written by status, and named by a manifest', async () => {
  const output = outputOf(await run('written')) as {
    readonly MapRunArn: string;
    readonly ResultWriterDetails: { readonly Key: string };
  };
  const id = output.MapRunArn.split(':').at(-1);
  expect(output).toEqual({
    MapRunArn: expect.stringMatching(/:mapRun:written\/M:/),
    ResultWriterDetails: { Bucket: 'results', Key: `run/${id}/manifest.json` },
  });
  const file = (status: string) => ({
    Key: `run/${id}/${status}_0.json`,
    Size: Buffer.byteLength(stored(`run/${id}/${status}_0.json`)),
  });
  expect(JSON.parse(stored(output.ResultWriterDetails.Key))).toEqual({
    DestinationBucket: 'results',
    MapRunArn: output.MapRunArn,
    ResultFiles: { FAILED: [file('FAILED')], PENDING: [], SUCCEEDED: [file('SUCCEEDED')] },
  });
  expect(JSON.parse(stored(file('SUCCEEDED').Key))).toMatchObject([
    { Status: 'SUCCEEDED', Input: '1', Output: '1', OutputDetails: { Included: true }, RedriveCount: 0 },
    { Status: 'SUCCEEDED', Input: '[3,4]', ExecutionArn: expect.stringContaining(':execution:written/M:') },
  ]);
  expect(JSON.parse(stored(file('FAILED').Key))).toMatchObject([
    { Status: 'FAILED', Input: '2', Error: 'Two', Cause: 'no twos' },
  ]);
});

test('results are written in the form that is asked for', async () => {
  const output = outputOf(await run('compactLines')) as {
    readonly ResultWriterDetails: { readonly Key: string };
  };
  const key = output.ResultWriterDetails.Key.replace('manifest.json', 'SUCCEEDED_0.jsonl');
  expect(stored(key)).toBe('1\n[3,4]\n');
  expect(existsSync(join(folder, 'results', key.replace('SUCCEEDED', 'PENDING')))).toBe(false);
});

test('without a place to write to, the results are handed on in the form that is asked for', async () => {
  expect(outputOf(await run('flattened'))).toEqual([1, expect.objectContaining({ Status: 'FAILED' }), 3, 4]);
});

describe('the role of the machine', () => {
  const readsAndWrites = map({
    ItemReader: {
      Resource: READ,
      Arguments: { Bucket: 'data', Key: 'a.json' },
      ReaderConfig: { InputType: 'JSON' },
    },
    ResultWriter: { Resource: WRITE, Arguments: { Bucket: 'results' } },
  });
  const up = (...rights: readonly string[]) =>
    startStack({
      s3: folder,
      templates: [
        {
          stackName: 'Rights',
          assetRoot: '/',
          template: {
            Resources: {
              Role: {
                Type: 'AWS::IAM::Role',
                Properties: {
                  AssumeRolePolicyDocument: {
                    Statement: {
                      Effect: 'Allow',
                      Action: 'sts:AssumeRole',
                      Principal: { Service: 'states.amazonaws.com' },
                    },
                  },
                  Policies: [
                    {
                      PolicyName: 'p',
                      PolicyDocument: {
                        Statement: {
                          Effect: 'Allow',
                          Action: rights,
                          Resource: ['arn:aws:s3:::*/*', 'arn:aws:states:*:*:stateMachine:both'],
                        },
                      },
                    },
                  ],
                },
              },
              ...machineResources({ both: readsAndWrites }, { RoleArn: { 'Fn::GetAtt': ['Role', 'Arn'] } }),
            },
          },
        },
      ],
    });

  test.each([
    [['s3:GetObject', 's3:PutObject', 'states:StartExecution'], { status: 'SUCCEEDED' }],
    [
      ['s3:PutObject', 'states:StartExecution'],
      { error: 'States.ItemReaderFailed', cause: expect.stringMatching(/perform: s3:GetObject/) },
    ],
    [
      ['s3:GetObject', 'states:StartExecution'],
      { error: 'States.ResultWriterFailed', cause: expect.stringMatching(/perform: s3:PutObject/) },
    ],
    [
      ['s3:GetObject', 's3:PutObject'],
      { error: 'States.Permissions', cause: expect.stringMatching(/perform: states:StartExecution/) },
    ],
  ])('with %j', async (rights, end) => {
    const own = await up(...rights);
    const { run: runIn, client } = runner(own);
    expect((await runIn('both')).end).toMatchObject(end);
    client.destroy();
    await own.stop();
  });
});
