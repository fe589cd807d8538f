import {
  CreateActivityCommand,
  CreateStateMachineCommand,
  DeleteActivityCommand,
  DescribeActivityCommand,
  DescribeExecutionCommand,
  GetActivityTaskCommand,
  GetExecutionHistoryCommand,
  type HistoryEvent,
  ListActivitiesCommand,
  ListTagsForResourceCommand,
  SendTaskFailureCommand,
  SendTaskHeartbeatCommand,
  SendTaskSuccessCommand,
  StartExecutionCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { JumpingClock } from '../../lib/engine';
import { type EmbeddedStack, startStack } from '../../lib/local';
import { clientsOf } from '../local/fixtures/clients';

const roleArn = 'arn:aws:iam::000000000000:role/machines';
const PREFIX = 'arn:aws:states:us-east-1:000000000000:activity';
const template = {
  Resources: {
    Work: {
      Type: 'AWS::StepFunctions::Activity',
      Properties: { Name: 'declared', Tags: [{ Key: 'team', Value: 'one' }] },
    },
  },
  Outputs: { Work: { Value: { Ref: 'Work' } }, Name: { Value: { 'Fn::GetAtt': ['Work', 'Name'] } } },
};

const clock = new JumpingClock();
let stack: EmbeddedStack;
let sfn: ReturnType<typeof clientsOf>['states'];
beforeAll(async () => {
  stack = await startStack({ clock, templates: [{ stackName: 'Act', template, assetRoot: '.' }] });
  sfn = clientsOf(stack).states;
});
afterAll(async () => {
  sfn.destroy();
  await stack.stop();
});

const activity = async (name: string): Promise<string> =>
  String((await sfn.send(new CreateActivityCommand({ name }))).activityArn);

/** Starts an execution of one Task on the activity. */
const start = async (name: string, more: object = {}): Promise<string> => {
  const Resource = await activity(name);
  const definition = JSON.stringify({
    StartAt: 'Work',
    States: { Work: { Type: 'Task', Resource, End: true, ...more } },
  });
  const { stateMachineArn } = await sfn.send(new CreateStateMachineCommand({ name, definition, roleArn }));
  const input = JSON.stringify({ order: 1 });
  return String((await sfn.send(new StartExecutionCommand({ stateMachineArn, input }))).executionArn);
};
const take = (name: string, workerName?: string) =>
  sfn.send(new GetActivityTaskCommand({ activityArn: `${PREFIX}:${name}`, workerName }));
/** A worker that waits: its request has come when another one, sent behind it, is answered. */
const waitingFor = async (name: string): Promise<{ readonly found: ReturnType<typeof take> }> => {
  const release = clock.hold();
  const found = take(name);
  await sfn.send(new ListActivitiesCommand({}));
  release();
  return { found };
};
const status = (executionArn: string) => sfn.send(new DescribeExecutionCommand({ executionArn }));
/** What happened between the state's entry and its end. */
const history = async (executionArn: string) => {
  const { events = [] } = await sfn.send(new GetExecutionHistoryCommand({ executionArn }));
  return events.slice(2).map(({ timestamp: _, ...event }: HistoryEvent) => event);
};
const scheduled = (name: string, more: object = {}) => ({
  id: 3,
  previousEventId: 2,
  type: 'ActivityScheduled',
  activityScheduledEventDetails: {
    resource: `${PREFIX}:${name}`,
    input: '{"order":1}',
    inputDetails: { truncated: false },
    ...more,
  },
});
const started = (details: object) => ({
  id: 4,
  previousEventId: 3,
  type: 'ActivityStarted',
  activityStartedEventDetails: details,
});

test('a worker takes the task and answers it', async () => {
  const executionArn = await start('success');
  const { taskToken, input } = await take('success', 'worker-1');
  expect(input).toBe('{"order":1}');
  await sfn.send(new SendTaskSuccessCommand({ taskToken, output: '{"done":true}' }));
  await stack.idle();
  expect(await status(executionArn)).toMatchObject({ status: 'SUCCEEDED', output: '{"done":true}' });
  expect((await history(executionArn)).slice(0, 3)).toEqual([
    scheduled('success'),
    started({ workerName: 'worker-1' }),
    {
      id: 5,
      previousEventId: 4,
      type: 'ActivitySucceeded',
      activitySucceededEventDetails: { output: '{"done":true}', outputDetails: { truncated: false } },
    },
  ]);
  await expect(sfn.send(new SendTaskSuccessCommand({ taskToken, output: '1' }))).rejects.toMatchObject({
    name: 'TaskTimedOut',
  });
});

test('a worker fails it; without a name it has none in the history', async () => {
  const executionArn = await start('failure');
  const { taskToken } = await take('failure');
  await sfn.send(new SendTaskFailureCommand({ taskToken, error: 'Refused', cause: 'no' }));
  await stack.idle();
  expect(await status(executionArn)).toMatchObject({ status: 'FAILED', error: 'Refused', cause: 'no' });
  expect((await history(executionArn)).slice(0, 3)).toEqual([
    scheduled('failure'),
    started({}),
    {
      id: 5,
      previousEventId: 4,
      type: 'ActivityFailed',
      activityFailedEventDetails: { error: 'Refused', cause: 'no' },
    },
  ]);
});

test('time and heartbeat run from when a worker has taken it', async () => {
  const executionArn = await start('timed', { TimeoutSeconds: 60, HeartbeatSeconds: 10 });
  await stack.pass(3600_000);
  const release = clock.hold();
  const { taskToken } = await take('timed', 'w');
  await sfn.send(new SendTaskHeartbeatCommand({ taskToken }));
  release();
  await stack.idle();
  expect(await status(executionArn)).toMatchObject({ status: 'FAILED' });
  const events = await history(executionArn);
  expect(events.slice(0, 2)).toEqual([
    scheduled('timed', { timeoutInSeconds: 60, heartbeatInSeconds: 10 }),
    started({ workerName: 'w' }),
  ]);
  expect(events[2]).toMatchObject({ type: 'ActivityTimedOut' });
  await expect(sfn.send(new SendTaskHeartbeatCommand({ taskToken }))).rejects.toMatchObject({
    name: 'TaskTimedOut',
  });
});

test('a time-out is retried under another token', async () => {
  const executionArn = await start('retried', {
    TimeoutSeconds: 5,
    Retry: [{ ErrorEquals: ['States.Timeout'], IntervalSeconds: 1, MaxAttempts: 1 }],
  });
  const first = await take('retried');
  const second = await take('retried');
  expect(second.taskToken).not.toBe(first.taskToken);
  await sfn.send(new SendTaskSuccessCommand({ taskToken: second.taskToken, output: '2' }));
  await stack.idle();
  expect(await status(executionArn)).toMatchObject({ status: 'SUCCEEDED', output: '2' });
  const types = (await history(executionArn)).map(({ type }) => type);
  expect(types.slice(0, 3)).toEqual(['ActivityScheduled', 'ActivityStarted', 'ActivityTimedOut']);
});

test('workers and tasks are matched in order of arrival, and a task is given once', async () => {
  await activity('line');
  const release = clock.hold();
  const waiting = [take('line', 'a'), take('line', 'b')];
  const executions = [await start('line')];
  const { stateMachineArn } = await status(executions[0] as string);
  for (const _ of [1, 2]) {
    const { executionArn } = await sfn.send(new StartExecutionCommand({ stateMachineArn }));
    executions.push(String(executionArn));
  }
  const tasks = [...(await Promise.all(waiting)), await take('line', 'c')];
  release();
  expect(new Set(tasks.map(({ taskToken }) => taskToken)).size).toBe(3);
  for (const { taskToken } of tasks) await sfn.send(new SendTaskSuccessCommand({ taskToken, output: '1' }));
  await stack.idle();
  for (const executionArn of executions) expect((await status(executionArn)).status).toBe('SUCCEEDED');
});

test('a worker that finds nothing is told so after a minute', async () => {
  await activity('nothing');
  const before = stack.now();
  const { found } = await waitingFor('nothing');
  await stack.pass(61_000);
  expect((await found).taskToken).toBeUndefined();
  expect(stack.now() - before).toBeGreaterThanOrEqual(60_000);
});

test('the task of an execution that was stopped is given to nobody', async () => {
  const executionArn = await start('stopped');
  await sfn.send(new StopExecutionCommand({ executionArn }));
  const { found } = await waitingFor('stopped');
  await stack.pass(61_000);
  expect((await found).taskToken).toBeUndefined();
});

test('a Task on an activity that is gone fails at once, and no Catch sees it', async () => {
  const Resource = await activity('gone');
  const definition = JSON.stringify({
    StartAt: 'Work',
    States: {
      Work: {
        Type: 'Task',
        Resource,
        Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Caught' }],
        End: true,
      },
      Caught: { Type: 'Succeed' },
    },
  });
  const { stateMachineArn } = await sfn.send(
    new CreateStateMachineCommand({ name: 'gone', definition, roleArn }),
  );
  await sfn.send(new DeleteActivityCommand({ activityArn: Resource }));
  await sfn.send(new DeleteActivityCommand({ activityArn: Resource }));
  const { executionArn = '' } = await sfn.send(new StartExecutionCommand({ stateMachineArn }));
  await stack.idle();
  expect(await history(executionArn)).toEqual([
    {
      id: 3,
      previousEventId: 2,
      type: 'ExecutionFailed',
      executionFailedEventDetails: {
        error: 'States.Runtime',
        cause: `An error occurred while executing the state 'Work' (entered at the event id #2). The activity ${Resource} does not exist.`,
      },
    },
  ]);
});

test('activities are described and listed; the same again is the same', async () => {
  const first = await sfn.send(new CreateActivityCommand({ name: 'twice' }));
  const second = await sfn.send(new CreateActivityCommand({ name: 'twice' }));
  expect([second.activityArn, second.creationDate]).toEqual([first.activityArn, first.creationDate]);
  const described = await sfn.send(new DescribeActivityCommand({ activityArn: first.activityArn }));
  expect(described).toMatchObject({
    ...{ activityArn: first.activityArn, name: 'twice', creationDate: first.creationDate },
    encryptionConfiguration: { type: 'AWS_OWNED_KEY' },
  });
  const { activities } = await sfn.send(new ListActivitiesCommand({}));
  expect(activities?.map(({ name }) => name)).toEqual(expect.arrayContaining(['twice', 'declared']));
  const key = { type: 'CUSTOMER_MANAGED_KMS_KEY', kmsKeyId: 'alias/own' } as const;
  await expect(
    sfn.send(new CreateActivityCommand({ name: 'twice', encryptionConfiguration: key })),
  ).rejects.toMatchObject({ name: 'ActivityAlreadyExists' });
});

test('a template declares activities too', async () => {
  expect(stack.outputs.Act).toEqual({ Work: `${PREFIX}:declared`, Name: 'declared' });
  const { tags } = await sfn.send(new ListTagsForResourceCommand({ resourceArn: `${PREFIX}:declared` }));
  expect(tags).toEqual([{ key: 'team', value: 'one' }]);
  expect(stack.notRun).toEqual([]);
});

test.each([
  ' ',
  ...'<>{}[]?*"#%\\^|~`$&,;:/',
  '\u0000',
  '\u001f',
  '\u007f',
])('a name with %j is refused', async (character) => {
  const name = `a${character}b`;
  await expect(activity(name)).rejects.toMatchObject({
    name: 'InvalidName',
    message: `Invalid Name: '${name}'`,
  });
});

test.each([
  ['DescribeActivity', (activityArn: string) => sfn.send(new DescribeActivityCommand({ activityArn }))],
  ['GetActivityTask', (activityArn: string) => sfn.send(new GetActivityTaskCommand({ activityArn }))],
])('%s of what is no activity is refused as AWS does', async (_operation, call) => {
  await expect(call(`${PREFIX}:nobody`)).rejects.toMatchObject({
    name: 'ActivityDoesNotExist',
    message: `Activity Does Not Exist: '${PREFIX}:nobody'`,
  });
  await expect(call('none')).rejects.toMatchObject({
    name: 'InvalidArn',
    message: "Invalid Arn: 'Invalid ARN prefix: none'",
  });
});
