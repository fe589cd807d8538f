import { JumpingClock } from '../../lib/engine';
import { type EmbeddedStack, startStack, type TemplateSource } from '../../lib/local';
import { settle } from '../engine/harness';
import { writeBundles } from './bundles';

const HOUR = 3_600_000;

/** Half past ten, on the machine's clock set back: how often a schedule comes due does not depend on when one tests. */
const halfPastTen = (): JumpingClock => {
  const clock = new JumpingClock();
  new Float64Array(clock.sharedOffset)[0] = Date.parse('2026-11-24T10:30:00.000Z') - clock.now();
  return clock;
};

const invokedByRules = (functionId: string) => ({
  Type: 'AWS::Lambda::Permission',
  Properties: {
    Action: 'lambda:InvokeFunction',
    FunctionName: { 'Fn::GetAtt': [functionId, 'Arn'] },
    Principal: 'events.amazonaws.com',
  },
});

const source = (): TemplateSource => ({
  stackName: 'Timed',
  assetRoot: writeBundles({
    tick: `export const handler = async (event) => { console.log(process.env.NAME + ' ' + JSON.stringify(event.detail ?? event)); };`,
    failing: `export const handler = async () => { console.log('tried'); throw new Error('no'); };`,
  }),
  template: {
    Resources: {
      ...Object.fromEntries(
        ['byRule', 'bySchedule', 'off'].map((name) => [
          name,
          {
            Type: 'AWS::Lambda::Function',
            Properties: {
              FunctionName: name,
              Handler: 'index.handler',
              Runtime: 'nodejs24.x',
              Timeout: 60,
              Environment: { Variables: { NAME: name } },
            },
            Metadata: { 'aws:asset:path': 'tick' },
          },
        ]),
      ),
      failing: {
        Type: 'AWS::Lambda::Function',
        Properties: { FunctionName: 'failing', Handler: 'index.handler', Runtime: 'nodejs24.x', Timeout: 60 },
        Metadata: { 'aws:asset:path': 'failing' },
      },
      Rule: {
        Type: 'AWS::Events::Rule',
        Properties: {
          Name: 'every-5-minutes',
          ScheduleExpression: 'rate(5 minutes)',
          Targets: [{ Id: 'T', Arn: { 'Fn::GetAtt': ['byRule', 'Arn'] } }],
        },
      },
      Schedule: {
        Type: 'AWS::Scheduler::Schedule',
        Properties: {
          Name: 'hourly',
          ScheduleExpression: 'cron(0 * * * ? *)',
          FlexibleTimeWindow: { Mode: 'OFF' },
          Target: {
            Arn: { 'Fn::GetAtt': ['bySchedule', 'Arn'] },
            RoleArn: { 'Fn::GetAtt': ['ScheduleRole', 'Arn'] },
            Input: '{"hello":1}',
          },
        },
      },
      ScheduleRole: {
        Type: 'AWS::IAM::Role',
        Properties: {
          AssumeRolePolicyDocument: {
            Statement: {
              Effect: 'Allow',
              Action: 'sts:AssumeRole',
              Principal: { Service: 'scheduler.amazonaws.com' },
            },
          },
          Policies: [
            {
              PolicyName: 'invoke',
              PolicyDocument: {
                Statement: {
                  Effect: 'Allow',
                  Action: 'lambda:InvokeFunction',
                  Resource: { 'Fn::GetAtt': ['bySchedule', 'Arn'] },
                },
              },
            },
          ],
        },
      },
      RuleMayInvoke: invokedByRules('byRule'),
      FailingMayBeInvoked: invokedByRules('failing'),
      Disabled: {
        Type: 'AWS::Events::Rule',
        Properties: {
          ScheduleExpression: 'rate(1 minute)',
          State: 'DISABLED',
          Targets: [{ Id: 'T', Arn: { 'Fn::GetAtt': ['off', 'Arn'] } }],
        },
      },
      Failing: {
        Type: 'AWS::Events::Rule',
        Properties: {
          Name: 'failing',
          EventPattern: { source: ['test'] },
          Targets: [{ Id: 'T', Arn: { 'Fn::GetAtt': ['failing', 'Arn'] } }],
        },
      },
    },
  },
});

const runs = (stack: EmbeddedStack, name: string): string[] =>
  stack.logs.filter(({ functionName }) => functionName === name).map(({ text }) => text);

describe('schedules run on the stack’s clock', () => {
  let stack: EmbeddedStack;

  beforeAll(async () => {
    stack = await startStack({ templates: [source()], clock: halfPastTen() });
  });

  afterAll(() => stack.stop());

  test('none comes due while nothing is going on', async () => {
    await settle();
    expect(stack.logs).toEqual([]);
  });

  test('each comes due as time passes', async () => {
    await stack.pass(HOUR + 1000);
    await stack.idle();
    expect(runs(stack, 'byRule')).toHaveLength(12);
    expect(runs(stack, 'bySchedule')).toEqual(['bySchedule {"hello":1}']);
    expect(runs(stack, 'off')).toEqual([]);
  });

  test('one that is switched off does not, until it is switched on', async () => {
    const before = runs(stack, 'byRule').length;
    stack.setEnabled('every-5-minutes', false);
    await stack.pass(HOUR);
    await stack.idle();
    expect(runs(stack, 'byRule')).toHaveLength(before);
    stack.setEnabled('every-5-minutes', true);
    await stack.pass(HOUR);
    await stack.idle();
    expect(runs(stack, 'byRule').length).toBeGreaterThanOrEqual(before + 11);
  });

  test('it can be run at once', async () => {
    const before = runs(stack, 'bySchedule').length;
    stack.runSchedule('hourly');
    await stack.idle();
    expect(runs(stack, 'bySchedule')).toHaveLength(before + 1);
    expect(() => stack.runSchedule('daily')).toThrow('daily');
  });

  test('a function that an event invokes is tried three times', async () => {
    const { EventBridgeClient, PutEventsCommand } = await import('@aws-sdk/client-eventbridge');
    const client = new EventBridgeClient({
      endpoint: stack.endpoint,
      region: stack.region,
      credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    });
    const before = stack.now();
    await client.send(new PutEventsCommand({ Entries: [{ Source: 'test', DetailType: 't', Detail: '{}' }] }));
    await stack.idle();
    client.destroy();
    expect(runs(stack, 'failing')).toHaveLength(3);
    expect(stack.now() - before).toBeGreaterThanOrEqual(180_000);
  });
});

test('schedules can be left out', async () => {
  const stack = await startStack({ templates: [source()], schedules: false });
  await stack.pass(2 * HOUR);
  await stack.idle();
  expect(stack.logs).toEqual([]);
  expect(stack.schedules).toEqual(['every-5-minutes', 'hourly']);
  await stack.stop();
});
