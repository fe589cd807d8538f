import { StopExecutionCommand } from '@aws-sdk/client-sfn';
import { type EmbeddedStack, startStack } from '../../lib/local';
import { machineArn, machineResources, oneTask, outputOf, runner } from './fixtures/machines';

const ARN = 'arn:aws:states:::';

const start = (action: string, machine: string, more: object = {}): object =>
  oneTask(
    `${ARN}${action}`,
    { StateMachineArn: machineArn(machine), Input: { given: 1 }, Name: 'nested' },
    more,
  );

const machines: Readonly<Record<string, object>> = {
  child: { StartAt: 'P', States: { P: { Type: 'Pass', End: true } } },
  failing: { StartAt: 'F', States: { F: { Type: 'Fail', Error: 'Sorry', Cause: 'not today' } } },
  long: { StartAt: 'W', States: { W: { Type: 'Wait', Seconds: 3600, End: true } } },
  sync: start('states:startExecution.sync', 'child'),
  sync2: start('states:startExecution.sync:2', 'child'),
  ofFailing: start('states:startExecution.sync:2', 'failing'),
  ofLong: start('states:startExecution.sync:2', 'long'),
  ofLongInTime: start('states:startExecution.sync:2', 'long', { TimeoutSeconds: 5 }),
  token: oneTask(`${ARN}states:startExecution.waitForTaskToken`, {
    StateMachineArn: machineArn('answering'),
    Input: { token: '{% $states.context.Task.Token %}' },
  }),
  answering: oneTask('arn:aws:states:::aws-sdk:sfn:sendTaskSuccess', {
    TaskToken: '{% $states.input.token %}',
    Output: { answered: true },
  }),
};

/** The role of each machine: the rights of AWS's own example, without what stands behind the colon. */
const statements = (without: string) => [
  ...[
    ['states:StartExecution', machineArn('*')],
    ['states:DescribeExecution', 'arn:aws:states:us-east-1:000000000000:execution:*'],
    ['states:StopExecution', 'arn:aws:states:us-east-1:000000000000:execution:*'],
    ['states:SendTaskSuccess', '*'],
    ['events:PutTargets', '*'],
    ['events:PutRule', '*'],
    ['events:DescribeRule', '*'],
  ]
    .filter(([Action]) => Action !== without)
    .map(([Action, Resource]) => ({ Effect: 'Allow', Action, Resource })),
];

const up = async (without = '', definitions = machines): Promise<EmbeddedStack> =>
  startStack({
    templates: [
      {
        stackName: 'Nested',
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
                Policies: [{ PolicyName: 'p', PolicyDocument: { Statement: statements(without) } }],
              },
            },
            ...machineResources(definitions, { RoleArn: { 'Fn::GetAtt': ['Role', 'Arn'] } }),
          },
        },
      },
    ],
  });

describe('an execution that another one waits for', () => {
  let stack: EmbeddedStack;
  let started: ReturnType<typeof runner>;
  beforeEach(async () => {
    stack = await up();
    started = runner(stack);
  });
  afterEach(async () => {
    started.client.destroy();
    await stack.stop();
  });

  const execution = (machine: string) =>
    stack.execution(`arn:aws:states:us-east-1:000000000000:execution:${machine}:nested`);

  const described = {
    ExecutionArn: 'arn:aws:states:us-east-1:000000000000:execution:child:nested',
    StateMachineArn: machineArn('child'),
    Name: 'nested',
    Status: 'SUCCEEDED',
    StartDate: expect.any(Number),
    StopDate: expect.any(Number),
    InputDetails: { Included: true },
    OutputDetails: { Included: true },
  };

  test.each([
    ['sync', '{"given":1}'],
    ['sync2', { given: 1 }],
  ])('%s gives its description, its data in the form of the pattern', async (machine, data) => {
    const output = outputOf(await started.run(machine));
    expect(output).toMatchObject({ ...described, Input: data, Output: data });
    expect(String(output.StartDate)).toMatch(/^\d{13}$/);
  });

  test('is recorded as submitted and then as succeeded', async () => {
    const { history } = await started.run('sync2');
    const events = history.filter(({ type }) => type.startsWith('Task') && !type.startsWith('TaskState'));
    expect(events.map(({ type }) => type)).toEqual([
      ...['TaskScheduled', 'TaskStarted', 'TaskSubmitted', 'TaskSucceeded'],
    ]);
    const about = { resource: 'startExecution.sync:2', resourceType: 'states' };
    expect(events[2]).toMatchObject({
      taskSubmittedEventDetails: { ...about, output: expect.stringContaining('"ExecutionArn"') },
    });
    expect(events[3]).toMatchObject({ taskSucceededEventDetails: about });
  });

  test('fails the Task with its description when it fails', async () => {
    const { end } = await started.run('ofFailing');
    expect(end).toMatchObject({ status: 'FAILED', error: 'States.TaskFailed' });
    expect(JSON.parse(end?.cause ?? '')).toMatchObject({
      Status: 'FAILED',
      Error: 'Sorry',
      Cause: 'not today',
      Input: { given: 1 },
    });
  });

  test('is stopped with the one that waits', async () => {
    const executionArn = await started.start('ofLong');
    await started.client.send(new StopExecutionCommand({ executionArn }));
    await stack.idle();
    expect(execution('long').end?.status).toBe('ABORTED');
  });

  test('is stopped when the Task has waited long enough', async () => {
    const { end } = await started.run('ofLongInTime');
    expect(end).toMatchObject({ status: 'FAILED', error: 'States.Timeout' });
    await stack.idle();
    expect(execution('long').end?.status).toBe('ABORTED');
  });

  test('may answer under the token that it was given', async () => {
    expect(outputOf(await started.run('token'))).toEqual({ answered: true });
    expect(stack.denials()).toEqual([]);
  });
});

describe('the role of the one that waits', () => {
  const only = { child: machines.child, sync2: machines.sync2 } as Readonly<Record<string, object>>;

  test.each([
    'events:PutTargets',
    'events:PutRule',
    'events:DescribeRule',
  ])('needs %s when the machine is created', async (right) => {
    await expect(up(right, only)).rejects.toThrow(/sync2 .*is not authorized to create managed-rule/);
  });

  test.each(['states:StartExecution', 'states:DescribeExecution'])('needs %s to wait', async (right) => {
    const stack = await up(right, only);
    const started = runner(stack);
    const { end } = await started.run('sync2');
    expect(end).toMatchObject({
      error: 'StepFunctions.AWSStepFunctionsException',
      cause: expect.stringMatching(new RegExp(`not authorized to perform: ${right} .*AccessDeniedException`)),
    });
    started.client.destroy();
    await stack.stop();
  });
});
