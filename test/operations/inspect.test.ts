import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  DescribeExecutionCommand,
  ExecutionDoesNotExist,
  GetExecutionHistoryCommand,
  SFNClient,
} from '@aws-sdk/client-sfn';
import { SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient, GetCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { inspectSaga, resourcesFromOutputs } from '../../lib/operations';
import { eventItem, HEADER_KEY, headerAttributes, statusAttributes } from '../../lib/runtime';
import { defineSaga, loggedSteps, type SagaEvent, step } from '../../lib/saga';

const definition = defineSaga({
  name: 'parcel',
  version: 3,
  deadline: { hours: 1 },
  input: { safeParse: (data: unknown) => ({ success: true, data }) as const },
  steps: [
    step('book-parcel', { by: 'desk', compensation: 'cancel-parcel' }),
    step('send-parcel', { by: 'carrier', compensation: 'return-parcel' }),
    step('tell-customer', { by: 'desk' }),
  ],
});

const resources = resourcesFromOutputs({
  SagaName: 'parcel',
  StateMachineArn: 'arn:aws:states:us-east-1:000000000000:stateMachine:Parcel',
  StateMachineStartArn: 'arn:aws:states:us-east-1:000000000000:stateMachine:Parcel:live',
  UnwindMachineArn: 'arn:aws:states:us-east-1:000000000000:stateMachine:ParcelUnwind',
  SagaLogTable: 'log',
  SagaErrorsQueueUrl: 'http://errors',
  SagaErrorsDeadLetterQueueUrl: 'http://dead',
  SagaRequestsQueueUrl: 'http://requests',
  SagaRequestsDeadLetterQueueUrl: 'http://requests-dead',
  ParticipantDeskTable: 'desk-table',
  ParticipantCarrierTable: 'carrier-table',
});

const saga = {
  name: 'parcel',
  id: 'p1',
  version: 2,
  startTime: '2026-01-01T00:00:00.000Z',
  deadlineSeconds: 3600,
};
const at = (second: number) => `2026-01-01T00:00:0${second}.000Z`;
const event = (type: SagaEvent['type'], stepName: string, second: number, more: Partial<SagaEvent> = {}) =>
  ({ type, step: stepName, runner: 'main', attempt: 1, at: at(second), ...more }) as SagaEvent;

/** book-parcel went well, send-parcel failed; the booking could not be undone. */
const events: readonly SagaEvent[] = [
  event('CompensationFailed', 'book-parcel', 7, { runner: 'redrive', error: { error: 'Oops', cause: 'x' } }),
  event('StepStarted', 'book-parcel', 1),
  event('StepSucceeded', 'book-parcel', 1, { data: { booking: 7 } }),
  event('StepStarted', 'send-parcel', 2),
  event('AttemptFailed', 'send-parcel', 2, { error: { error: 'BusinessError', cause: 'NoRoute: none' } }),
  event('StepFailed', 'send-parcel', 3, { error: { error: 'BusinessError', cause: 'NoRoute: none' } }),
  event('CompensationStarted', 'send-parcel', 3),
  event('CompensationSucceeded', 'send-parcel', 3),
  event('CompensationStarted', 'book-parcel', 4),
];

const dynamodb = mockClient(DynamoDBDocumentClient);
const sfn = mockClient(SFNClient);
const sqs = mockClient(SQSClient);
const clients = {
  dynamodb: DynamoDBDocumentClient.from(new DynamoDBClient({})),
  sfn: new SFNClient({}),
  sqs: new SQSClient({}),
};

beforeEach(() => {
  for (const mock of [dynamodb, sfn, sqs]) mock.reset();
  dynamodb.on(QueryCommand).resolves({
    Items: [
      {
        pk: 'parcel/p1',
        sk: HEADER_KEY,
        ...headerAttributes({ saga, steps: loggedSteps(definition), due: at(9) }),
        ...statusAttributes(saga, 'COMPENSATING', at(3)),
      },
      ...events.map((one) => eventItem(saga, one)),
    ],
  });
  dynamodb.on(GetCommand).resolves({});
  dynamodb
    .on(GetCommand, { TableName: 'desk-table', Key: { pk: 'parcel/p1/book-parcel' } })
    .resolves({ Item: { pk: 'parcel/p1/book-parcel', state: 'DONE' } });
  dynamodb
    .on(GetCommand, { TableName: 'carrier-table', Key: { pk: 'parcel/p1/send-parcel' } })
    .resolves({ Item: { pk: 'parcel/p1/send-parcel', state: 'UNDONE' } });
  sfn
    .on(DescribeExecutionCommand)
    .resolves({ status: 'FAILED', startDate: new Date(at(0)), error: 'SagaCompensationFailed' });
  sfn.on(GetExecutionHistoryCommand).resolves({
    events: ['BookParcel', 'SendParcel', 'ReturnParcel', 'CancelParcel', 'ParkCancelParcel'].flatMap(
      (name, index) => [
        {
          id: index * 2 + 1,
          previousEventId: 0,
          timestamp: undefined,
          type: 'TaskStateEntered' as const,
          stateEnteredEventDetails: { name },
        },
        {
          id: index * 2 + 2,
          previousEventId: index * 2 + 1,
          timestamp: undefined,
          type: 'TaskScheduled' as const,
        },
      ],
    ),
  });
});

it('reports a saga from its log, the history, the ledgers and the dead letters', async () => {
  const report = await inspectSaga(clients, resources, { id: 'p1', definition });
  expect(report).toMatchObject({
    sagaId: 'p1',
    sagaName: 'parcel',
    version: 2,
    status: 'COMPENSATION_FAILED',
    createTime: at(0),
    updateTime: at(7),
    expireTime: '2026-01-01T01:00:00.000Z',
    execution: { status: 'FAILED', error: 'SagaCompensationFailed', cause: null, transitions: 5 },
  });
  expect(report.steps).toEqual([
    {
      stepName: 'book-parcel',
      stepTopic: 'desk',
      stepType: 'compensatable',
      status: 'COMPENSATION_FAILED',
      attempts: 1,
      doneBy: 'execution',
      compensateRetries: 0,
      compensation: { name: 'cancel-parcel', status: 'FAILED', attempts: 1, doneBy: null },
      data: { booking: 7 },
    },
    {
      stepName: 'send-parcel',
      stepTopic: 'carrier',
      stepType: 'pivot',
      status: 'COMPENSATED',
      attempts: 1,
      doneBy: null,
      compensateRetries: 0,
      compensation: { name: 'return-parcel', status: 'SUCCEEDED', attempts: 1, doneBy: 'execution' },
      error: { error: 'BusinessError', cause: 'NoRoute: none' },
    },
    {
      stepName: 'tell-customer',
      stepTopic: 'desk',
      stepType: 'retriable',
      status: 'PENDING',
      attempts: 0,
      doneBy: null,
      compensateRetries: 0,
      compensation: null,
    },
  ]);
  expect(report.events.map(({ type, step: name }) => `${type} ${name}`)).toEqual([
    'StepStarted book-parcel',
    'StepSucceeded book-parcel',
    'StepStarted send-parcel',
    'AttemptFailed send-parcel',
    'StepFailed send-parcel',
    'CompensationStarted send-parcel',
    'CompensationSucceeded send-parcel',
    'CompensationStarted book-parcel',
    'CompensationFailed book-parcel',
  ]);
  expect(report.ledgers).toEqual({
    desk: [{ sagaId: 'p1', step: 'book-parcel', state: 'DONE' }],
    carrier: [{ sagaId: 'p1', step: 'send-parcel', state: 'UNDONE' }],
  });
  expect(report.deadLetters).toEqual([
    {
      step: 'book-parcel',
      command: 'cancel-parcel',
      error: 'Oops',
      attempts: 1,
      message: { place: 'expired' },
    },
  ]);
});

it('looks up each record that a ledger item names, once and consistently', async () => {
  const move = { type: 'booking', id: '7' };
  const item = { pk: 'parcel/p1/book-parcel', state: 'UNDONE', records: [move], undid: [move] };
  const row = { ...move, version: 2, writtenBy: 'parcel/p1/cancel-parcel', status: 'CANCELLED' };
  dynamodb
    .on(GetCommand, { TableName: 'desk-table', Key: { pk: 'parcel/p1/book-parcel' } })
    .resolves({ Item: item });
  dynamodb
    .on(GetCommand, { TableName: 'desk-table', Key: { pk: 'booking#7' } })
    .resolves({ Item: { ...row, pk: 'booking#7' } });
  const report = await inspectSaga(clients, resources, { id: 'p1', definition });
  expect(report.records).toEqual({ desk: [{ ...row, pending: null }] });
  const asked = dynamodb
    .commandCalls(GetCommand)
    .map(({ args }) => args[0].input)
    .filter(({ Key }) => Key?.pk === 'booking#7');
  expect(asked.map(({ ConsistentRead }) => ConsistentRead)).toEqual([true]);
});

it('reports no records where ledgers name none, and asks for nothing more', async () => {
  expect((await inspectSaga(clients, resources, { id: 'p1', definition })).records).toEqual({});
  expect(dynamodb.commandCalls(GetCommand)).toHaveLength(3);
});

it('touches no queue, however full the dead-letter queue is', async () => {
  await inspectSaga(clients, resources, { id: 'p1', definition });
  expect(sqs.calls()).toEqual([]);
});

it('falls back to the definition when no handler ever ran', async () => {
  dynamodb.on(QueryCommand).resolves({ Items: [] });
  const report = await inspectSaga(clients, resources, { id: 'p1', definition });
  expect(report).toMatchObject({ version: 3, status: 'PENDING', createTime: at(0), events: [] });
  expect(report.steps.map(({ status }) => status)).toEqual(['PENDING', 'PENDING', 'PENDING']);
});

it('says so when there is no such saga', async () => {
  dynamodb.on(QueryCommand).resolves({ Items: [] });
  sfn.on(DescribeExecutionCommand).rejects(new ExecutionDoesNotExist({ message: 'no', $metadata: {} }));
  await expect(inspectSaga(clients, resources, { id: 'p9', definition })).rejects.toThrow(
    "there is no parcel saga 'p9'",
  );
});

it('names the output that a stack lacks', () => {
  expect(() => resourcesFromOutputs({ SagaName: 'parcel' })).toThrow(
    "the stack has no output 'StateMachineArn'",
  );
});
