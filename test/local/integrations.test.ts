import { SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { type EmbeddedStack, type ExecutionRecord, startStack, statusOf } from '../../lib/local';
import { writeBundles } from './bundles';

const task = (Resource: string, Arguments: unknown, more: object = {}): object => ({
  QueryLanguage: 'JSONata',
  StartAt: 'Call',
  States: { Call: { Type: 'Task', Resource, Arguments, TimeoutSeconds: 60, End: true, ...more } },
});

const FUNCTION = 'arn:aws:lambda:us-east-1:000000000000:function:echo';

const machines: Readonly<Record<string, object>> = {
  invoke: task('arn:aws:states:::lambda:invoke', { FunctionName: FUNCTION, Payload: { a: 1 } }),
  bare: task(FUNCTION, { a: 1 }),
  fails: task('arn:aws:states:::lambda:invoke', { FunctionName: 'echo', Payload: { fail: 'BusinessError' } }),
  nobody: task('arn:aws:states:::lambda:invoke', { FunctionName: 'nobody', Payload: {} }),
  exits: task('arn:aws:states:::lambda:invoke', { FunctionName: 'echo', Payload: { exit: true } }),
  slow: task('arn:aws:states:::lambda:invoke', { FunctionName: 'hasty', Payload: { hang: true } }),
  event: task('arn:aws:states:::lambda:invoke', {
    FunctionName: 'echo',
    InvocationType: 'Event',
    Payload: { later: 1 },
  }),
  send: task('arn:aws:states:::sqs:sendMessage', {
    QueueUrl: '{% $states.context.Execution.Input.queue %}',
    MessageBody: { nested: [1] },
  }),
  sendText: task('arn:aws:states:::sqs:sendMessage', {
    QueueUrl: '{% $states.context.Execution.Input.queue %}',
    MessageBody: 'plain',
  }),
  start: task('arn:aws:states:::states:startExecution', {
    StateMachineArn: 'arn:aws:states:us-east-1:000000000000:stateMachine:bare',
    Name: 'started',
    Input: { b: 2 },
  }),
};

const echo = (FunctionName: string, Timeout: number) => ({
  Type: 'AWS::Lambda::Function',
  Properties: { FunctionName, Handler: 'index.handler', Runtime: 'nodejs24.x', Timeout },
  Metadata: { 'aws:asset:path': 'echo' },
});

let stack: EmbeddedStack;
let client: SFNClient;

beforeAll(async () => {
  stack = await startStack({
    templates: [
      {
        stackName: 'Calls',
        assetRoot: writeBundles({
          echo: `export const handler = async (event) => {
            if (event.fail) throw Object.assign(new Error('Code: text'), { name: event.fail });
            if (event.exit) process.exit(1);
            if (event.hang) await new Promise(() => setTimeout(() => undefined, 100000));
            console.log(JSON.stringify(event));
            return event;
          };`,
        }),
        template: {
          Resources: {
            Echo: echo('echo', 60),
            Hasty: echo('hasty', 1),
            Queue: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'inbox' } },
            ...Object.fromEntries(
              Object.entries(machines).map(([StateMachineName, Definition]) => [
                StateMachineName,
                { Type: 'AWS::StepFunctions::StateMachine', Properties: { StateMachineName, Definition } },
              ]),
            ),
          },
        },
      },
    ],
  });
  client = new SFNClient({
    endpoint: stack.endpoint,
    region: stack.region,
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
  });
});

afterAll(async () => {
  client.destroy();
  await stack.stop();
});

const run = async (machine: string, input: object = {}): Promise<ExecutionRecord> => {
  const { executionArn } = await client.send(
    new StartExecutionCommand({
      stateMachineArn: `arn:aws:states:us-east-1:000000000000:stateMachine:${machine}`,
      input: JSON.stringify(input),
    }),
  );
  await stack.idle();
  return stack.execution(String(executionArn));
};

const outputOf = (record: ExecutionRecord): Record<string, unknown> =>
  JSON.parse(record.end?.output ?? 'null') as Record<string, unknown>;

test('lambda:invoke gives the payload among what AWS adds', async () => {
  expect(outputOf(await run('invoke'))).toMatchObject({
    ExecutedVersion: '$LATEST',
    Payload: { a: 1 },
    StatusCode: 200,
    SdkResponseMetadata: { RequestId: expect.any(String) },
  });
});

test('a function’s own ARN gives what the function returns', async () => {
  expect(outputOf(await run('bare'))).toEqual({ a: 1 });
});

const failures: readonly (readonly [string, string, RegExp])[] = [
  ['fails', 'BusinessError', /"errorType":"BusinessError","errorMessage":"Code: text"/],
  ['nobody', 'Lambda.ResourceNotFoundException', /nobody/],
  ['exits', 'Runtime.ExitError', /Runtime exited/],
  ['slow', 'Sandbox.Timedout', /timed out after 1\.00 seconds/],
];

test.each(failures)('%s fails with %s', async (machine, error, cause) => {
  const record = await run(machine);
  expect(record.end).toMatchObject({ status: 'FAILED', error, cause: expect.stringMatching(cause) });
});

test('an event invocation does not wait for the function', async () => {
  const record = await run('event');
  expect(outputOf(record)).toMatchObject({ StatusCode: 202 });
  expect(stack.logs.map(({ text }) => text)).toContain('{"later":1}');
});

test('sqs:sendMessage sends an object as JSON, text as it is', async () => {
  const queue = `${stack.endpoint}/000000000000/inbox`;
  expect(outputOf(await run('send', { queue }))).toMatchObject({
    MessageId: expect.any(String),
    MD5OfMessageBody: expect.any(String),
  });
  await run('sendText', { queue });
  expect(stack.messages('inbox').map(({ body }) => body)).toEqual(['{"nested":[1]}', 'plain']);
});

test('sqs:sendMessage to a queue that does not exist fails with an SQS error', async () => {
  const record = await run('send', { queue: `${stack.endpoint}/000000000000/none` });
  expect(record.end?.error).toBe('SQS.QueueDoesNotExistException');
});

test('states:startExecution starts another execution', async () => {
  expect(outputOf(await run('start'))).toMatchObject({
    ExecutionArn: expect.stringMatching(/execution:bare:started$/),
  });
  const started = stack.execution('arn:aws:states:us-east-1:000000000000:execution:bare:started');
  expect({ status: statusOf(started), input: started.input }).toEqual({
    status: 'SUCCEEDED',
    input: '{"b":2}',
  });
  expect((await run('start')).end?.error).toBe('StepFunctions.ExecutionAlreadyExistsException');
});
