import { chain, machine, only, onlyJsonPath, PASS, TASK } from '../definitions';
import type { Refused } from './structure';

const SCHEMA = (field = ''): string => `SCHEMA_VALIDATION_FAILED at /States/A${field}`;
const MAP = { Type: 'Map', ItemProcessor: chain(PASS), End: true };
const retry = (retrier: object): object => only({ ...TASK, Retry: [{ ErrorEquals: ['X'], ...retrier }] });
const wait = (fields: object): object => onlyJsonPath({ Type: 'Wait', ...fields, End: true });
const task = (fields: object): object => onlyJsonPath({ ...TASK, ...fields });
const map = (fields: object): object => onlyJsonPath({ ...MAP, ...fields });

export const NUMBERS: readonly Refused[] = [
  ...['TimeoutSeconds', 'HeartbeatSeconds'].flatMap((field) =>
    [0, -1, 1.5, 100_000_000, '60', null].map(
      (value): Refused => [`${field} ${value}`, task({ [field]: value }), [SCHEMA(`/${field}`)]],
    ),
  ),
  ...[0, 1.5, '1', 100_000_000].map(
    (value): Refused => [
      `IntervalSeconds ${value}`,
      retry({ IntervalSeconds: value }),
      [SCHEMA('/Retry[0]/IntervalSeconds')],
    ],
  ),
  ...[-1, 0.5, '3', 100_000_000].map(
    (value): Refused => [
      `MaxAttempts ${value}`,
      retry({ MaxAttempts: value }),
      [SCHEMA('/Retry[0]/MaxAttempts')],
    ],
  ),
  ...[0, 0.99, '2'].map(
    (value): Refused => [
      `BackoffRate ${value}`,
      retry({ BackoffRate: value }),
      [SCHEMA('/Retry[0]/BackoffRate')],
    ],
  ),
  ...[0, 31_622_401, '9'].map(
    (value): Refused => [
      `MaxDelaySeconds ${value}`,
      retry({ MaxDelaySeconds: value }),
      [SCHEMA('/Retry[0]/MaxDelaySeconds')],
    ],
  ),
  ['JitterStrategy HALF', retry({ JitterStrategy: 'HALF' }), [SCHEMA('/Retry[0]/JitterStrategy')]],
  ...[-1, 1.5, '1', 100_000_000].map(
    (value): Refused => [`Seconds ${value}`, wait({ Seconds: value }), [SCHEMA('/Seconds')]],
  ),
  ...[-1, 1.5, '1'].map(
    (value): Refused => [
      `MaxConcurrency ${value}`,
      map({ MaxConcurrency: value }),
      [SCHEMA('/MaxConcurrency')],
    ],
  ),
  ...[-1, 1.5].map(
    (value): Refused => [
      `ToleratedFailureCount ${value}`,
      map({ ToleratedFailureCount: value }),
      [SCHEMA('/ToleratedFailureCount')],
    ],
  ),
  ...[-1, 100.5].map(
    (value): Refused => [
      `ToleratedFailurePercentage ${value}`,
      map({ ToleratedFailurePercentage: value }),
      [SCHEMA('/ToleratedFailurePercentage')],
    ],
  ),
  [
    'a heartbeat as long as the timeout',
    task({ TimeoutSeconds: 5, HeartbeatSeconds: 5 }),
    [SCHEMA('/HeartbeatSeconds')],
  ],
  [
    'a number in JSONata that is plain text',
    only({ ...TASK, TimeoutSeconds: 'soon' }),
    [SCHEMA('/TimeoutSeconds')],
  ],
];

export const TIMES: readonly Refused[] = [
  ...[
    '2016-12-05 21:29:29Z',
    '2016-12-05T21:29:29',
    '2016-13-05T21:29:29Z',
    '2016-12-05T25:29:29Z',
    '05-12-2016T21:29:29Z',
    "{% '2016-03-14T01:59:00Z' %}",
    5,
  ].map((value): Refused => [`Timestamp ${value}`, wait({ Timestamp: value }), [SCHEMA('/Timestamp')]]),
  ['a Wait for nothing', wait({}), [SCHEMA()]],
  ['a Wait for two', wait({ Seconds: 1, SecondsPath: '$.s' }), [SCHEMA()]],
  ['a Wait for a time and a moment', wait({ Seconds: 1, Timestamp: '2030-01-01T00:00:00Z' }), [SCHEMA()]],
  ['a Wait for two moments', wait({ Timestamp: '2030-01-01T00:00:00Z', TimestampPath: '$.t' }), [SCHEMA()]],
];

export const TWINS: readonly Refused[] = [
  ...['TimeoutSeconds', 'HeartbeatSeconds'].map(
    (field): Refused => [`${field} twice`, task({ [field]: 5, [`${field}Path`]: '$.t' }), [SCHEMA()]],
  ),
  ...['MaxConcurrency', 'ToleratedFailureCount', 'ToleratedFailurePercentage'].map(
    (field): Refused => [`${field} twice`, map({ [field]: 5, [`${field}Path`]: '$.t' }), [SCHEMA()]],
  ),
  ...['Error', 'Cause'].map(
    (field): Refused => [
      `${field} twice`,
      onlyJsonPath({ Type: 'Fail', [field]: 'x', [`${field}Path`]: '$.t' }),
      [SCHEMA()],
    ],
  ),
  ['ItemProcessor and Iterator', map({ Iterator: { StartAt: 'C', States: { C: PASS } } }), [SCHEMA()]],
  ['ItemSelector and Parameters', map({ ItemSelector: {}, Parameters: {} }), [SCHEMA()]],
  [
    'MaxItemsPerBatch twice',
    map({ ItemBatcher: { MaxItemsPerBatch: 1, MaxItemsPerBatchPath: '$.x' } }),
    [SCHEMA('/ItemBatcher')],
  ],
  [
    'MaxItems twice',
    map({
      ItemReader: {
        Resource: 'arn:aws:states:::s3:getObject',
        ReaderConfig: { MaxItems: 1, MaxItemsPath: '$.x' },
      },
    }),
    [SCHEMA('/ItemReader/ReaderConfig')],
  ],
];

export const RECOVERY: readonly Refused[] = [
  ['Retry that is no list', only({ ...TASK, Retry: {} }), [SCHEMA('/Retry')]],
  ['Catch that is no list', only({ ...TASK, Catch: 'States.ALL' }), [SCHEMA('/Catch')]],
  ['a retrier that is none', only({ ...TASK, Retry: [1] }), [SCHEMA('/Retry[0]')]],
  ['a retrier for nothing', only({ ...TASK, Retry: [{}] }), [SCHEMA('/Retry[0]')]],
  [
    'a retrier for no error',
    only({ ...TASK, Retry: [{ ErrorEquals: [] }] }),
    [SCHEMA('/Retry[0]/ErrorEquals')],
  ],
  [
    'errors that are no list',
    only({ ...TASK, Retry: [{ ErrorEquals: 'X' }] }),
    [SCHEMA('/Retry[0]/ErrorEquals')],
  ],
  [
    'an error that is no text',
    only({ ...TASK, Retry: [{ ErrorEquals: [1] }] }),
    [SCHEMA('/Retry[0]/ErrorEquals[0]')],
  ],
  ['an unknown field of a retrier', retry({ Times: 1 }), [SCHEMA('/Retry[0]')]],
  ['a catcher that leads nowhere', only({ ...TASK, Catch: [{ ErrorEquals: ['X'] }] }), [SCHEMA('/Catch[0]')]],
  [
    'a Next that is no text',
    only({ ...TASK, Catch: [{ ErrorEquals: ['X'], Next: 1 }] }),
    [SCHEMA('/Catch[0]/Next')],
  ],
  ['States.ALL with others', retry({ ErrorEquals: ['States.ALL', 'X'] }), [SCHEMA('/Retry[0]/ErrorEquals')]],
  [
    'States.ALL before others',
    only({ ...TASK, Retry: [{ ErrorEquals: ['States.ALL'] }, { ErrorEquals: ['X'] }] }),
    [SCHEMA('/Retry[0]/ErrorEquals')],
  ],
  [
    'a catcher for States.ALL before others',
    only({
      ...TASK,
      Catch: [
        { ErrorEquals: ['States.ALL'], Next: 'A' },
        { ErrorEquals: ['X'], Next: 'A' },
      ],
    }),
    [SCHEMA('/Catch[0]/ErrorEquals')],
  ],
];

export const RESOURCES: readonly Refused[] = [
  ['a Task that calls nothing', only({ Type: 'Task', End: true }), [SCHEMA()]],
  ...[
    'lambda',
    '',
    'arn:aws:lambda:eu-west-1:1:function:',
    'arn:aws:lambda:eu-west-1:1:function:f:',
    'arn:aws:s3:::bucket',
    'arn:aws:states:::dynamodb:query',
    'arn:aws:states:::lambda:invoke.later',
    'arn:aws:states:::lambda:invoke.sync',
    'arn:aws:states:::dynamodb:getItem.waitForTaskToken',
    'arn:aws:lambda:us-east-1:123456789012:function:pay.waitForTaskToken',
    'arn:aws:states:::http:invoke.sync:2',
    'arn:aws:states:::sqs:sendMessage.sync',
    'arn:aws:states:::aws-sdk:s3',
    'arn:aws:states:::aws-sdk:s3:listBuckets.sync',
    '${Function}',
    5,
  ].map((value): Refused => [`Resource ${value}`, only({ ...TASK, Resource: value }), [SCHEMA('/Resource')]]),
  ['no role', only({ ...TASK, Credentials: {} }), [SCHEMA('/Credentials')]],
  ['another than a role', only({ ...TASK, Credentials: { Name: 'x' } }), [SCHEMA('/Credentials')]],
];

export const GROUPS: readonly Refused[] = [
  ['no Branches', only({ Type: 'Parallel', End: true }), [SCHEMA()]],
  ['Branches without a branch', only({ Type: 'Parallel', Branches: [], End: true }), [SCHEMA('/Branches')]],
  [
    'Branches that are no list',
    only({ Type: 'Parallel', Branches: chain(PASS), End: true }),
    [SCHEMA('/Branches')],
  ],
  [
    'a branch that is none',
    only({ Type: 'Parallel', Branches: [chain(PASS), 1], End: true }),
    [SCHEMA('/Branches[1]')],
  ],
  ['a Map of nothing', only({ Type: 'Map', End: true }), [SCHEMA()]],
  [
    'a processor that is none',
    only({ Type: 'Map', ItemProcessor: [], End: true }),
    [SCHEMA('/ItemProcessor')],
  ],
  [
    'an unknown Mode',
    map({ ItemProcessor: chain(PASS, { ProcessorConfig: { Mode: 'FAST' } }) }),
    [SCHEMA('/ItemProcessor/ProcessorConfig/Mode')],
  ],
  [
    'a distributed Map of no type',
    map({ ItemProcessor: chain(PASS, { ProcessorConfig: { Mode: 'DISTRIBUTED' } }) }),
    [SCHEMA('/ItemProcessor/ProcessorConfig')],
  ],
  [
    'an unknown ExecutionType',
    map({ ItemProcessor: chain(PASS, { ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'FAST' } }) }),
    [SCHEMA('/ItemProcessor/ProcessorConfig/ExecutionType')],
  ],
  ['a reader of nothing', map({ ItemReader: {} }), [SCHEMA('/ItemReader')]],
  [
    'a reader of a queue',
    map({ ItemReader: { Resource: 'arn:aws:states:::sqs:receiveMessage' } }),
    [SCHEMA('/ItemReader/Resource')],
  ],
  [
    'an unknown InputType',
    map({ ItemReader: { Resource: 'arn:aws:states:::s3:getObject', ReaderConfig: { InputType: 'XML' } } }),
    [SCHEMA('/ItemReader/ReaderConfig/InputType')],
  ],
  [
    'a batch of none',
    map({ ItemBatcher: { MaxItemsPerBatch: 0 } }),
    [SCHEMA('/ItemBatcher/MaxItemsPerBatch')],
  ],
  [
    'a batch of too many bytes',
    map({ ItemBatcher: { MaxInputBytesPerBatch: 262_145 } }),
    [SCHEMA('/ItemBatcher/MaxInputBytesPerBatch')],
  ],
  ['a writer of nothing', map({ ResultWriter: {} }), [SCHEMA('/ResultWriter')]],
  [
    'a writer without parameters',
    map({ ResultWriter: { Resource: 'arn:aws:states:::s3:putObject' } }),
    [SCHEMA('/ResultWriter')],
  ],
  [
    'a writer elsewhere',
    map({ ResultWriter: { Resource: 'arn:aws:states:::s3:getObject', Parameters: {} } }),
    [SCHEMA('/ResultWriter/Resource')],
  ],
  ['a label of 41 characters', map({ Label: 'x'.repeat(41) }), ['INVALID_LABEL_NAME at /States/A/Label']],
  ['a label with a blank', map({ Label: 'my map' }), ['INVALID_LABEL_NAME at /States/A/Label']],
  ['a label of nothing', map({ Label: '' }), ['INVALID_LABEL_NAME at /States/A/Label']],
  [
    'a label twice',
    {
      StartAt: 'A',
      States: {
        A: { ...MAP, Label: 'x', End: undefined, Next: 'C' },
        C: { ...MAP, ItemProcessor: { StartAt: 'D', States: { D: PASS } }, Label: 'x' },
      },
    },
    ['DUPLICATE_LABEL_NAME at /States/C/Label'],
  ],
  ['Items that are a number', only({ ...MAP, Items: 5 }), [SCHEMA('/Items')]],
];

const choice = (...rules: readonly unknown[]): object => ({
  StartAt: 'A',
  States: { A: { Type: 'Choice', Choices: rules, Default: 'B' }, B: { Type: 'Succeed' } },
});
const rule = (fields: object): object => choice({ Variable: '$.x', Next: 'B', ...fields });
const RULE = '/Choices[0]';

export const CHOICES: readonly Refused[] = [
  [
    'no Choices',
    { StartAt: 'A', States: { A: { Type: 'Choice', Default: 'B' }, B: { Type: 'Succeed' } } },
    [SCHEMA()],
  ],
  ['Choices without a rule', choice(), [SCHEMA('/Choices')]],
  ['a rule that is none', choice('x'), [SCHEMA(RULE)]],
  ['a rule without an operator', rule({}), [SCHEMA(RULE)]],
  ['an unknown operator', rule({ Like: 'x' }), [SCHEMA(RULE), SCHEMA(RULE)]],
  ['an operator in another case', rule({ stringEquals: 'x' }), [SCHEMA(RULE), SCHEMA(RULE)]],
  ['two operators', rule({ StringEquals: 'x', NumericEquals: 1 }), [SCHEMA(RULE)]],
  ['a rule without Next', choice({ Variable: '$.x', IsNull: true }), [SCHEMA(RULE)]],
  ['a rule about nothing', choice({ IsNull: true, Next: 'B' }), [SCHEMA(RULE)]],
  ['a Variable that is no path', rule({ Variable: 'x', IsNull: true }), [SCHEMA(`${RULE}/Variable`)]],
  ['a Variable that is no text', rule({ Variable: 1, IsNull: true }), [SCHEMA(`${RULE}/Variable`)]],
  ['a text compared as a number', rule({ NumericEquals: '5' }), [SCHEMA(`${RULE}/NumericEquals`)]],
  ['a number compared as a text', rule({ StringEquals: 5 }), [SCHEMA(`${RULE}/StringEquals`)]],
  ['a text compared as true or false', rule({ BooleanEquals: 'true' }), [SCHEMA(`${RULE}/BooleanEquals`)]],
  ['a text compared as a moment', rule({ TimestampEquals: 'noon' }), [SCHEMA(`${RULE}/TimestampEquals`)]],
  ['a pattern that is no text', rule({ StringMatches: ['*'] }), [SCHEMA(`${RULE}/StringMatches`)]],
  ['IsPresent of a text', rule({ IsPresent: 'yes' }), [SCHEMA(`${RULE}/IsPresent`)]],
  [
    'a path to compare with that is none',
    rule({ NumericEqualsPath: 5 }),
    [SCHEMA(`${RULE}/NumericEqualsPath`)],
  ],
  ['a Comment that is no text', rule({ IsNull: true, Comment: 1 }), [SCHEMA(`${RULE}/Comment`)]],
  ['And of nothing', choice({ And: [], Next: 'B' }), [SCHEMA(`${RULE}/And`)]],
  ['And that is no list', choice({ And: {}, Next: 'B' }), [SCHEMA(`${RULE}/And`)]],
  ['Not that is a list', choice({ Not: [], Next: 'B' }), [SCHEMA(`${RULE}/Not`)]],
  [
    'And beside a comparison',
    rule({ And: [{ Variable: '$.x', IsNull: true }], IsNull: true }),
    [SCHEMA(RULE), SCHEMA(RULE)],
  ],
  [
    'Next in an And',
    choice({ And: [{ Variable: '$.x', IsNull: true, Next: 'B' }], Next: 'B' }),
    [SCHEMA(`${RULE}/And[0]`)],
  ],
  [
    'Assign in a Not',
    choice({ Not: { Variable: '$.x', IsNull: true, Assign: {} }, Next: 'B' }),
    [SCHEMA(`${RULE}/Not`)],
  ],
  ['a Condition in JSONPath', rule({ Condition: '{% true %}' }), [SCHEMA(RULE), SCHEMA(RULE)]],
  [
    'a comparison in JSONata',
    machine({ A: { Type: 'Choice', Choices: [{ Variable: '$.x', IsNull: true, Next: 'B' }] }, B: PASS }),
    [SCHEMA(RULE), SCHEMA(RULE), SCHEMA(RULE)],
  ],
  [
    'a Condition that is plain text',
    machine({ A: { Type: 'Choice', Choices: [{ Condition: 'x = 1', Next: 'B' }] }, B: PASS }),
    [SCHEMA(`${RULE}/Condition`)],
  ],
];
