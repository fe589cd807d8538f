import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { InvokeCommand } from '@aws-sdk/client-lambda';
import {
  DescribeExecutionCommand,
  DescribeStateMachineCommand,
  DescribeStateMachineForExecutionCommand,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  ListStateMachinesCommand,
  paginateGetExecutionHistory,
  paginateListExecutions,
  StartExecutionCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { JumpingClock } from '../../lib/engine';
import { type EmbeddedStack, startStack } from '../../lib/local';
import { settle } from '../engine/harness';
import { clientsOf } from './fixtures/clients';
import { shop, type shopDefinition, shopTemplate } from './fixtures/shop';

const clock = new JumpingClock();
let stack: EmbeddedStack;
let clients: ReturnType<typeof clientsOf>;
let machine: string;

beforeAll(async () => {
  stack = await startStack({ templates: [shop()], region: 'eu-west-1', clock });
  clients = clientsOf(stack);
  machine = String(stack.outputs.Shop?.Machine);
});

afterAll(async () => {
  clients.destroy();
  await stack.stop();
});

const start = async (name: string, input: object = {}, stateMachineArn = machine) =>
  clients.states.send(new StartExecutionCommand({ stateMachineArn, name, input: JSON.stringify(input) }));

const run = async (name: string, input: object = {}, arn = machine) => {
  const { executionArn } = await start(name, input, arn);
  await stack.idle();
  return clients.states.send(new DescribeExecutionCommand({ executionArn }));
};

test('it says what it runs, and what it does not', () => {
  expect(stack).toMatchObject({
    region: 'eu-west-1',
    tables: ['effects'],
    queues: expect.arrayContaining(['commands', 'commands-dead', 'ended']),
    functions: ['participant'],
    stateMachines: [{ name: 'shop', arn: 'arn:aws:states:eu-west-1:000000000000:stateMachine:shop' }],
    rules: ['on-end'],
    notRun: [{ type: 'AWS::CloudWatch::Alarm', count: 1 }],
  });
});

test('an execution runs through functions, table, queue and task token to its end', async () => {
  const described = await run('happy', { a: 1 });
  expect(described).toMatchObject({
    status: 'SUCCEEDED',
    name: 'happy',
    input: '{"a":1}',
    output: '{"state":"DONE"}',
  });
  expect(described.stopDate?.getTime()).toBeGreaterThanOrEqual(described.startDate?.getTime() ?? Infinity);
  for (const step of ['charge', 'ship']) {
    const { Item } = await clients.database.send(
      new GetItemCommand({ TableName: 'effects', Key: { pk: { S: `happy/${step}` } } }),
    );
    expect(Item?.state?.S).toBe('DONE');
  }
});

test('its history has the events and shapes of GetExecutionHistory', async () => {
  const { executionArn } = await run('history');
  const { events = [] } = await clients.states.send(new GetExecutionHistoryCommand({ executionArn }));
  expect(events.map(({ type }) => type)).toEqual([
    'ExecutionStarted',
    'TaskStateEntered',
    'TaskScheduled',
    'TaskStarted',
    'TaskSucceeded',
    'TaskStateExited',
    'TaskStateEntered',
    'TaskScheduled',
    'TaskStarted',
    'TaskSubmitted',
    'TaskSucceeded',
    'TaskStateExited',
    'ExecutionSucceeded',
  ]);
  expect(events[0]?.timestamp).toBeInstanceOf(Date);
  expect(events.map(({ id }) => id)).toEqual(events.map((_event, index) => index + 1));
});

test('history is paged, reversed, and given without data when asked', async () => {
  const { executionArn } = await run('paged');
  const ids: number[] = [];
  const pages = paginateGetExecutionHistory(
    { client: clients.states, pageSize: 5 },
    { executionArn, reverseOrder: true },
  );
  for await (const page of pages) {
    expect(page.events?.length).toBeLessThanOrEqual(5);
    ids.push(...(page.events ?? []).map(({ id }) => id ?? 0));
  }
  expect(ids).toEqual(Array.from({ length: 13 }, (_, index) => 13 - index));
  const { events = [] } = await clients.states.send(
    new GetExecutionHistoryCommand({ executionArn, includeExecutionData: false }),
  );
  expect(JSON.stringify(events)).not.toContain('saga');
});

test('waiting costs no time: what is answered after half an hour ends in a moment', async () => {
  stack.setSourceEnabled('participant', false);
  const { executionArn } = await start('unanswered');
  await stack.pass(1801_000);
  stack.setSourceEnabled('participant', true);
  await stack.idle();
  const described = await clients.states.send(new DescribeExecutionCommand({ executionArn }));
  expect(described).toMatchObject({ status: 'FAILED', error: 'SagaCompensated' });
  expect(Number(described.stopDate) - Number(described.startDate)).toBeGreaterThanOrEqual(1800_000);
});

test('while nothing is going on time stands by real time', async () => {
  await stack.idle();
  const jumped = () => new Float64Array(clock.sharedOffset)[0];
  const before = jumped();
  await settle();
  expect(jumped()).toBe(before);
});

/** Meanwhile no execution ends: nobody takes its command, and the clock does not jump to where it times out. */
const whileNoneEnds = async <T>(work: () => Promise<T>): Promise<T> => {
  const release = clock.hold();
  stack.setSourceEnabled('participant', false);
  try {
    return await work();
  } finally {
    stack.setSourceEnabled('participant', true);
    release();
  }
};

test('the same name: same input while it runs is the same execution, else it is taken', async () => {
  await whileNoneEnds(async () => {
    const first = await start('twice', { a: 1 });
    const second = await start('twice', { a: 1 });
    expect(second).toMatchObject({ executionArn: first.executionArn, startDate: first.startDate });
    await expect(start('twice', { a: 2 })).rejects.toMatchObject({ name: 'ExecutionAlreadyExists' });
  });
  await stack.idle();
  await expect(start('twice', { a: 1 })).rejects.toMatchObject({ name: 'ExecutionAlreadyExists' });
});

test('ten starts of one name at once are one execution', async () => {
  const started = await whileNoneEnds(() => Promise.all(Array.from({ length: 10 }, () => start('ten'))));
  expect(new Set(started.map(({ executionArn }) => executionArn)).size).toBe(1);
  await stack.idle();
});

const refused: readonly (readonly [string, () => Promise<unknown>, string])[] = [
  ['a bad name', () => start('a b'), 'InvalidName'],
  ['a name too long', () => start('x'.repeat(81)), 'ValidationException'],
  [
    'input that is no JSON',
    () => clients.states.send(new StartExecutionCommand({ stateMachineArn: machine, input: '{' })),
    'InvalidExecutionInput',
  ],
  ['an unknown machine', () => start('x', {}, `${machine}x`), 'StateMachineDoesNotExist'],
  ['an unknown alias', () => start('x', {}, `${machine}:beta`), 'StateMachineDoesNotExist'],
  ['no ARN', () => start('x', {}, 'shop'), 'InvalidArn'],
  [
    'an unknown execution',
    () =>
      clients.states.send(
        new DescribeExecutionCommand({
          executionArn: `${machine.replace(':stateMachine:', ':execution:')}:x`,
        }),
      ),
    'ExecutionDoesNotExist',
  ],
  [
    'a foreign page token',
    () => clients.states.send(new ListExecutionsCommand({ stateMachineArn: machine, nextToken: 'abc' })),
    'InvalidToken',
  ],
];

test.each(refused)('%s is refused as AWS does', async (_name, call, error) => {
  await expect(call()).rejects.toMatchObject({ name: error });
});

test.each(['Live', 'Version'] as const)('it starts through the %s ARN', async (output) => {
  const arn = String(stack.outputs.Shop?.[output]);
  const described = await run(`by-${output}`, {}, arn);
  expect(described).toMatchObject({
    status: 'SUCCEEDED',
    stateMachineArn: machine,
    stateMachineVersionArn: `${machine}:1`,
    ...(output === 'Live' ? { stateMachineAliasArn: `${machine}:live` } : {}),
  });
  const listed = await clients.states.send(new ListExecutionsCommand({ stateMachineArn: arn }));
  expect(listed.executions?.map(({ name }) => name)).toContain(`by-${output}`);
  expect(listed.executions?.map(({ name }) => name)).not.toContain('happy');
});

test('executions are listed newest first, by status, in pages', async () => {
  await run('listed-1');
  await run('listed-2');
  const names: (string | undefined)[] = [];
  for await (const page of paginateListExecutions(
    { client: clients.states, pageSize: 2 },
    { stateMachineArn: machine, statusFilter: 'SUCCEEDED' },
  )) {
    names.push(...(page.executions ?? []).map(({ name }) => name));
  }
  expect(names.slice(0, 2)).toEqual(['listed-2', 'listed-1']);
  expect(names).toContain('happy');
  expect(names).not.toContain('unanswered');
});

test('machines are listed and described', async () => {
  const { stateMachines } = await clients.states.send(new ListStateMachinesCommand({}));
  expect(stateMachines).toMatchObject([{ name: 'shop', type: 'STANDARD', stateMachineArn: machine }]);
  const described = await clients.states.send(new DescribeStateMachineCommand({ stateMachineArn: machine }));
  const { StartAt } = JSON.parse(described.definition ?? '{}') as typeof shopDefinition;
  expect({ StartAt, status: described.status }).toEqual({ StartAt: 'Charge', status: 'ACTIVE' });
  const { executionArn } = await run('described');
  const own = await clients.states.send(new DescribeStateMachineForExecutionCommand({ executionArn }));
  expect(own.definition).toBe(described.definition);
});

test('a stopped execution is ABORTED, and its event reaches the queue through the rule', async () => {
  stack.setSourceEnabled('participant', false);
  const { executionArn } = await start('stopped');
  while (!stack.execution(String(executionArn)).history.some(({ type }) => type === 'TaskSubmitted')) {
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  await clients.states.send(new StopExecutionCommand({ executionArn, error: 'Operator', cause: 'by hand' }));
  expect(await clients.states.send(new DescribeExecutionCommand({ executionArn }))).toMatchObject({
    status: 'ABORTED',
    error: 'Operator',
    cause: 'by hand',
  });
  stack.setSourceEnabled('participant', true);
  await stack.idle();
  const bodies = stack.messages('ended').map(({ body }) => body);
  expect(bodies).toContain('{"name":"stopped","status":"ABORTED"}');
  expect(bodies).toContain('{"name":"unanswered","status":"FAILED"}');
  expect(bodies.join()).not.toContain('happy');
});

test('a rule that is switched off sends nothing', async () => {
  stack.setEnabled('on-end', false);
  stack.addFault({ command: 'charge', kind: 'business', sagaId: 'quiet' });
  expect((await run('quiet')).status).toBe('FAILED');
  stack.setEnabled('on-end', true);
  expect(
    stack
      .messages('ended')
      .map(({ body }) => body)
      .join(),
  ).not.toContain('quiet');
  expect(() => stack.setEnabled('no-such-rule', true)).toThrow('no-such-rule');
});

test('events put by a client go through the rules too', async () => {
  const { FailedEntryCount, Entries } = await clients.events.send(
    new PutEventsCommand({
      Entries: [
        {
          Source: 'aws.states',
          DetailType: 'Step Functions Execution Status Change',
          Detail: JSON.stringify({ stateMachineArn: machine, status: 'ABORTED', name: 'put' }),
        },
        { Source: 'x', DetailType: 'y', Detail: 'no json' },
      ],
    }),
  );
  expect(FailedEntryCount).toBe(1);
  expect(Entries?.[1]?.ErrorCode).toBe('MalformedDetail');
  expect(stack.messages('ended').map(({ body }) => body)).toContain('{"name":"put","status":"ABORTED"}');
});

test('functions can be invoked by clients, in any version', async () => {
  const command = { saga: { id: 'direct' }, step: { name: 'charge', phase: 'action', command: 'charge' } };
  for (const FunctionName of ['participant', 'participant:live', 'participant:1']) {
    const answer = await clients.lambda.send(
      new InvokeCommand({ FunctionName, Payload: Buffer.from(JSON.stringify(command)) }),
    );
    expect(Buffer.from(answer.Payload ?? []).toString()).toBe('{"state":"DONE"}');
  }
});

test('calls are counted by service, operation, resource and caller', async () => {
  await stack.idle();
  stack.resetCalls();
  await run('counted');
  const counted = stack
    .calls()
    .map(({ service, operation, resource, by, count }) =>
      [service, operation, resource, by, count].join(' '),
    );
  expect(counted.sort()).toEqual(
    [
      'states StartExecution shop client 1',
      'lambda Invoke participant  2',
      'dynamodb GetItem effects participant 2',
      'dynamodb TransactWriteItems effects participant 2',
      'sqs SendMessage commands states 1',
      'sqs ReceiveMessage commands event-source 1',
      'sqs DeleteMessage commands event-source 1',
      'states SendTaskSuccess  participant 1',
      'states DescribeExecution shop client 1',
    ].sort(),
  );
});

test('a client can receive what the stack has sent', async () => {
  const answer = await clients.sqs.send(
    new ReceiveMessageCommand({ QueueUrl: `${stack.endpoint}/000000000000/ended`, MaxNumberOfMessages: 1 }),
  );
  expect(answer.Messages?.[0]?.Body).toMatch(/"status":/);
});

describe('what cannot be run is one clear error', () => {
  test('a taken port', async () => {
    const port = Number(new URL(stack.endpoint).port);
    await expect(startStack({ port })).rejects.toThrow(`Port ${port} is taken`);
  });

  test('a state machine with a state that the engine does not know', async () => {
    const Broken = {
      Type: 'AWS::StepFunctions::StateMachine',
      Properties: {
        DefinitionString: JSON.stringify({
          QueryLanguage: 'JSONata',
          StartAt: 'A',
          States: { A: { Type: 'Teleport', End: true } },
        }),
      },
    };
    const template = { Resources: { ...shopTemplate.Resources, Broken } };
    await expect(startStack({ templates: [shop(template)] })).rejects.toThrow(/Shop: Broken .*"?A"?/);
  });

  test('a folder that is no assembly', async () => {
    await expect(startStack({ assembly: '/nowhere' })).rejects.toThrow('/nowhere is no cloud assembly');
  });
});
