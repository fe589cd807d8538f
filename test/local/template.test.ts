import { bringUp, identify, type StackServices } from '../../lib/local/resources';
import { deploymentOf, type Template } from '../../lib/local/template';

const ENVIRONMENT = { region: 'eu-west-1', accountId: '000000000000', endpoint: 'http://127.0.0.1:4566' };

const outputsOf = (template: Template, ...others: readonly Template[]): Readonly<Record<string, string>> => {
  const sources = [template, ...others].map((one, index) => ({
    stackName: `stack${index}`,
    template: one,
    assetRoot: '/assembly',
  }));
  return deploymentOf(sources, ENVIRONMENT, identify).outputs.stack0 ?? {};
};

const output = (value: unknown, rest: Template = {}): string | undefined =>
  outputsOf({ ...rest, Outputs: { Value: { Value: value } } }).Value;

describe('intrinsic functions', () => {
  const rest: Template = {
    Parameters: { Stage: { Type: 'String', Default: 'dev' } },
    Mappings: { Sizes: { dev: { memory: '128' } } },
    Conditions: {
      IsDev: { 'Fn::Equals': [{ Ref: 'Stage' }, 'dev'] },
      IsProd: { 'Fn::Not': [{ Condition: 'IsDev' }] },
      Both: { 'Fn::And': [{ Condition: 'IsDev' }, { Condition: 'IsProd' }] },
      Any: { 'Fn::Or': [{ Condition: 'IsDev' }, { Condition: 'IsProd' }] },
    },
    Resources: {
      Jobs: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'jobs' } },
      Absent: { Type: 'AWS::SQS::Queue', Condition: 'IsProd' },
    },
  };

  const cases: readonly (readonly [string, unknown, string])[] = [
    ['Ref of a parameter', { Ref: 'Stage' }, 'dev'],
    ['Ref of a pseudo parameter', { Ref: 'AWS::Region' }, 'eu-west-1'],
    ['Ref of a resource', { Ref: 'Jobs' }, 'http://127.0.0.1:4566/000000000000/jobs'],
    ['GetAtt', { 'Fn::GetAtt': ['Jobs', 'Arn'] }, 'arn:aws:sqs:eu-west-1:000000000000:jobs'],
    ['GetAtt as text', { 'Fn::GetAtt': 'Jobs.QueueName' }, 'jobs'],
    ['Join', { 'Fn::Join': ['-', ['a', { Ref: 'Stage' }]] }, 'a-dev'],
    ['Sub', { 'Fn::Sub': '${Stage}/${Jobs.QueueName}/${!Stage}' }, 'dev/jobs/${Stage}'],
    ['Sub with variables', { 'Fn::Sub': ['${x}-${Stage}', { x: 1 }] }, '1-dev'],
    ['Select', { 'Fn::Select': [1, ['a', 'b']] }, 'b'],
    ['Split', { 'Fn::Select': [2, { 'Fn::Split': [':', 'a:b:c'] }] }, 'c'],
    ['FindInMap', { 'Fn::FindInMap': ['Sizes', { Ref: 'Stage' }, 'memory'] }, '128'],
    ['If, true', { 'Fn::If': ['IsDev', 'yes', 'no'] }, 'yes'],
    ['If, false', { 'Fn::If': ['IsProd', 'yes', 'no'] }, 'no'],
    ['And', { 'Fn::If': ['Both', 'yes', 'no'] }, 'no'],
    ['Or', { 'Fn::If': ['Any', 'yes', 'no'] }, 'yes'],
    ['NoValue in a list', { 'Fn::Join': ['', ['a', { Ref: 'AWS::NoValue' }, 'b']] }, 'ab'],
    ['Base64', { 'Fn::Base64': 'hi' }, 'aGk='],
    ['ToJsonString', { 'Fn::ToJsonString': { a: { Ref: 'Stage' } } }, '{"a":"dev"}'],
  ];

  test.each(cases)('%s', (_name, value, expected) => {
    expect(output(value, rest)).toBe(expected);
  });

  test('a resource whose condition is false is not declared', () => {
    expect(() => output({ Ref: 'Absent' }, rest)).toThrow(
      'stack0 refers to "Absent", which it does not declare',
    );
  });

  test('an unknown function is named', () => {
    expect(() => output({ 'Fn::Transform': {} })).toThrow('Fn::Transform is not supported');
  });

  test('an export is imported by another stack', () => {
    const exporting: Template = {
      Resources: { Jobs: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'jobs' } } },
      Outputs: {
        Jobs: {
          Value: { 'Fn::GetAtt': ['Jobs', 'Arn'] },
          Export: { Name: { 'Fn::Sub': '${AWS::StackName}:jobs' } },
        },
      },
    };
    const importing: Template = { Outputs: { Value: { Value: { 'Fn::ImportValue': 'stack1:jobs' } } } };
    expect(outputsOf(importing, exporting).Value).toBe('arn:aws:sqs:eu-west-1:000000000000:jobs');
  });

  test('resources that refer to each other in a circle are an error that names one', () => {
    const template: Template = {
      Resources: {
        A: { Type: 'AWS::SQS::Queue', Properties: { QueueName: { 'Fn::GetAtt': ['B', 'QueueName'] } } },
        B: { Type: 'AWS::SQS::Queue', Properties: { QueueName: { 'Fn::GetAtt': ['A', 'QueueName'] } } },
      },
    };
    expect(() => output({ Ref: 'A' }, template)).toThrow(/refers to itself/);
  });
});

describe('what is not run', () => {
  test('is reported by type, everything else quietly', async () => {
    const template: Template = {
      Resources: {
        Web: { Type: 'AWS::SNS::Subscription', Properties: { Protocol: 'https', TopicArn: 't' } },
        Role: { Type: 'AWS::IAM::Role' },
        Meta: { Type: 'AWS::CDK::Metadata' },
        Allow: { Type: 'AWS::Lambda::Permission' },
        Flow: { Type: 'AWS::EC2::FlowLog' },
      },
      Outputs: { Role: { Value: { 'Fn::GetAtt': ['Role', 'Arn'] } } },
    };
    const deployment = deploymentOf([{ stackName: 's', template, assetRoot: '/' }], ENVIRONMENT, identify);
    const notRun: string[] = [];
    const services = { notRun: (type: string) => notRun.push(type) } as unknown as StackServices;
    await bringUp(deployment.resources, services, undefined);
    expect(notRun).toEqual(['AWS::SNS::Subscription (https)', 'AWS::EC2::FlowLog']);
    expect(deployment.outputs.s?.Role).toBe('arn:aws:iam::000000000000:role/s-Role');
  });
});

describe('names', () => {
  test('a name that is too long is cut, and stays distinct and stable', () => {
    const long = 'Q'.repeat(100);
    const template = (suffix: string): Template => ({
      Resources: { [`${long}${suffix}`]: { Type: 'AWS::SQS::Queue' } },
      Outputs: { Name: { Value: { 'Fn::GetAtt': [`${long}${suffix}`, 'QueueName'] } } },
    });
    const a = outputsOf(template('A')).Name ?? '';
    expect(a).toHaveLength(80);
    expect(outputsOf(template('A')).Name).toBe(a);
    expect(outputsOf(template('B')).Name).not.toBe(a);
  });
});
