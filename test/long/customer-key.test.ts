import { list, ofType, type Resource, STACKS, templateOf, text } from '../stacks/stack-template';

interface Statement {
  readonly Action: string | string[];
  readonly Resource: unknown;
}

describe.each(STACKS)('%s with -c key=true', (stack) => {
  const { Resources: resources } = templateOf(stack, { key: 'true' });
  const [[keyId] = ['']] = ofType(resources, 'AWS::KMS::Key');

  it('has one key, which rotates', () => {
    const keys = ofType(resources, 'AWS::KMS::Key');
    expect(keys).toHaveLength(1);
    expect(keys[0]?.[1].Properties.EnableKeyRotation).toBe(true);
  });

  it('encrypts every table, every queue and the topic of its alarms with it', () => {
    for (const [, { Properties }] of ofType(resources, 'AWS::DynamoDB::GlobalTable'))
      for (const replica of Properties.Replicas)
        expect(text(replica.SSESpecification.KMSMasterKeyId)).toBe(`<${keyId}.Arn>`);
    for (const [, { Properties }] of ofType(resources, 'AWS::SQS::Queue'))
      expect(text(Properties.KmsMasterKeyId)).toBe(`<${keyId}.Arn>`);
    for (const [, { Properties }] of ofType(resources, 'AWS::SNS::Topic'))
      expect(text(Properties.KmsMasterKeyId)).toBe(`<${keyId}.Arn>`);
  });

  it('lets every function, machine, pipe, starter and operator use it', () => {
    const roles = ofType(resources, 'AWS::IAM::Role').filter(([, role]) => isOwn(role));
    for (const [id] of roles) {
      const statements = ofType(resources, 'AWS::IAM::Policy')
        .filter(([, { Properties }]) => list<unknown>(Properties.Roles).map(text).includes(`<${id}>`))
        .flatMap(([, { Properties }]) => Properties.PolicyDocument.Statement as Statement[]);
      expect(keyActions(statements)).toEqual(expect.arrayContaining(['kms:Decrypt', 'kms:GenerateDataKey']));
    }
    for (const [, { Properties }] of ofType(resources, 'AWS::IAM::ManagedPolicy'))
      expect(keyActions(Properties.PolicyDocument.Statement as Statement[])).toContain('kms:Decrypt');
  });

  const isOwn = (role: Resource): boolean =>
    /lambda|states|pipes/.test(JSON.stringify(role.Properties.AssumeRolePolicyDocument));

  const keyActions = (statements: readonly Statement[]): string[] =>
    statements
      .filter(({ Resource }) => list(Resource).map(text).includes(`<${keyId}.Arn>`))
      .flatMap(({ Action }) => list(Action));
});

it('has none unless it is asked for', () => {
  expect(ofType(templateOf('OrderSaga').Resources, 'AWS::KMS::Key')).toEqual([]);
});
