import { Template } from 'aws-cdk-lib/assertions';
import { AttributeType, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { App, Stack } from 'aws-cdk-lib/core';
import { type OwnTables, ParticipantFunction, Saga } from '../../lib/constructs';
import { defineSaga, type SagaDefinition, step } from '../../lib/saga';
import { SagaStack } from '../../lib/stacks';
import { anyInput } from '../saga/definitions';
import { list, ofType, type Resource, type StackTemplate, text } from './stack-template';

/** Everything that a participant may keep, and somebody who hears. */
const bookish = defineSaga({
  name: 'parcel',
  version: 1,
  deadline: { hours: 1 },
  input: anyInput,
  steps: [
    step('send', { by: 'carriers', compensation: 'return' }),
    step('bill', { by: 'tills', compensation: 'credit' }),
    step('tell', { by: 'mail' }),
  ],
  records: {
    carriers: {
      parcel: { index: 'sender' },
      label: { deletable: true, index: 'sender' },
      slip: { deletable: true },
    },
    tills: { bill: {} },
    mail: { letter: { published: true }, draft: {} },
  },
  tables: { tills: ['journal'] },
  whenUndone: 'mail',
});

const bundles = { code: () => Code.fromInline('//') };

const stackOf = (definition: SagaDefinition, context: Record<string, unknown> = {}) => {
  const app = new App({ builtinCloudFormationValidation: false, context });
  const other = new Stack(app, 'Other');
  const journal = new TableV2(other, 'Journal', { partitionKey: { name: 'pk', type: AttributeType.STRING } });
  const tables = Object.fromEntries(
    Object.entries(definition.tables).map(([by, names]) => [
      by,
      Object.fromEntries(names.map((name) => [name, journal])) as OwnTables,
    ]),
  );
  return new SagaStack(app, 'Parcel', { bundles, definition, tables });
};
const templateOf = (
  definition: SagaDefinition = bookish,
  context: Record<string, unknown> = {},
): StackTemplate => Template.fromStack(stackOf(definition, context)).toJSON() as StackTemplate;

const { Resources: resources, Outputs: outputs } = templateOf();
const table = (id: string): Resource['Properties'] =>
  ofType(resources, 'AWS::DynamoDB::GlobalTable').find(([name]) => name.startsWith(id))?.[1].Properties;
/** Statements of the policies of a participant's role. */
const statementsOf = (id: string) =>
  ofType(resources, 'AWS::IAM::Policy')
    .filter(([name]) => name.startsWith(`${id}FunctionRole`))
    .flatMap(([, { Properties }]) => Properties.PolicyDocument.Statement as Record<string, unknown>[]);
const actionsOf = (statement: Record<string, unknown>): readonly string[] => list(statement.Action as string);

describe('records', () => {
  it('are listed by an index for each attribute that one names', () => {
    expect(table('Carriers').GlobalSecondaryIndexes).toEqual([
      {
        IndexName: 'by-sender',
        KeySchema: [
          { AttributeName: 'sender', KeyType: 'HASH' },
          { AttributeName: 'pk', KeyType: 'RANGE' },
        ],
        Projection: { ProjectionType: 'ALL' },
      },
    ]);
    expect(table('Tills')).not.toHaveProperty('GlobalSecondaryIndexes');
  });

  it('may be deleted by the function of who keeps them, if their type says so, and nothing else with them', () => {
    const deleting = statementsOf('Carriers').filter((one) => actionsOf(one).includes('dynamodb:DeleteItem'));
    expect(deleting).toEqual([
      {
        Action: 'dynamodb:DeleteItem',
        Effect: 'Allow',
        Resource: { 'Fn::GetAtt': [expect.stringMatching(/^CarriersLedgerTable/), 'Arn'] },
        Condition: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['label#*', 'slip#*'] } },
      },
    ]);
    expect(statementsOf('Mail').filter((one) => actionsOf(one).includes('dynamodb:DeleteItem'))).toEqual([]);
  });

  it('are read by operators, through their indexes too, and by no index of another table', () => {
    const policies = ofType(resources, 'AWS::IAM::ManagedPolicy').map(([, { Properties }]) => Properties);
    const queries = policies.flatMap(({ PolicyDocument }) =>
      (PolicyDocument.Statement as Record<string, unknown>[])
        .filter((one) => actionsOf(one).includes('dynamodb:Query'))
        .map(({ Resource }) => text(Resource)),
    );
    expect(queries.filter((resource) => resource.includes('by-'))).toEqual([
      expect.stringMatching(/^<CarriersLedgerTable\w+\.Arn>\/index\/by-sender$/),
    ]);
  });
});

describe('a table of one’s own', () => {
  it('is granted to who writes to it, by the name that its handlers have for it', () => {
    const [, tills] = ofType(resources, 'AWS::Lambda::Function').find(([id]) => id.startsWith('Tills')) ?? [];
    const given = JSON.stringify(tills?.Properties.Environment.Variables.OWN_TABLES);
    expect(given).toContain('{\\"journal\\":\\"');
    expect(given).toContain('Journal');
    const granted = statementsOf('Tills').filter((one) => JSON.stringify(one.Resource).includes('Journal'));
    expect(granted.flatMap(actionsOf).sort()).toEqual([
      'dynamodb:ConditionCheckItem',
      'dynamodb:DeleteItem',
      'dynamodb:GetItem',
      'dynamodb:PutItem',
      'dynamodb:UpdateItem',
    ]);
    for (const id of ['Carriers', 'Mail']) expect(JSON.stringify(statementsOf(id))).not.toContain('Journal');
  });

  const participantOf = (scope: Stack, id: string, more: object = {}) =>
    new ParticipantFunction(scope, id, { code: Code.fromInline('//'), ...more });
  const sagaOf = (tills: (scope: Stack, journal: TableV2) => ParticipantFunction) => {
    const scope = new Stack(new App({ builtinCloudFormationValidation: false }), 'Test');
    const journal = new TableV2(scope, 'Journal', {
      partitionKey: { name: 'pk', type: AttributeType.STRING },
    });
    const code = Code.fromInline('//');
    return new Saga(scope, 'Parcel', {
      definition: bookish,
      participants: {
        carriers: participantOf(scope, 'Carriers', { records: bookish.records.carriers }),
        tills: tills(scope, journal),
        mail: participantOf(scope, 'Mail', { records: bookish.records.mail }),
      },
      operations: { redrive: code, sweeper: code, start: code },
    });
  };
  const { tills: records } = bookish.records;

  it.each<[string, (scope: Stack, journal: TableV2) => object, string]>([
    [
      'that was not given',
      () => ({ records }),
      "participant 'tills' of saga 'parcel' (bill) writes to table 'journal', which its function was not given",
    ],
    [
      'that nobody named',
      (_scope, journal) => ({ records, tables: { journal, diary: journal } }),
      "was given table 'diary', which the definition does not name",
    ],
    [
      'or records that its function does not know of',
      (_scope, journal) => ({ tables: { journal } }),
      "participant 'tills' of saga 'parcel' (bill) keeps records of 'bill' by the definition, and its function was given no records",
    ],
  ])('%s fails the synthesis by the names of participant and steps', (_what, propsOf, message) => {
    expect(() => sagaOf((scope, journal) => participantOf(scope, 'Tills', propsOf(scope, journal)))).toThrow(
      message,
    );
  });
});

describe('published records', () => {
  const pipes = ofType(resources, 'AWS::Pipes::Pipe');
  const [[, notices] = []] = pipes.filter(([id]) => id.startsWith('Notices'));
  const [[topicId] = []] = ofType(resources, 'AWS::SNS::Topic').filter(([id]) => id.startsWith('Notices'));

  it('go from the stream of the table to the topic, each type that is published and no other', () => {
    expect(pipes).toHaveLength(2);
    expect(table('Mail').StreamSpecification).toEqual({ StreamViewType: 'NEW_IMAGE' });
    for (const id of ['Carriers', 'Tills']) expect(table(id)).not.toHaveProperty('StreamSpecification');
    expect(notices?.Properties.Target).toEqual({ Ref: topicId });
    const { Pattern } = notices?.Properties.SourceParameters.FilterCriteria.Filters[0] ?? {};
    expect(JSON.parse(Pattern)).toEqual({
      eventName: ['INSERT'],
      dynamodb: { Keys: { pk: { S: [{ prefix: 'letter#' }] } } },
    });
  });

  it('are told as they stand in the stream: no template that would not escape what it puts in', () => {
    expect(notices?.Properties.TargetParameters ?? {}).toEqual({});
    expect(text(outputs.NoticeTopicArn?.Value)).toBe(`<${topicId}>`);
  });

  it('are mailed to whom -c notify names, and to nobody else', () => {
    const mailed = (context: Record<string, unknown>) =>
      ofType(templateOf(bookish, context).Resources, 'AWS::SNS::Subscription').map(([, { Properties }]) => [
        text(Properties.TopicArn).slice(0, 8),
        Properties.Protocol,
        Properties.Endpoint,
      ]);
    expect(mailed({})).toEqual([]);
    expect(mailed({ notify: 'a@example.com,b@example.com' })).toEqual([
      ['<Notices', 'email', 'a@example.com'],
      ['<Notices', 'email', 'b@example.com'],
    ]);
    expect(() => templateOf(bookish, { notify: 'nobody' })).toThrow(
      "notify has 'nobody': use -c notify=someone@example.com, several with commas between them",
    );
  });

  it('that could not be passed on ring', () => {
    const [letters] =
      ofType(resources, 'AWS::SQS::Queue').find(([id]) => /^Notices.*DeadLetters/.test(id)) ?? [];
    const alarms = ofType(resources, 'AWS::CloudWatch::Alarm');
    const dead = JSON.stringify(alarms.filter(([id]) => id.includes('OutboxDead')));
    expect(dead).toContain(letters);
    const failing = JSON.stringify(alarms.filter(([id]) => id.includes('OutboxFailing')));
    for (const [id] of pipes) expect(failing).toContain(id);
  });

  it('are encrypted on their way with the key of the stack', () => {
    const { Resources: kept } = templateOf(bookish, { key: 'true' });
    for (const [, { Properties }] of ofType(kept, 'AWS::SNS::Topic'))
      expect(Properties.KmsMasterKeyId).toBeDefined();
    for (const [, { Properties }] of ofType(kept, 'AWS::Pipes::Pipe'))
      expect(Properties.KmsKeyIdentifier).toBeDefined();
  });

  it('need no pipe on an emulator, which has none', () => {
    const { Resources: emulated } = templateOf(bookish, { emulator: 'true' });
    expect(ofType(emulated, 'AWS::Pipes::Pipe')).toEqual([]);
  });
});

describe('who hears of an undone saga', () => {
  it('is told by the bus, through a queue of its own', () => {
    const [, rule] = ofType(resources, 'AWS::Events::Rule').find(([id]) => id.startsWith('UndoneRule')) ?? [];
    expect(rule?.Properties.EventPattern).toEqual({
      source: ['saga.parcel'],
      'detail-type': ['saga.compensated', 'saga.partly.compensated'],
    });
    const { Arn, DeadLetterConfig } = rule?.Properties.Targets[0] ?? {};
    expect(text(Arn)).toMatch(/^<MailUndone[0-9A-F]{8}\.Arn>$/);
    expect(text(DeadLetterConfig.Arn)).toMatch(/^<MailUndoneDeadLetters[0-9A-F]{8}\.Arn>$/);
    const consumers = ofType(resources, 'AWS::Lambda::EventSourceMapping').map(([, { Properties }]) => [
      text(Properties.EventSourceArn).replace(/[0-9A-F]{8}\.Arn>$/, ''),
      text(Properties.FunctionName).replace(/[0-9A-F]{8}>$/, ''),
    ]);
    expect(consumers).toContainEqual(['<MailUndone', '<MailFunction']);
  });

  it('and what it cannot take rings', () => {
    const [letters] =
      ofType(resources, 'AWS::SQS::Queue').find(([id]) => /^MailUndoneDeadLetters/.test(id)) ?? [];
    expect(JSON.stringify(ofType(resources, 'AWS::CloudWatch::Alarm'))).toContain(letters);
  });
});

test('a definition without books has none of it', () => {
  const { records: _records, tables: _tables, whenUndone: _whenUndone, ...plain } = bookish;
  const template = templateOf({ ...plain, records: {}, tables: {}, whenUndone: undefined });
  const ids = Object.keys(template.Resources).join();
  expect(ids).not.toMatch(/Notices|Undone(Rule|[0-9A-F]{8})/);
  for (const [id, { Properties }] of ofType(template.Resources, 'AWS::DynamoDB::GlobalTable')) {
    if (!id.includes('Log')) expect([id, Object.keys(Properties)]).not.toContain('StreamSpecification');
  }
  expect(template.Outputs).not.toHaveProperty('NoticeTopicArn');
});
