import { type DeployableTemplate, type Loss, lossesBetween } from '../../lib/operations';
import { STACKS, templateOf } from '../stacks/stack-template';

type Json = Record<string, unknown>;
type Named = readonly (readonly [id: string | undefined, what: string])[];

const named = (losses: readonly Loss[]): Named => losses.map(({ resource, what }) => [resource, what]);
const idsOf = (losses: readonly Loss[]) => [...new Set(losses.map(({ resource }) => resource))].sort();
const copyOf = (template: DeployableTemplate): DeployableTemplate =>
  JSON.parse(JSON.stringify(template)) as DeployableTemplate;

/** Every object in a value that has the property. */
const holders = (value: unknown, property: string): readonly Json[] => {
  if (value === null || typeof value !== 'object') return [];
  return [
    ...(Object.hasOwn(value, property) ? [value as Json] : []),
    ...Object.values(value).flatMap((inner) => holders(inner, property)),
  ];
};

describe.each(STACKS)('an update of %s', (stack) => {
  const prod = templateOf(stack, { stage: 'prod', key: 'true' });
  const kept = Object.entries(prod.Resources).filter(([, one]) => one.DeletionPolicy?.startsWith('Retain'));

  it.each([
    ['to itself', { stage: 'prod', key: 'true' }, { stage: 'prod', key: 'true' }],
    ['that adds protection', { stage: 'dev' }, { stage: 'prod' }],
    ['that adds a key', { stage: 'prod' }, { stage: 'prod', key: 'true' }],
  ])('%s takes nothing away', (_, before, after) => {
    expect(lossesBetween(templateOf(stack, before), templateOf(stack, after))).toEqual([]);
  });

  it('to a stage that keeps nothing names whatever was kept, but versions', () => {
    const lost = idsOf(lossesBetween(prod, templateOf(stack, { stage: 'prod', key: 'true', keep: 'false' })));
    expect(lost).toEqual(kept.flatMap(([id, { Type }]) => (Type.endsWith('Version') ? [] : [id])).sort());
    expect(lost.length).toBeGreaterThan(15);
  });

  it('without the key names the key and whatever it encrypts', () => {
    const [[keyId] = ['']] = Object.entries(prod.Resources).filter(
      ([, { Type }]) => Type === 'AWS::KMS::Key',
    );
    const encrypted = Object.entries(prod.Resources).flatMap(([id, { Type, Properties }]) =>
      !Type.startsWith('AWS::IAM::') && JSON.stringify(Properties).includes(`"${keyId}"`) ? [id] : [],
    );
    const lost = idsOf(lossesBetween(prod, templateOf(stack, { stage: 'prod' })));
    expect(lost).toEqual([...new Set([keyId, ...encrypted])].sort());
    expect(lost.length).toBeGreaterThan(15);
  });

  /** One thing after the other is taken from what is deployed; each time that resource is named, and no other. */
  const onlyIts = (take: (resource: Json) => boolean, what: RegExp): void => {
    const tried = Object.keys(prod.Resources).filter((id) => {
      const next = copyOf(prod);
      if (!take(next.Resources?.[id] as unknown as Json)) return false;
      expect(named(lossesBetween(prod, next))).toEqual([[id, expect.stringMatching(what)]]);
      return true;
    });
    expect(tried.length).toBeGreaterThan(0);
  };

  it.each([
    ['DeletionPolicy', /^it is deleted with its stack/],
    ['UpdateReplacePolicy', /^it is deleted when it is replaced/],
  ])('that gives up a %s names the resource', (attribute, what) =>
    onlyIts((resource) => {
      if (!String(resource[attribute]).startsWith('Retain')) return false;
      resource[attribute] = 'Delete';
      return true;
    }, what));

  it.each([
    ['DeletionProtectionEnabled', false, /deletion protection is switched off/],
    ['PointInTimeRecoveryEnabled', undefined, /point-in-time recovery is switched off/],
    ['EnableKeyRotation', undefined, /key rotation is switched off/],
    ['KMSMasterKeyId', undefined, /own key no more/],
    ['KmsMasterKeyId', 'alias/aws/sqs', /another key/],
    ['RetentionInDays', 7, /RetentionInDays goes from 90 to 7/],
    ['MessageRetentionPeriod', 60, /MessageRetentionPeriod goes from 1209600 to 60/],
  ])('that takes %s away names the resource', (property, value, what) =>
    onlyIts((resource) => {
      const found = holders(resource.Properties, property);
      for (const one of found) one[property] = value;
      return found.length > 0;
    }, what));

  it('that leaves out what was kept, or makes something else of it, names it', () => {
    for (const [id, { Type }] of kept.filter(([, one]) => !one.Type.endsWith('Version'))) {
      const { [id]: _, ...others } = prod.Resources;
      expect(named(lossesBetween(prod, { Resources: others }))).toEqual([
        [id, expect.stringContaining('leaves the stack')],
      ]);
      const other = { ...others, [id]: { Type: 'AWS::S3::Bucket', DeletionPolicy: 'Retain' } };
      expect(idsOf(lossesBetween(prod, { Resources: other }))).toEqual([id]);
      expect(Type).toMatch(/^AWS::/);
    }
  });
});

const only = (Type: string, Properties?: object, attributes: object = {}): DeployableTemplate => ({
  Resources: Properties ? { One: { Type, Properties, ...attributes } } : {},
});

describe('what is replaced under its own logical id, although it is kept', () => {
  const KEYS = [{ AttributeName: 'pk', KeyType: 'HASH' }];
  const CASES: readonly (readonly [type: string, property: string, before: unknown, after: unknown])[] = [
    ['AWS::DynamoDB::GlobalTable', 'TableName', undefined, 'orders'],
    ['AWS::DynamoDB::GlobalTable', 'KeySchema', KEYS, [...KEYS, { AttributeName: 'sk', KeyType: 'RANGE' }]],
    ['AWS::DynamoDB::GlobalTable', 'LocalSecondaryIndexes', undefined, [{ IndexName: 'by-time' }]],
    ['AWS::DynamoDB::Table', 'TableName', 'orders', 'orders-2'],
    ['AWS::DynamoDB::Table', 'KeySchema', KEYS, []],
    ['AWS::SQS::Queue', 'QueueName', 'commands', undefined],
    ['AWS::SQS::Queue', 'FifoQueue', undefined, true],
    ['AWS::Logs::LogGroup', 'LogGroupName', 'logs', 'other-logs'],
    ['AWS::StepFunctions::StateMachine', 'StateMachineName', undefined, 'order'],
    ['AWS::StepFunctions::StateMachine', 'StateMachineType', 'STANDARD', 'EXPRESS'],
  ];

  it.each(CASES)('%s: %s', (type, property, before, after) => {
    for (const kept of [{ DeletionPolicy: 'Retain' }, { UpdateReplacePolicy: 'Retain' }]) {
      const deployed = only(type, { [property]: before }, kept);
      expect(named(lossesBetween(deployed, only(type, { [property]: after }, kept)))).toEqual([
        ['One', `it is replaced (${property}), and what it holds stays behind outside the stack`],
      ]);
      expect(lossesBetween(deployed, deployed)).toEqual([]);
    }
    // What a stage does not keep may go.
    expect(lossesBetween(only(type, { [property]: before }), only(type, { [property]: after }))).toEqual([]);
  });

  it.each(
    STACKS,
  )('each table, queue, log group and machine of %s that gets another name is told', (stack) => {
    const prod = templateOf(stack, { stage: 'prod' });
    const NAME: Readonly<Record<string, string>> = {
      'AWS::DynamoDB::GlobalTable': 'TableName',
      'AWS::Logs::LogGroup': 'LogGroupName',
      'AWS::SQS::Queue': 'QueueName',
      'AWS::StepFunctions::StateMachine': 'StateMachineName',
    };
    const next = copyOf(prod);
    const renamed = Object.entries(next.Resources ?? {}).filter(
      ([, { Type, Properties, DeletionPolicy }]) => {
        const name = NAME[Type];
        if (name === undefined || !DeletionPolicy?.startsWith('Retain')) return false;
        (Properties as Json)[name] = 'another';
        return true;
      },
    );
    expect(renamed.length).toBeGreaterThan(10);
    expect(idsOf(lossesBetween(prod, next))).toEqual(renamed.map(([id]) => id).sort());
  });
});

describe('whoever is told of alarms', () => {
  const ALARM = 'AWS::CloudWatch::Alarm';
  const SUBSCRIPTION = 'AWS::SNS::Subscription';
  const topic = { Ref: 'Topic' };
  const ada = { Endpoint: 'ada@example.com', Protocol: 'email', TopicArn: topic };
  const CASES: readonly (readonly [
    what: string,
    before: DeployableTemplate,
    after: DeployableTemplate,
    said: RegExp | undefined,
  ])[] = [
    ['a subscription leaves', only(SUBSCRIPTION, ada), only(SUBSCRIPTION), /told no more$/],
    [
      'a subscription is of somebody else',
      only(SUBSCRIPTION, ada),
      only(SUBSCRIPTION, { ...ada, Endpoint: 'bob@example.com' }),
      /told no more$/,
    ],
    ['an alarm tells nobody', only(ALARM, { AlarmActions: [topic] }), only(ALARM, {}), /loses alarm actions/],
    [
      'an alarm tells fewer',
      only(ALARM, { AlarmActions: [topic, 'arn:of:another'] }),
      only(ALARM, { AlarmActions: [topic] }),
      /loses alarm actions/,
    ],
    [
      'an alarm is muted',
      only(ALARM, { AlarmActions: [topic] }),
      only(ALARM, { AlarmActions: [topic], ActionsEnabled: false }),
      /switched off/,
    ],
    ['an alarm tells more', only(ALARM, {}), only(ALARM, { AlarmActions: [topic] }), undefined],
    ['an alarm leaves', only(ALARM, { AlarmActions: [topic] }), only(ALARM), undefined],
  ];

  it.each(CASES)('%s', (_, before, after, said) => {
    expect(named(lossesBetween(before, after))).toEqual(said ? [['One', expect.stringMatching(said)]] : []);
  });

  it.each(STACKS)('an address that %s is not given again is told', (stack) => {
    const alarms = (addresses?: string) => templateOf(stack, { stage: 'prod', alarms: addresses });
    const lost = lossesBetween(alarms('ada@example.com'), alarms());
    expect(lost.map(({ type }) => type)).toEqual([SUBSCRIPTION]);
    expect(lossesBetween(alarms(), alarms('ada@example.com'))).toEqual([]);
  });
});

test('logs that were kept for ever are kept a shorter time with any retention', () => {
  const group = (Properties: object) => ({
    Resources: { Logs: { Type: 'AWS::Logs::LogGroup', Properties } },
  });
  expect(named(lossesBetween(group({}), group({ RetentionInDays: 3653 })))).toEqual([
    ['Logs', 'RetentionInDays goes from for ever to 3653'],
  ]);
  expect(lossesBetween(group({ RetentionInDays: 3653 }), group({}))).toEqual([]);
});
