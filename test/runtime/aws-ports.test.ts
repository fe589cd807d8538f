import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import {
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { ChangeMessageVisibilityCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { mockClient } from 'aws-sdk-client-mock';
import { lambdaInvoker, sfnOrchestrator, sqsQueue } from '../../lib/runtime';
import { commandsOf } from './support/commands';
import { tripSaga } from './support/sagas';

const region = 'us-east-1';
const named = (name: string) => Object.assign(new Error(name), { name });

describe('Step Functions as the orchestrator', () => {
  const client = new SFNClient({ region });
  const sfn = mockClient(client);
  const orchestrator = sfnOrchestrator(client);
  beforeEach(() => sfn.reset());

  it('starts an execution, and says when it exists already', async () => {
    sfn.on(StartExecutionCommand).resolvesOnce({}).rejects(named('ExecutionAlreadyExists'));
    expect(await orchestrator.start('machine', 'a', '{}')).toBe('started');
    expect(await orchestrator.start('machine', 'a', '{}')).toBe('exists');
    expect(sfn.calls()[0]?.args[0].input).toEqual({ stateMachineArn: 'machine', name: 'a', input: '{}' });
  });

  it('does not take any other failure for an answer', async () => {
    sfn.onAnyCommand().rejects(named('ThrottlingException'));
    await expect(orchestrator.start('machine', 'a', '{}')).rejects.toMatchObject({
      name: 'ThrottlingException',
    });
    await expect(orchestrator.describe('arn')).rejects.toMatchObject({ name: 'ThrottlingException' });
    await expect(orchestrator.stop('arn', 'e', 'c')).rejects.toMatchObject({ name: 'ThrottlingException' });
  });

  it('describes what it finds, and knows what is gone', async () => {
    sfn
      .on(DescribeExecutionCommand)
      .resolvesOnce({ status: 'FAILED', startDate: new Date(0), input: '{}', error: 'E', cause: 'C' })
      .rejects(named('ExecutionDoesNotExist'));
    expect(await orchestrator.describe('arn')).toEqual({
      arn: 'arn',
      status: 'FAILED',
      startTime: '1970-01-01T00:00:00.000Z',
      input: '{}',
      error: 'E',
      cause: 'C',
    });
    expect(await orchestrator.describe('arn')).toBeUndefined();
  });

  it('stops an execution; one that is gone is stopped', async () => {
    sfn.on(StopExecutionCommand).resolvesOnce({}).rejects(named('ExecutionDoesNotExist'));
    await orchestrator.stop('arn', 'SagaCancelled', 'why');
    await orchestrator.stop('arn', 'SagaCancelled', 'why');
    expect(sfn.calls()[0]?.args[0].input).toEqual({
      executionArn: 'arn',
      error: 'SagaCancelled',
      cause: 'why',
    });
  });

  it('reads the states entered from the end of the history, page by page, as far as it is asked', async () => {
    const entered = (name: string) => ({ stateEnteredEventDetails: { name } }) as never;
    sfn
      .on(GetExecutionHistoryCommand)
      .resolvesOnce({ events: [{} as never, entered('Tell'), entered('Pay')], nextToken: 't' })
      .resolves({ events: [entered('Book')] });
    const all: string[] = [];
    for await (const name of orchestrator.statesEntered('arn')) all.push(name);
    expect(all).toEqual(['Tell', 'Pay', 'Book']);
    expect(sfn.calls().map(({ args }) => args[0].input)).toEqual([
      { executionArn: 'arn', reverseOrder: true, includeExecutionData: false },
      { executionArn: 'arn', reverseOrder: true, includeExecutionData: false, nextToken: 't' },
    ]);
    sfn.resetHistory();
    sfn.on(GetExecutionHistoryCommand).resolves({ events: [entered('Tell')], nextToken: 't' });
    for await (const _name of orchestrator.statesEntered('arn')) break;
    expect(sfn.calls()).toHaveLength(1);
  });
});

describe('Lambda as the way to a participant', () => {
  const client = new LambdaClient({ region });
  const lambda = mockClient(client);
  const invoke = lambdaInvoker(client, { desk: 'desk-function' });
  const command = commandsOf(tripSaga, {}).compensation('book');
  const payload = (value: unknown) => Buffer.from(JSON.stringify(value)) as never;
  const failure = (errorType: string, errorMessage: string) => ({
    FunctionError: 'Unhandled',
    Payload: payload({ errorType, errorMessage, trace: [] }),
  });
  beforeEach(() => lambda.reset());

  it('sends the command and gives back the answer', async () => {
    lambda.on(InvokeCommand).resolves({ Payload: payload({ state: 'UNDONE' }) });
    expect(await invoke('desk', command)).toEqual({ state: 'UNDONE' });
    const [call] = lambda.commandCalls(InvokeCommand);
    expect(call?.args[0].input).toEqual({ FunctionName: 'desk-function', Payload: JSON.stringify(command) });
  });

  it('knows an answer of nothing', async () => {
    lambda.on(InvokeCommand).resolves({});
    expect(await invoke('desk', command)).toBeUndefined();
  });

  it.each([
    ['BusinessError', 'Closed: the desk: closed', 'BusinessError', 'Closed: the desk: closed'],
    ['TransientError', 'Contention: try later', 'TransientError', 'Contention: try later'],
    [
      'Sandbox.Timedout',
      'RequestId: 1 Error: Task timed out after 10.00 seconds',
      'TransientError',
      'Sandbox.Timedout: RequestId: 1 Error: Task timed out after 10.00 seconds',
    ],
    [
      'Runtime.ExitError',
      'RequestId: 1 Error: Runtime exited',
      'TransientError',
      'Runtime.ExitError: RequestId: 1 Error: Runtime exited',
    ],
  ])('throws what the function threw: %s "%s"', async (errorType, errorMessage, name, message) => {
    lambda.on(InvokeCommand).resolves(failure(errorType, errorMessage));
    await expect(invoke('desk', command)).rejects.toMatchObject({ name, message });
  });

  it('throws something even when the function says nothing', async () => {
    lambda.on(InvokeCommand).resolves({ FunctionError: 'Unhandled' });
    await expect(invoke('desk', command)).rejects.toMatchObject({ name: 'TransientError', code: 'Unknown' });
  });

  it('does not know every participant', async () => {
    await expect(invoke('nobody', command)).rejects.toMatchObject({ code: 'UnknownParticipant' });
    expect(lambda.calls()).toEqual([]);
  });
});

describe('SQS as a queue', () => {
  const client = new SQSClient({ region });
  const sqs = mockClient(client);
  const queue = sqsQueue(client, 'https://queue');
  beforeEach(() => sqs.reset());

  it('sends JSON, at once or later', async () => {
    await queue.send({ a: 1 });
    await queue.send({ a: 2 }, { delaySeconds: 5 });
    expect(sqs.commandCalls(SendMessageCommand).map(({ args }) => args[0].input)).toEqual([
      { QueueUrl: 'https://queue', MessageBody: '{"a":1}' },
      { QueueUrl: 'https://queue', MessageBody: '{"a":2}', DelaySeconds: 5 },
    ]);
  });

  it('hides a received message for a while', async () => {
    await queue.delay('handle', 60);
    expect(sqs.commandCalls(ChangeMessageVisibilityCommand)[0]?.args[0].input).toEqual({
      QueueUrl: 'https://queue',
      ReceiptHandle: 'handle',
      VisibilityTimeout: 60,
    });
  });
});
