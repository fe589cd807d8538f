import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateStateMachineAliasCommand,
  type CreateStateMachineAliasCommandInput,
  CreateStateMachineCommand,
  type CreateStateMachineCommandInput,
  DeleteStateMachineAliasCommand,
  DeleteStateMachineCommand,
  DeleteStateMachineVersionCommand,
  DescribeExecutionCommand,
  DescribeStateMachineAliasCommand,
  DescribeStateMachineCommand,
  DescribeStateMachineForExecutionCommand,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  ListStateMachineAliasesCommand,
  ListStateMachinesCommand,
  ListStateMachineVersionsCommand,
  ListTagsForResourceCommand,
  PublishStateMachineVersionCommand,
  StartExecutionCommand,
  StopExecutionCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateStateMachineAliasCommand,
  UpdateStateMachineCommand,
} from '@aws-sdk/client-sfn';
import { JumpingClock } from '../../lib/engine';
import { type EmbeddedStack, startStack } from '../../lib/local';
import { clientsOf } from '../local/fixtures/clients';

const roleArn = 'arn:aws:iam::000000000000:role/machines';
const PREFIX = 'arn:aws:states:us-east-1:000000000000:stateMachine';
const answering = (answer: unknown): string =>
  JSON.stringify({ StartAt: 'Answer', States: { Answer: { Type: 'Pass', Result: answer, End: true } } });
const waiting = JSON.stringify({
  StartAt: 'Wait',
  States: { Wait: { Type: 'Wait', Seconds: 3600, Next: 'Done' }, Done: { Type: 'Succeed' } },
});

const chances: number[] = [];
const dataDir = mkdtempSync(join(tmpdir(), 'machines-'));
let clock: JumpingClock;
let stack: EmbeddedStack;
let sfn: ReturnType<typeof clientsOf>['states'];

const up = async (): Promise<void> => {
  clock = new JumpingClock();
  stack = await startStack({ dataDir, clock, random: () => chances.shift() ?? 0.5 });
  sfn = clientsOf(stack).states;
};
const down = async (): Promise<void> => {
  sfn.destroy();
  await stack.stop();
};
beforeAll(up);
afterAll(async () => {
  await down();
  rmSync(dataDir, { recursive: true });
});

const create = (name: string, more: Partial<CreateStateMachineCommandInput> = {}) =>
  sfn.send(new CreateStateMachineCommand({ name, definition: answering(1), roleArn, ...more }));
const arnOf = (name: string): string => `${PREFIX}:${name}`;
const describe_ = (stateMachineArn: string) => sfn.send(new DescribeStateMachineCommand({ stateMachineArn }));
const run = async (stateMachineArn: string) => {
  const { executionArn } = await sfn.send(new StartExecutionCommand({ stateMachineArn }));
  await stack.idle();
  return sfn.send(new DescribeExecutionCommand({ executionArn }));
};

/** Three versions of a machine, answering 1, 2, 3. */
const withVersions = async (name: string): Promise<readonly string[]> => {
  const stateMachineArn = arnOf(name);
  await create(name, { publish: true });
  for (const answer of [2, 3]) {
    const input = { stateMachineArn, definition: answering(answer), publish: true };
    await sfn.send(new UpdateStateMachineCommand(input));
  }
  return [1, 2, 3].map((number) => `${stateMachineArn}:${number}`);
};

test('a machine is created, described, run, listed and deleted', async () => {
  const { stateMachineArn, creationDate } = await create('whole', {
    tags: [{ key: 'team', value: 'one' }],
    loggingConfiguration: {
      level: 'ALL',
      includeExecutionData: true,
      destinations: [{ cloudWatchLogsLogGroup: { logGroupArn: 'arn:aws:logs:us-east-1:0:log-group:x:*' } }],
    },
    tracingConfiguration: { enabled: true },
    encryptionConfiguration: { type: 'CUSTOMER_MANAGED_KMS_KEY', kmsKeyId: 'alias/own' },
  });
  expect(stateMachineArn).toBe(arnOf('whole'));
  const { $metadata: _, ...described } = await describe_(arnOf('whole'));
  expect(described).toEqual({
    stateMachineArn,
    name: 'whole',
    status: 'ACTIVE',
    type: 'STANDARD',
    definition: answering(1),
    roleArn,
    creationDate,
    loggingConfiguration: {
      level: 'ALL',
      includeExecutionData: true,
      destinations: [{ cloudWatchLogsLogGroup: { logGroupArn: 'arn:aws:logs:us-east-1:0:log-group:x:*' } }],
    },
    tracingConfiguration: { enabled: true },
    encryptionConfiguration: {
      type: 'CUSTOMER_MANAGED_KMS_KEY',
      kmsKeyId: 'alias/own',
      kmsDataKeyReusePeriodSeconds: 300,
    },
  });
  const ended = await run(arnOf('whole'));
  expect(ended).toMatchObject({ status: 'SUCCEEDED', output: '1', stateMachineArn });
  expect(ended.stateMachineVersionArn).toBeUndefined();
  const { executionArn } = ended;
  const own = await sfn.send(new DescribeStateMachineForExecutionCommand({ executionArn }));
  expect(own).toMatchObject({ definition: answering(1), roleArn, updateDate: creationDate, name: 'whole' });
  await sfn.send(new DeleteStateMachineCommand({ stateMachineArn }));
  await expect(describe_(arnOf('whole'))).rejects.toMatchObject({ name: 'StateMachineDoesNotExist' });
});

test('what is not said has its defaults', async () => {
  await create('plain');
  expect(await describe_(arnOf('plain'))).toMatchObject({
    loggingConfiguration: { level: 'OFF', includeExecutionData: false },
    tracingConfiguration: { enabled: false },
    encryptionConfiguration: { type: 'AWS_OWNED_KEY' },
  });
});

test('created again with the same arguments it is the same machine; role and tags are not compared', async () => {
  const first = await create('again', { publish: true, versionDescription: 'one' });
  const second = await create('again', {
    publish: true,
    versionDescription: 'one',
    roleArn: `${roleArn}-other`,
    tags: [{ key: 'a', value: 'b' }],
  });
  expect(second).toMatchObject({ ...first, $metadata: expect.anything() });
  expect(second.stateMachineVersionArn).toBe(`${arnOf('again')}:1`);
  expect((await describe_(arnOf('again'))).roleArn).toBe(roleArn);
});

const differing: readonly (readonly [string, Partial<CreateStateMachineCommandInput>])[] = [
  ['definition', { definition: `${answering(1)} ` }],
  ['type', { type: 'EXPRESS' }],
  ['tracing', { tracingConfiguration: { enabled: true } }],
  ['publish', { publish: true }],
];
test.each(differing)('created again with another %s it is refused', async (_what, other) => {
  await create('taken');
  await expect(create('taken', other)).rejects.toMatchObject({
    name: 'StateMachineAlreadyExists',
    message: `State Machine Already Exists: '${arnOf('taken')}'`,
  });
});

const log = { cloudWatchLogsLogGroup: { logGroupArn: 'arn:aws:logs:us-east-1:0:log-group:x:*' } };
const refused: readonly (readonly [string, Partial<CreateStateMachineCommandInput>, string, string])[] = [
  ['a name with a blank', { name: 'a b' }, 'InvalidName', "Invalid Name: 'a b'"],
  [
    'a name of 81 characters',
    { name: 'x'.repeat(81) },
    'ValidationException',
    `1 validation error detected: Value '${'x'.repeat(81)}' at 'name' failed to satisfy constraint: Member must have length less than or equal to 80`,
  ],
  [
    'two things at once',
    { name: '', type: 'FAST' as never },
    'ValidationException',
    "2 validation errors detected: Value '' at 'name' failed to satisfy constraint: Member must have length greater than or equal to 1; Value 'FAST' at 'type' failed to satisfy constraint: Member must satisfy enum value set: [STANDARD, EXPRESS]",
  ],
  ['a role that is no ARN', { roleArn: 'me' }, 'InvalidArn', "Invalid Arn: 'Invalid ARN prefix: me'"],
  [
    'a description of no version',
    { versionDescription: 'one' },
    'ValidationException',
    'Version description can only be set when publish is true',
  ],
  [
    'two log destinations',
    { loggingConfiguration: { level: 'ALL', destinations: [log, log] } },
    'InvalidLoggingConfiguration',
    'Invalid Logging Configuration: Must specify exactly one Log Destination.',
  ],
  [
    'logs without a destination',
    { loggingConfiguration: { level: 'ERROR' } },
    'InvalidLoggingConfiguration',
    'Invalid Logging Configuration: Must specify exactly one Log Destination.',
  ],
  [
    'a key without its id',
    { encryptionConfiguration: { type: 'CUSTOMER_MANAGED_KMS_KEY' } },
    'InvalidEncryptionConfiguration',
    'Invalid Encryption Configuration: type CUSTOMER_MANAGED_KMS_KEY needs a kmsKeyId',
  ],
];
test.each(refused)('%s is refused as AWS does', async (_what, input, name, message) => {
  await expect(create('refused', input)).rejects.toMatchObject({ name, message });
});

test.each([
  ['no JSON', '{'],
  ['no states', '{"StartAt":"A"}'],
  ['an unknown type', '{"StartAt":"A","States":{"A":{"Type":"Sleep","End":true}}}'],
  [
    'a bad expression',
    '{"QueryLanguage":"JSONata","StartAt":"A","States":{"A":{"Type":"Pass","Output":"{% ( %}","End":true}}}',
  ],
])('a definition with %s is an InvalidDefinition', async (_what, definition) => {
  await expect(create('invalid', { definition })).rejects.toMatchObject({
    name: 'InvalidDefinition',
    message: expect.stringMatching(/^Invalid State Machine Definition: '.+'$/),
  });
  await expect(describe_(arnOf('invalid'))).rejects.toMatchObject({ name: 'StateMachineDoesNotExist' });
});

test.each([
  ['DescribeStateMachine', (arn: string) => describe_(arn)],
  [
    'UpdateStateMachine',
    (arn: string) => sfn.send(new UpdateStateMachineCommand({ stateMachineArn: arn, roleArn })),
  ],
  ['ListExecutions', (arn: string) => sfn.send(new ListExecutionsCommand({ stateMachineArn: arn }))],
  [
    'PublishStateMachineVersion',
    (arn: string) => sfn.send(new PublishStateMachineVersionCommand({ stateMachineArn: arn })),
  ],
  [
    'ListStateMachineVersions',
    (arn: string) => sfn.send(new ListStateMachineVersionsCommand({ stateMachineArn: arn })),
  ],
  [
    'ListStateMachineAliases',
    (arn: string) => sfn.send(new ListStateMachineAliasesCommand({ stateMachineArn: arn })),
  ],
  ['StartExecution', (arn: string) => sfn.send(new StartExecutionCommand({ stateMachineArn: arn }))],
])('%s knows ARNs as AWS does', async (_operation, call) => {
  await expect(call('mine')).rejects.toMatchObject({
    name: 'InvalidArn',
    message: "Invalid Arn: 'Invalid ARN prefix: mine'",
  });
  await expect(call(PREFIX.replace(/stateMachine$/, 'activity:a'))).rejects.toMatchObject({
    message: "Invalid Arn: 'Resource type not valid in this context: activity'",
  });
  await expect(call(arnOf('nobody'))).rejects.toMatchObject({
    name: 'StateMachineDoesNotExist',
    message: `State Machine Does Not Exist: '${arnOf('nobody')}'`,
  });
});

test('an update makes a revision, unless it changes nothing; executions keep what they started with', async () => {
  await create('updated', { definition: waiting });
  const stateMachineArn = arnOf('updated');
  const { executionArn } = await sfn.send(new StartExecutionCommand({ stateMachineArn }));
  const update = (more: object) => sfn.send(new UpdateStateMachineCommand({ stateMachineArn, ...more }));
  expect((await update({ definition: waiting })).revisionId).toBeUndefined();
  const { revisionId, updateDate } = await update({ definition: answering(2), roleArn: `${roleArn}-2` });
  expect(revisionId).toEqual(expect.any(String));
  expect(updateDate).toBeInstanceOf(Date);
  expect((await update({ definition: answering(2) })).revisionId).toBe(revisionId);
  expect(await describe_(stateMachineArn)).toMatchObject({ revisionId, definition: answering(2) });
  const own = await sfn.send(new DescribeStateMachineForExecutionCommand({ executionArn }));
  expect(own).toMatchObject({ definition: waiting, roleArn });
  expect(own.revisionId).toBeUndefined();
  await sfn.send(new StopExecutionCommand({ executionArn }));
  await expect(update({})).rejects.toMatchObject({ name: 'MissingRequiredParameter' });
  await expect(update({ definition: '{}' })).rejects.toMatchObject({ name: 'InvalidDefinition' });
});

test('the variables that each state reads are told', async () => {
  const definition = JSON.stringify({
    StartAt: 'Setup',
    States: {
      Setup: { Type: 'Pass', Assign: { guess: 'a', answer: 'b', unread: '$answer' }, Next: 'Check' },
      Check: {
        Type: 'Choice',
        Choices: [{ Variable: '$guess', StringEqualsPath: '$answer', Next: 'Right' }],
        Default: 'Wrong',
      },
      Right: {
        Type: 'Pass',
        Parameters: { 'text.$': "States.Format('$no {} {}', $guess.a[0], $$.State.Name)", plain: '$guess' },
        Next: 'Each',
      },
      Wrong: { Type: 'Pass', Assign: { 'guess.$': '$answer' }, Next: 'Check' },
      Each: {
        Type: 'Map',
        ItemsPath: '$answer',
        ItemProcessor: {
          StartAt: 'In',
          States: {
            In: {
              Type: 'Pass',
              QueryLanguage: 'JSONata',
              Output: '{% ($own := $guess; $sum([$own, $answer.a]) & $states.input) %}',
              End: true,
            },
          },
        },
        End: true,
      },
    },
  });
  await create('variables', { definition });
  expect((await describe_(arnOf('variables'))).variableReferences).toEqual({
    Check: ['answer', 'guess'],
    Right: ['guess'],
    Wrong: ['answer'],
    Each: ['answer'],
    In: ['answer', 'guess'],
  });
  await create('none');
  expect((await describe_(arnOf('none'))).variableReferences).toBeUndefined();
});

test('machines are listed by name, in pages', async () => {
  const names = ['page-1', 'page-2', 'page-3'];
  for (const name of names) await create(name);
  const listed: string[] = [];
  let nextToken: string | undefined;
  do {
    const page = await sfn.send(new ListStateMachinesCommand({ maxResults: 2, nextToken }));
    expect(page.stateMachines?.length).toBeLessThanOrEqual(2);
    listed.push(...(page.stateMachines ?? []).map(({ name }) => String(name)));
    nextToken = page.nextToken;
  } while (nextToken);
  expect(listed).toEqual([...listed].sort());
  expect(listed).toEqual(expect.arrayContaining(names));
  await expect(sfn.send(new ListStateMachinesCommand({ maxResults: 1001 }))).rejects.toMatchObject({
    name: 'ValidationException',
    message:
      "1 validation error detected: Value '1001' at 'maxResults' failed to satisfy constraint: Member must have value less than or equal to 1000",
  });
  await expect(sfn.send(new ListStateMachinesCommand({ nextToken: 'abc' }))).rejects.toMatchObject({
    name: 'InvalidToken',
    message: "Invalid Token: 'Invalid token'",
  });
});

test('a deleted machine is DELETING while an execution runs, and starts nothing; then it is gone', async () => {
  await create('going', { definition: waiting });
  const release = clock.hold();
  const stateMachineArn = arnOf('going');
  const { executionArn } = await sfn.send(new StartExecutionCommand({ stateMachineArn }));
  await sfn.send(new DeleteStateMachineCommand({ stateMachineArn }));
  expect((await describe_(stateMachineArn)).status).toBe('DELETING');
  for (const call of [
    () => sfn.send(new StartExecutionCommand({ stateMachineArn })),
    () => sfn.send(new UpdateStateMachineCommand({ stateMachineArn, roleArn })),
    () => create('going', { definition: waiting }),
  ]) {
    await expect(call()).rejects.toMatchObject({ name: 'StateMachineDeleting' });
  }
  await sfn.send(new StopExecutionCommand({ executionArn }));
  release();
  await expect(describe_(stateMachineArn)).rejects.toMatchObject({ name: 'StateMachineDoesNotExist' });
  await create('going');
  expect((await run(stateMachineArn)).output).toBe('1');
  await sfn.send(new DeleteStateMachineCommand({ stateMachineArn }));
  await sfn.send(new DeleteStateMachineCommand({ stateMachineArn }));
  await expect(
    sfn.send(new DeleteStateMachineCommand({ stateMachineArn: `${stateMachineArn}:1` })),
  ).rejects.toMatchObject({ name: 'ValidationException' });
});

test('versions keep what they were published with, newest first; numbers are given once', async () => {
  const [one = '', two = '', three = ''] = await withVersions('versioned');
  const stateMachineArn = arnOf('versioned');
  const list = async () => {
    const { stateMachineVersions } = await sfn.send(new ListStateMachineVersionsCommand({ stateMachineArn }));
    return stateMachineVersions?.map(({ stateMachineVersionArn }) => stateMachineVersionArn);
  };
  expect(await list()).toEqual([three, two, one]);
  for (const [index, arn] of [one, two, three].entries()) {
    expect(await describe_(arn)).toMatchObject({ stateMachineArn: arn, definition: answering(index + 1) });
    const ended = await run(arn);
    expect(ended).toMatchObject({ output: String(index + 1), stateMachineVersionArn: arn, stateMachineArn });
  }
  const publish = (more: object = {}) =>
    sfn.send(new PublishStateMachineVersionCommand({ stateMachineArn, ...more }));
  expect((await publish()).stateMachineVersionArn).toBe(three);
  await sfn.send(new DeleteStateMachineVersionCommand({ stateMachineVersionArn: three }));
  await sfn.send(new DeleteStateMachineVersionCommand({ stateMachineVersionArn: three }));
  await expect(describe_(three)).rejects.toMatchObject({ name: 'StateMachineDoesNotExist' });
  const again = await publish({ description: 'the fourth' });
  expect(again.stateMachineVersionArn).toBe(`${stateMachineArn}:4`);
  expect((await describe_(`${stateMachineArn}:4`)).description).toBe('the fourth');
  await expect(publish({ revisionId: 'other' })).rejects.toMatchObject({
    name: 'ConflictException',
    message: expect.stringMatching(
      /^Failed to publish the State Machine version for revision other\. The current State Machine revision is [\w-]+\.$/,
    ),
  });
  await expect(
    sfn.send(new UpdateStateMachineCommand({ stateMachineArn: one, roleArn })),
  ).rejects.toMatchObject({ name: 'StateMachineDoesNotExist' });
});

test('an alias routes by weight; the chosen version is the execution’s', async () => {
  const [one = '', two = ''] = await withVersions('routed');
  const routingConfiguration = [
    { stateMachineVersionArn: one, weight: 30 },
    { stateMachineVersionArn: two, weight: 70 },
  ];
  const { stateMachineAliasArn = '' } = await sfn.send(
    new CreateStateMachineAliasCommand({ name: 'live', routingConfiguration }),
  );
  expect(stateMachineAliasArn).toBe(`${arnOf('routed')}:live`);
  for (const [chance, version] of [
    [0, one],
    [0.299, one],
    [0.3, two],
    [0.999, two],
  ] as const) {
    chances.push(chance);
    const ended = await run(stateMachineAliasArn);
    expect(ended).toMatchObject({ stateMachineAliasArn, stateMachineVersionArn: version });
    expect(ended.output).toBe(version === one ? '1' : '2');
  }
  const listed = await sfn.send(new ListExecutionsCommand({ stateMachineArn: stateMachineAliasArn }));
  const { executionArn } = listed.executions?.[0] ?? {};
  const { events } = await sfn.send(new GetExecutionHistoryCommand({ executionArn }));
  expect(events?.[0]?.executionStartedEventDetails).toMatchObject({
    ...{ roleArn, stateMachineAliasArn, stateMachineVersionArn: two },
  });
  expect(listed.executions).toHaveLength(4);
  expect(listed.executions?.[0]).toMatchObject({ stateMachineAliasArn, stateMachineVersionArn: two });
});

test('an alias is created, described, changed, listed and deleted', async () => {
  const [one = '', two = ''] = await withVersions('aliased');
  const to = (...weights: readonly number[]) =>
    weights.map((weight, index) => ({ stateMachineVersionArn: [one, two][index], weight }));
  const createAlias = (input: Partial<CreateStateMachineAliasCommandInput> = {}) =>
    sfn.send(new CreateStateMachineAliasCommand({ name: 'live', routingConfiguration: to(100), ...input }));
  const { stateMachineAliasArn, creationDate } = await createAlias();
  expect(await createAlias()).toMatchObject({ stateMachineAliasArn, creationDate });
  for (const other of [{ description: 'd' }, { routingConfiguration: to(50, 50) }]) {
    await expect(createAlias(other)).rejects.toMatchObject({
      name: 'ConflictException',
      message:
        'Failed to create alias because an alias with the same name and a different routing configuration already exists.',
    });
  }
  const update = (input: object) =>
    sfn.send(new UpdateStateMachineAliasCommand({ stateMachineAliasArn, ...input }));
  await expect(update({})).rejects.toMatchObject({ name: 'ValidationException' });
  await update({ description: 'new' });
  await update({ routingConfiguration: to(40, 60) });
  expect(await sfn.send(new DescribeStateMachineAliasCommand({ stateMachineAliasArn }))).toMatchObject({
    stateMachineAliasArn,
    name: 'live',
    description: 'new',
    routingConfiguration: to(40, 60),
    creationDate,
  });
  await expect(
    sfn.send(new DeleteStateMachineVersionCommand({ stateMachineVersionArn: two })),
  ).rejects.toMatchObject({
    name: 'ConflictException',
    message:
      'Version to be deleted must not be referenced by an alias. Current list of aliases referencing this version: [live]',
  });
  await createAlias({ name: 'other' });
  const list = async (stateMachineArn: string) => {
    const { stateMachineAliases } = await sfn.send(new ListStateMachineAliasesCommand({ stateMachineArn }));
    return stateMachineAliases?.map(({ stateMachineAliasArn: arn }) => arn?.split(':').at(-1));
  };
  expect(await list(arnOf('aliased'))).toEqual(['live', 'other']);
  expect(await list(two)).toEqual(['live']);
  await sfn.send(new DeleteStateMachineAliasCommand({ stateMachineAliasArn }));
  await sfn.send(new DeleteStateMachineAliasCommand({ stateMachineAliasArn }));
  for (const call of [
    () => update({ description: 'x' }),
    () => sfn.send(new DescribeStateMachineAliasCommand({ stateMachineAliasArn })),
  ]) {
    await expect(call()).rejects.toMatchObject({
      name: 'ResourceNotFound',
      message: 'Request references a resource that does not exist.',
    });
  }
});

test('what routing and alias names must be is said in AWS’s words', async () => {
  const [one = '', two = '', three = ''] = await withVersions('misrouted');
  const route = (stateMachineVersionArn: string, weight: number) => ({ stateMachineVersionArn, weight });
  const cases: readonly (readonly [string, readonly ReturnType<typeof route>[], string])[] = [
    [
      'a',
      [route(one, 70), route(two, 29)],
      'Sum of routing configuration weights must equal 100. Received: [70, 29]',
    ],
    [
      'a',
      [route(one, 50), route(one, 50)],
      `Routing configuration must contain distinct state machine version ARNs. Received: [${one}, ${one}]`,
    ],
    [
      'a',
      [route(arnOf('misrouted'), 100)],
      `Routing configuration must contain state machine version ARNs. Received: [${arnOf('misrouted')}]`,
    ],
    [
      'a',
      [route(one, 101)],
      "1 validation error detected: Value '101' at 'routingConfiguration.1.member.weight' failed to satisfy constraint: Member must have value less than or equal to 100",
    ],
    [
      'a',
      [route(one, 50), route(two, 30), route(three, 20)],
      `1 validation error detected: Value '[RoutingConfigurationListItem(stateMachineVersionArn=${one}, weight=50), RoutingConfigurationListItem(stateMachineVersionArn=${two}, weight=30), RoutingConfigurationListItem(stateMachineVersionArn=${three}, weight=20)]' at 'routingConfiguration' failed to satisfy constraint: Member must have length less than or equal to 2`,
    ],
    [
      '123',
      [route(one, 100)],
      "1 validation error detected: Value '123' at 'name' failed to satisfy constraint: Member must satisfy regular expression pattern: ^(?=.*[a-zA-Z_\\-\\.])[a-zA-Z0-9_\\-\\.]+$",
    ],
  ];
  for (const [name, routingConfiguration, message] of cases) {
    const input = { name, routingConfiguration: [...routingConfiguration] };
    await expect(sfn.send(new CreateStateMachineAliasCommand(input))).rejects.toMatchObject({
      name: 'ValidationException',
      message,
    });
  }
});

test('tags are put on, read and taken off machines; versions have none', async () => {
  await create('tagged', { tags: [{ key: 'a', value: '1' }], publish: true });
  const resourceArn = arnOf('tagged');
  const tags = async () => (await sfn.send(new ListTagsForResourceCommand({ resourceArn }))).tags;
  expect(await tags()).toEqual([{ key: 'a', value: '1' }]);
  await sfn.send(
    new TagResourceCommand({
      resourceArn,
      tags: [
        { key: 'a', value: '2' },
        { key: 'b', value: '' },
      ],
    }),
  );
  expect(await tags()).toEqual([
    { key: 'a', value: '2' },
    { key: 'b', value: '' },
  ]);
  await sfn.send(new UntagResourceCommand({ resourceArn, tagKeys: ['a', 'c'] }));
  expect(await tags()).toEqual([{ key: 'b', value: '' }]);
  await expect(
    sfn.send(new TagResourceCommand({ resourceArn: `${resourceArn}:1`, tags: [] })),
  ).rejects.toMatchObject({ name: 'ResourceNotFound', message: `Resource not found: '${resourceArn}:1'` });
  const many = Array.from({ length: 50 }, (_, index) => ({ key: `k${index}`, value: '' }));
  await expect(sfn.send(new TagResourceCommand({ resourceArn, tags: many }))).rejects.toMatchObject({
    name: 'TooManyTags',
  });
});

test('executions are listed of a machine or of a Map run, and not of both', async () => {
  for (const input of [{}, { stateMachineArn: arnOf('plain'), mapRunArn: `${arnOf('plain')}/m:x` }]) {
    await expect(sfn.send(new ListExecutionsCommand(input))).rejects.toMatchObject({
      name: 'ValidationException',
    });
  }
});

const statement = (Action: string, Resource: string) => ({ Effect: 'Allow', Action, Resource });
const person = (...Statement: readonly object[]) => ({
  Resources: {
    Policy: {
      Type: 'AWS::IAM::ManagedPolicy',
      Properties: { ManagedPolicyName: 'maker', PolicyDocument: { Statement } },
    },
  },
  Outputs: { MakerPolicyArn: { Value: { Ref: 'Policy' } } },
});
const maker = {
  machine: statement('states:*StateMachine*', `${PREFIX}:mine`),
  role: statement('iam:PassRole', roleArn),
  tag: statement('states:TagResource', `${PREFIX}:mine`),
};
test('making a machine needs the right to it, to pass its role on, and to each of its parts', async () => {
  const cases: readonly (readonly [readonly object[], Partial<CreateStateMachineCommandInput>, string?])[] = [
    [[maker.role], {}, 'states:CreateStateMachine'],
    [[maker.machine], {}, 'iam:PassRole'],
    [[maker.machine, maker.role], { tags: [{ key: 'a', value: 'b' }] }, 'states:TagResource'],
    [[maker.machine, maker.role], { name: 'other' }, 'states:CreateStateMachine'],
    [[maker.machine, maker.role, maker.tag], { tags: [{ key: 'a', value: 'b' }], publish: true }],
  ];
  for (const [statements, more, denied] of cases) {
    const template = person(...statements);
    const own = await startStack({ templates: [{ stackName: 'People', template, assetRoot: '.' }] });
    const { states, destroy } = clientsOf(own, 'as-maker');
    const made = states.send(
      new CreateStateMachineCommand({ name: 'mine', definition: answering(1), roleArn, ...more }),
    );
    const message = expect.stringContaining(`is not authorized to perform: ${denied}`);
    if (denied === undefined) await expect(made).resolves.toMatchObject({ stateMachineArn: arnOf('mine') });
    else await expect(made).rejects.toMatchObject({ name: 'AccessDeniedException', message });
    destroy();
    await own.stop();
  }
});

const request = async (operation: string, body: object) => {
  const headers = {
    'x-amz-target': `AWSStepFunctions.${operation}`,
    'content-type': 'application/x-amz-json-1.0',
  };
  const answer = await fetch(stack.endpoint, { method: 'POST', headers, body: JSON.stringify(body) });
  return (await answer.json()) as { readonly __type: string; readonly message: string };
};
test.each([
  ['StartExecution', { stateMachineArn: 1 }, "The value at 'stateMachineArn' is not a string"],
  ['TagResource', { resourceArn: 'a', tags: ['b'] }, "The value at 'tags.1.member' is not a structure"],
  [
    'CreateStateMachineAlias',
    { name: 'a', routingConfiguration: [1] },
    "The value at 'routingConfiguration.1.member' is not a structure",
  ],
  ['ListStateMachines', { maxResults: '1' }, "The value at 'maxResults' is not a number"],
])('%s with %j is no input of it', async (operation, body, message) => {
  expect(await request(operation, body)).toEqual({ __type: 'SerializationException', message });
});

test('an operation that Step Functions does not have is named, with those that it has', async () => {
  expect(await request('BeginExecution', {})).toEqual({
    __type: 'UnknownOperationException',
    message: expect.stringMatching(/no operation BeginExecution here; it has CreateActivity, .*TestState/),
  });
});

test('an alias of a template routes by weight too, and says so', async () => {
  const versions = ['One', 'Two'].map((id) => [
    id,
    {
      Type: 'AWS::StepFunctions::StateMachineVersion',
      Properties: { StateMachineArn: { Ref: 'Machine' }, Description: id },
    },
  ]);
  const template = {
    Resources: {
      Machine: {
        Type: 'AWS::StepFunctions::StateMachine',
        Properties: {
          StateMachineName: 'declared',
          RoleArn: roleArn,
          DefinitionString: answering(1),
          Tags: [{ Key: 'a', Value: '1' }],
        },
      },
      ...(Object.fromEntries(versions) as Record<string, { readonly Type: string }>),
      Live: {
        Type: 'AWS::StepFunctions::StateMachineAlias',
        Properties: {
          Name: 'live',
          RoutingConfiguration: [
            { StateMachineVersionArn: { Ref: 'One' }, Weight: '90' },
            { StateMachineVersionArn: { Ref: 'Two' }, Weight: 10 },
          ],
        },
      },
    },
  };
  const draws: number[] = [];
  const own = await startStack({
    templates: [{ stackName: 'Routed', template, assetRoot: '.' }],
    random: () => draws.shift() ?? 0.5,
  });
  const { states, destroy } = clientsOf(own);
  const stateMachineArn = `${arnOf('declared')}:live`;
  const taken: (string | undefined)[] = [];
  // Task tokens take chance too, before the first start.
  draws.splice(0, draws.length, 0.89, 0.9);
  for (const _ of draws.slice()) {
    const { executionArn } = await states.send(new StartExecutionCommand({ stateMachineArn }));
    await own.idle();
    const { stateMachineVersionArn } = await states.send(new DescribeExecutionCommand({ executionArn }));
    taken.push(stateMachineVersionArn);
  }
  expect(taken).toEqual([`${arnOf('declared')}:1`, `${arnOf('declared')}:2`]);
  const described = await states.send(
    new DescribeStateMachineAliasCommand({ stateMachineAliasArn: stateMachineArn }),
  );
  expect(described.routingConfiguration?.map(({ weight }) => weight)).toEqual([90, 10]);
  const one = await states.send(
    new DescribeStateMachineCommand({ stateMachineArn: `${arnOf('declared')}:1` }),
  );
  expect(one.description).toBe('One');
  const { tags } = await states.send(new ListTagsForResourceCommand({ resourceArn: arnOf('declared') }));
  expect(tags).toEqual([{ key: 'a', value: '1' }]);
  destroy();
  await own.stop();
});

test('an input that is empty is no input', async () => {
  await create('empty');
  const started = sfn.send(new StartExecutionCommand({ stateMachineArn: arnOf('empty'), input: '' }));
  await expect(started).rejects.toMatchObject({
    name: 'InvalidExecutionInput',
    message: "Invalid State Machine Execution Input: 'Invalid execution input.'",
  });
});

test('all of it outlives a restart, as far as it was not deleted', async () => {
  const [one = '', two = '', three = ''] = await withVersions('kept');
  const stateMachineArn = arnOf('kept');
  const routingConfiguration = [{ stateMachineVersionArn: two, weight: 100 }];
  const { stateMachineAliasArn } = await sfn.send(
    new CreateStateMachineAliasCommand({ name: 'live', routingConfiguration }),
  );
  await sfn.send(new TagResourceCommand({ resourceArn: stateMachineArn, tags: [{ key: 'a', value: '1' }] }));
  await sfn.send(new DeleteStateMachineVersionCommand({ stateMachineVersionArn: three }));
  await withVersions('dropped');
  await sfn.send(new DeleteStateMachineCommand({ stateMachineArn: arnOf('dropped') }));
  const before = [await describe_(stateMachineArn), await describe_(one)].map(
    ({ $metadata: _, ...rest }) => rest,
  );
  await down();
  await up();
  const after = [await describe_(stateMachineArn), await describe_(one)].map(
    ({ $metadata: _, ...rest }) => rest,
  );
  expect(after).toEqual(before);
  expect(await run(String(stateMachineAliasArn))).toMatchObject({ output: '2', stateMachineVersionArn: two });
  expect(
    (await sfn.send(new ListTagsForResourceCommand({ resourceArn: stateMachineArn }))).tags,
  ).toHaveLength(1);
  await expect(describe_(three)).rejects.toMatchObject({ name: 'StateMachineDoesNotExist' });
  await expect(describe_(arnOf('dropped'))).rejects.toMatchObject({ name: 'StateMachineDoesNotExist' });
  const published = await sfn.send(new PublishStateMachineVersionCommand({ stateMachineArn }));
  expect(published.stateMachineVersionArn).toBe(`${stateMachineArn}:4`);
});
