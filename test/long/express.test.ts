import {
  CreateStateMachineCommand,
  DeleteStateMachineCommand,
  DescribeExecutionCommand,
  DescribeStateMachineCommand,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  SFNClient,
  StartExecutionCommand,
  StartSyncExecutionCommand,
  type StartSyncExecutionCommandInput,
  StopExecutionCommand,
  ValidateStateMachineDefinitionCommand,
} from '@aws-sdk/client-sfn';
import { JumpingClock, RealClock } from '../../lib/engine';
import { type EmbeddedStack, startStack } from '../../lib/local';

const roleArn = 'arn:aws:iam::000000000000:role/machines';
const PREFIX = 'arn:aws:states:us-east-1:000000000000';
const machine = (states: object, more: object = {}): string =>
  JSON.stringify({ StartAt: Object.keys(states)[0], States: states, ...more });
const ECHO = machine({ Echo: { Type: 'Pass', Result: { a: 1 }, End: true } });
const waitFor = (Seconds: number, more: object = {}) =>
  machine({ Wait: { Type: 'Wait', Seconds, End: true } }, more);

const clock = new JumpingClock();
let stack: EmbeddedStack;
let sfn: SFNClient;
const clientOf = ({ endpoint }: EmbeddedStack) =>
  new SFNClient({
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    // StartSyncExecution puts `sync-` before the host, which loopback has not.
    disableHostPrefix: true,
  });
beforeAll(async () => {
  stack = await startStack({ clock });
  sfn = clientOf(stack);
});
afterAll(async () => {
  sfn.destroy();
  await stack.stop();
});

const create = async (name: string, definition: string, type: 'STANDARD' | 'EXPRESS' = 'EXPRESS') =>
  String(
    (await sfn.send(new CreateStateMachineCommand({ name, definition, roleArn, type }))).stateMachineArn,
  );
const sync = (stateMachineArn: string, more: Partial<StartSyncExecutionCommandInput> = {}) =>
  sfn.send(new StartSyncExecutionCommand({ stateMachineArn, ...more }));

test('a synchronous execution answers with its output and what it is billed', async () => {
  const stateMachineArn = await create('echo', ECHO);
  const { $metadata: _, ...answer } = await sync(stateMachineArn, { name: 'one', input: '{"b":2}' });
  expect(answer).toEqual({
    executionArn: expect.stringMatching(new RegExp(`^${PREFIX}:express:echo:one:[\\w-]{36}$`)),
    stateMachineArn,
    name: 'one',
    startDate: expect.any(Date),
    stopDate: expect.any(Date),
    status: 'SUCCEEDED',
    input: '{"b":2}',
    inputDetails: { included: true },
    output: '{"a":1}',
    outputDetails: { included: true },
    billingDetails: { billedDurationInMilliseconds: 100, billedMemoryUsedInMB: 64 },
  });
  const metadata = await sync(stateMachineArn, { includedData: 'METADATA_ONLY' });
  expect([metadata.input, metadata.output, metadata.status]).toEqual([undefined, undefined, 'SUCCEEDED']);
});

test('time is billed in steps of 100 ms', async () => {
  const stateMachineArn = await create('billed', waitFor(7));
  const { billingDetails, startDate, stopDate } = await sync(stateMachineArn);
  const took = Number(stopDate) - Number(startDate);
  expect(took).toBeGreaterThanOrEqual(7000);
  expect(billingDetails?.billedDurationInMilliseconds).toBe(Math.ceil(took / 100) * 100);
});

test('a failed one is an answer', async () => {
  const fail = machine({ No: { Type: 'Fail', Error: 'Refused', Cause: 'no' } });
  const answer = await sync(await create('failing', fail));
  expect(answer).toMatchObject({ status: 'FAILED', error: 'Refused', cause: 'no' });
  expect(answer.output).toBeUndefined();
});

test.each([
  ['after five minutes', waitFor(301), 300],
  ['by its own time limit', waitFor(301, { TimeoutSeconds: 20 }), 20],
])('it times out %s', async (_when, definition, seconds) => {
  const { status, startDate, stopDate } = await sync(await create(`timed-${seconds}`, definition));
  expect(status).toBe('TIMED_OUT');
  expect(Math.floor((Number(stopDate) - Number(startDate)) / 1000)).toBe(seconds);
});

test('names may repeat', async () => {
  const stateMachineArn = await create('repeated', ECHO);
  const arns = await Promise.all(
    Array.from({ length: 5 }, async () => (await sync(stateMachineArn, { name: 'same' })).executionArn),
  );
  const started = await sfn.send(new StartExecutionCommand({ stateMachineArn, name: 'same' }));
  expect(new Set([...arns, started.executionArn]).size).toBe(6);
});

test('nothing is kept of what was started and not waited for', async () => {
  const stateMachineArn = await create('async', ECHO);
  const { executionArn } = await sfn.send(new StartExecutionCommand({ stateMachineArn, name: 'a' }));
  await stack.idle();
  expect(executionArn).toMatch(`${PREFIX}:express:async:a:`);
  for (const command of [
    new DescribeExecutionCommand({ executionArn }),
    new GetExecutionHistoryCommand({ executionArn }),
    new StopExecutionCommand({ executionArn }),
  ]) {
    await expect(sfn.send(command as DescribeExecutionCommand)).rejects.toMatchObject({
      name: 'InvalidArn',
      message: "Invalid Arn: 'Resource type not valid in this context: express'",
    });
  }
  await expect(sfn.send(new ListExecutionsCommand({ stateMachineArn }))).rejects.toMatchObject({
    name: 'StateMachineTypeNotSupported',
    message: 'This operation is not supported by this type of state machine',
  });
  expect(stack.executions()).toEqual([]);
});

test('only Express workflows are waited for', async () => {
  await expect(sync(await create('standard', ECHO, 'STANDARD'))).rejects.toMatchObject({
    name: 'StateMachineTypeNotSupported',
    message: 'This operation is not supported by this type of state machine',
  });
});

test('its context object holds its own ARN', async () => {
  const definition = machine(
    { Id: { Type: 'Pass', Output: '{% $states.context.Execution %}', End: true } },
    { QueryLanguage: 'JSONata' },
  );
  const { output, executionArn, name, startDate } = await sync(await create('context', definition));
  expect(JSON.parse(String(output))).toMatchObject({
    ...{ Id: executionArn, Name: name, RoleArn: roleArn },
    StartTime: startDate?.toISOString(),
  });
});

const activity = `${PREFIX}:activity:a`;
const illegal: readonly (readonly [string, string])[] = [
  [
    'arn:aws:states:::sqs:sendMessage.waitForTaskToken',
    "Express state machine does not support '.waitForTaskToken' service integration ",
  ],
  [
    'arn:aws:states:::states:startExecution.sync',
    "Express state machine does not support '.sync' service integration",
  ],
  [activity, 'Express state machine does not support Activity ARN'],
];
test.each(illegal)('%s is refused in an Express workflow', async (Resource, message) => {
  const definition = machine({ Work: { Type: 'Task', Resource, Parameters: {}, End: true } });
  await expect(create('illegal', definition)).rejects.toMatchObject({
    name: 'InvalidDefinition',
    message: `Invalid State Machine Definition: 'SCHEMA_VALIDATION_FAILED: ${message} at /States/Work/Resource'`,
  });
  const validated = await sfn.send(
    new ValidateStateMachineDefinitionCommand({ definition, type: 'EXPRESS' }),
  );
  expect(validated).toMatchObject({
    result: 'FAIL',
    truncated: false,
    diagnostics: [
      { severity: 'ERROR', code: 'SCHEMA_VALIDATION_FAILED', message, location: '/States/Work/Resource' },
    ],
  });
});

test('validation answers in pages of severity, and fails for errors only', async () => {
  const validate = (definition: string, more: object = {}) =>
    sfn.send(new ValidateStateMachineDefinitionCommand({ definition, ...more }));
  expect(await validate(ECHO)).toMatchObject({ result: 'OK', diagnostics: [], truncated: false });
  expect(await validate('')).toMatchObject({
    result: 'FAIL',
    diagnostics: [
      {
        severity: 'ERROR',
        code: 'SCHEMA_VALIDATION_FAILED',
        message: 'Definition must be a valid JSON object',
      },
    ],
  });
  const broken = machine({
    A: { Type: 'Pass', Next: 'X' },
    B: { Type: 'Pass', Next: 'Y' },
    C: { Type: 'Pass', Next: 'Z' },
  });
  const all = await validate(broken);
  expect(all.diagnostics?.length).toBeGreaterThan(2);
  const some = await validate(broken, { maxResults: 2 });
  expect(some).toMatchObject({ result: 'FAIL', truncated: true });
  expect(some.diagnostics).toEqual(all.diagnostics?.slice(0, 2));
  const warned = await validate(broken, { severity: 'WARNING' });
  expect(warned.diagnostics?.length).toBeGreaterThanOrEqual(all.diagnostics?.length ?? 0);
  await expect(validate(ECHO, { maxResults: 101 })).rejects.toMatchObject({
    message:
      "1 validation error detected: Value '101' at 'maxResults' failed to satisfy constraint: Member must have value less than or equal to 100",
  });
});

test('executions of a deleted machine end at their next state, and the machine with them', async () => {
  const definition = machine({
    Wait: { Type: 'Wait', Seconds: 60, Next: 'After' },
    After: { Type: 'Succeed' },
  });
  const stateMachineArn = await create('going', definition, 'STANDARD');
  const release = clock.hold();
  const { executionArn } = await sfn.send(new StartExecutionCommand({ stateMachineArn }));
  await sfn.send(new DeleteStateMachineCommand({ stateMachineArn }));
  expect((await sfn.send(new DescribeExecutionCommand({ executionArn }))).status).toBe('RUNNING');
  release();
  await stack.idle();
  expect((await sfn.send(new DescribeExecutionCommand({ executionArn }))).status).toBe('ABORTED');
  const { events } = await sfn.send(new GetExecutionHistoryCommand({ executionArn }));
  expect(events?.map(({ type }) => type)).toEqual([
    'ExecutionStarted',
    'WaitStateEntered',
    'WaitStateExited',
    'ExecutionAborted',
  ]);
  await expect(sfn.send(new DescribeStateMachineCommand({ stateMachineArn }))).rejects.toMatchObject({
    name: 'StateMachineDoesNotExist',
  });
});

test('an execution starts and ends in one instant for its description and its history, in real time too', async () => {
  const real = await startStack({ clock: new RealClock() });
  const client = clientOf(real);
  const created = { name: 'instant', definition: ECHO, roleArn };
  const { stateMachineArn } = await client.send(new CreateStateMachineCommand(created));
  for (let turn = 0; turn < 30; turn++) {
    const { executionArn, startDate } = await client.send(new StartExecutionCommand({ stateMachineArn }));
    await real.idle();
    const described = await client.send(new DescribeExecutionCommand({ executionArn }));
    const { events = [] } = await client.send(new GetExecutionHistoryCommand({ executionArn }));
    expect([described.startDate, events[0]?.timestamp]).toEqual([startDate, startDate]);
    expect(events.at(-1)?.timestamp).toEqual(described.stopDate);
  }
  client.destroy();
  await real.stop();
});
