import { list, ofType, type Resource, STACKS, templateOf, text } from './stack-template';

/** Where a resource that stores something of a saga names the key that encrypts it. */
const ENCRYPTED: Readonly<Record<string, (properties: Resource['Properties']) => readonly unknown[]>> = {
  'AWS::DynamoDB::GlobalTable': ({ Replicas }) =>
    Replicas.map((replica: Resource['Properties']) => replica.SSESpecification?.KMSMasterKeyId),
  'AWS::Events::EventBus': ({ KmsKeyIdentifier }) => [KmsKeyIdentifier],
  'AWS::Lambda::Function': ({ KmsKeyArn }) => [KmsKeyArn],
  'AWS::Logs::LogGroup': ({ KmsKeyId }) => [KmsKeyId],
  'AWS::Pipes::Pipe': ({ KmsKeyIdentifier }) => [KmsKeyIdentifier],
  'AWS::SNS::Topic': ({ KmsMasterKeyId }) => [KmsMasterKeyId],
  'AWS::SQS::Queue': ({ KmsMasterKeyId }) => [KmsMasterKeyId],
  'AWS::StepFunctions::StateMachine': ({ EncryptionConfiguration }) => [EncryptionConfiguration?.KmsKeyId],
};

/** Types that store nothing of a saga, or cannot have a key. */
const WITHOUT: Readonly<Record<string, string>> = {
  'AWS::CloudWatch::Alarm': 'numbers and their names',
  'AWS::CloudWatch::Dashboard': 'names of metrics',
  'AWS::Events::Rule': 'a pattern and targets; what it delivers is encrypted where it lies',
  'AWS::IAM::ManagedPolicy': 'rights',
  'AWS::IAM::Policy': 'rights',
  'AWS::IAM::Role': 'rights',
  'AWS::KMS::Key': 'the key itself',
  'AWS::Lambda::EventSourceMapping': 'a filter at most, and there is none',
  'AWS::Lambda::Permission': 'rights',
  'AWS::Lambda::Version': 'its function has the key',
  'AWS::Logs::MetricFilter': 'counts',
  'AWS::SNS::TopicPolicy': 'rights',
  'AWS::SNS::Subscription': 'an address',
  'AWS::SQS::QueuePolicy': 'rights',
  'AWS::StepFunctions::StateMachineAlias': 'its machine has the key',
  'AWS::StepFunctions::StateMachineVersion': 'its machine has the key',
};

interface KeyStatement {
  readonly Effect: string;
  readonly Action: string | string[];
  readonly Principal: { readonly AWS?: unknown; readonly Service?: unknown };
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

describe.each(STACKS)('%s with -c key=true', (stack) => {
  const { Resources: resources } = templateOf(stack, { key: 'true' });
  const [[keyId, key] = ['', undefined]] = ofType(resources, 'AWS::KMS::Key');
  const statements = (key?.Properties.KeyPolicy.Statement ?? []) as KeyStatement[];
  const ofService = statements.filter(({ Principal }) => Principal.Service !== undefined);

  it('knows of every type of resource whether the key encrypts it', () => {
    const unknown = new Set(
      Object.values(resources).flatMap(({ Type }) => (ENCRYPTED[Type] || WITHOUT[Type] ? [] : [Type])),
    );
    expect([...unknown]).toEqual([]);
  });

  it.each(Object.keys(ENCRYPTED))('encrypts every %s', (type) => {
    const found = ofType(resources, type);
    expect(found.length).toBeGreaterThan(0);
    for (const [id, { Properties }] of found)
      for (const named of ENCRYPTED[type]?.(Properties) ?? [])
        expect([id, named === undefined ? 'no key' : text(named)]).toEqual([id, `<${keyId}.Arn>`]);
  });

  it('lets services use it for this account alone', () => {
    expect(ofService.length).toBeGreaterThan(2);
    for (const { Condition } of ofService) {
      const values = Object.entries(
        Object.assign({}, ...Object.values(Condition ?? {})) as Record<string, unknown>,
      );
      // Logs say in the encryption context whose they are, and nothing else.
      expect(values).toEqual([
        [
          expect.stringMatching(
            /^(aws:SourceAccount|kms:EncryptionContext:(aws:logs:arn|aws:sqs:arn|SourceArn))$/,
          ),
          expect.anything(),
        ],
      ]);
      expect(JSON.stringify(values)).toContain('AWS::AccountId');
    }
  });

  it('lets exactly those services use it that write to what it encrypts by themselves', () => {
    const services = ofService.flatMap(({ Principal }) => list(Principal.Service).map(text)).sort();
    expect(services).toEqual([
      'cloudwatch.amazonaws.com',
      'delivery.logs.amazonaws.com',
      // Once for the bus, and once for queues, to which it says no account.
      'events.amazonaws.com',
      'events.amazonaws.com',
      'logs.<AWS::Region>.amazonaws.com',
    ]);
  });

  it('lets roles use it by their own policies, so that the key waits for none of them', () => {
    const [root, ...others] = statements.filter(({ Principal }) => Principal.AWS !== undefined);
    expect(others).toEqual([]);
    expect(text(root?.Principal.AWS)).toMatch(/:root$/);
    expect(JSON.stringify(key)).not.toMatch(/"Fn::GetAtt"/);
  });
});
