/** Definitions as people write them, small. States that hold other states. */
const one = (state: object, language?: string): object => ({
  ...(language ? { QueryLanguage: language } : {}),
  StartAt: 'M',
  States: { M: { ...state, End: true } },
});

const chain = (name: string, state: object = { Type: 'Pass', End: true }, more: object = {}): object => ({
  StartAt: name,
  States: { [name]: state },
  ...more,
});

const DISTRIBUTED = { ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'EXPRESS' } };
const s3 = (action: string): string => `arn:aws:states:::s3:${action}`;

export const GROUPS: Readonly<Record<string, object>> = {
  'a Parallel': one({
    Type: 'Parallel',
    Branches: [chain('A', undefined, { Comment: 'first' }), chain('B', { Type: 'Fail', Error: 'E' })],
    Parameters: { 'x.$': '$.x' },
    ResultSelector: { 'first.$': '$[0]' },
    ResultPath: '$.both',
    Retry: [{ ErrorEquals: ['States.BranchFailed'] }],
    Catch: [{ ErrorEquals: ['States.ALL'], Next: 'M' }],
  }),
  'a Parallel in JSONata': one(
    {
      Type: 'Parallel',
      Arguments: { x: '{% $states.input.x %}' },
      Branches: [chain('A', { Type: 'Pass', Assign: { a: 1 }, Output: '{% $outer %}', End: true })],
      Assign: { outer: '{% $states.result[0] %}' },
      Output: '{% $states.result %}',
      Catch: [
        {
          ErrorEquals: ['States.ALL'],
          Next: 'M',
          Assign: { why: '{% $states.errorOutput.Cause %}' },
          Output: '{% $merge([$states.input, {"error": $states.errorOutput}]) %}',
        },
      ],
    },
    'JSONata',
  ),
  'a catcher that takes the name of a variable of a branch': one(
    {
      Type: 'Parallel',
      Branches: [chain('A', { Type: 'Pass', Assign: { seen: '{% $states.input %}' }, End: true })],
      Catch: [{ ErrorEquals: ['States.ALL'], Next: 'M', Assign: { seen: '{% $states.errorOutput %}' } }],
    },
    'JSONata',
  ),
  'a branch without an end': one({
    Type: 'Parallel',
    Branches: [
      {
        StartAt: 'A',
        States: { A: { Type: 'Pass', Next: 'B' }, B: { Type: 'Wait', Seconds: 1, Next: 'A' } },
      },
    ],
  }),
  'a Map as it was called once': one({
    Type: 'Map',
    ItemsPath: '$.orders',
    MaxConcurrency: 5,
    Parameters: { 'item.$': '$$.Map.Item.Value', 'index.$': '$$.Map.Item.Index', 'id.$': '$.id' },
    Iterator: chain('Each'),
    ResultPath: '$.done',
  }),
  'an inline Map': one({
    Type: 'Map',
    ItemProcessor: chain('Each', undefined, { ProcessorConfig: { Mode: 'INLINE' } }),
    ItemSelector: { 'item.$': '$$.Map.Item.Value' },
    MaxConcurrencyPath: '$.width',
    ToleratedFailurePercentage: 12.5,
    Label: 'Orders',
  }),
  'a Map in a Map in a Parallel': one({
    Type: 'Parallel',
    Branches: [
      chain('Outer', {
        Type: 'Map',
        ItemProcessor: chain('Inner', { Type: 'Map', ItemProcessor: chain('Each'), End: true }),
        End: true,
      }),
    ],
  }),
  'a Map in JSONata': one(
    {
      Type: 'Map',
      Items: "{% $states.input.orders[status != 'DONE'] %}",
      ItemSelector: '{% {"order": $states.context.Map.Item.Value} %}',
      ItemProcessor: chain('Each', { Type: 'Pass', Output: '{% $states.input.order.id %}', End: true }),
      MaxConcurrency: '{% $states.input.width %}',
      ToleratedFailureCount: '{% 2 %}',
      Output: { all: '{% $states.result %}' },
    },
    'JSONata',
  ),
  'a Map over a list of its own': one(
    { Type: 'Map', Items: [1, '{% 2 %}'], ItemProcessor: chain('Each') },
    'JSONata',
  ),
  'a distributed Map over a CSV': one({
    Type: 'Map',
    ItemReader: {
      Resource: s3('getObject'),
      ReaderConfig: {
        InputType: 'CSV',
        CSVHeaderLocation: 'GIVEN',
        CSVHeaders: ['id', '{% x'],
        MaxItems: 10,
      },
      Parameters: { Bucket: 'b', 'Key.$': '$.key' },
    },
    ItemBatcher: { MaxItemsPerBatch: 100, MaxInputBytesPerBatch: 1024, BatchInput: { 'day.$': '$.day' } },
    ItemProcessor: chain('Each', undefined, DISTRIBUTED),
    ResultWriter: {
      Resource: s3('putObject'),
      Parameters: { Bucket: 'b', Prefix: 'p' },
      WriterConfig: { OutputType: 'JSONL', Transformation: 'FLATTEN' },
    },
    ToleratedFailureCountPath: '$.tolerated',
    MaxConcurrency: 1000,
    Label: 'CsvRows',
  }),
  'a distributed Map over a list of objects': one(
    {
      Type: 'Map',
      ItemReader: {
        Resource: s3('listObjectsV2'),
        Arguments: { Bucket: '{% $states.input.bucket %}', Prefix: 'p' },
      },
      ItemBatcher: { MaxItemsPerBatch: '{% 10 %}', BatchInput: { x: '{% $states.input.x %}' } },
      ItemSelector: { key: '{% $states.context.Map.Item.Value.Key %}' },
      ItemProcessor: chain('Each', undefined, {
        ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
      }),
      ResultWriter: { WriterConfig: { OutputType: 'JSON', Transformation: 'COMPACT' } },
    },
    'JSONata',
  ),
  'a distributed Map over a manifest': one({
    Type: 'Map',
    ItemReader: {
      Resource: s3('getObject'),
      ReaderConfig: { InputType: 'MANIFEST', MaxItemsPath: '$.most' },
      Parameters: { Bucket: 'b', Key: 'manifest.json' },
    },
    ItemProcessor: chain('Each', undefined, DISTRIBUTED),
  }),
};
