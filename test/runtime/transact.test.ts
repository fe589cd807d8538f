import {
  DynamoDBClient,
  TransactionCanceledException,
  TransactionConflictException,
} from '@aws-sdk/client-dynamodb';
import { GetCommand, PutCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { documentClient, dynamoDbLedger, hasTimeLeft, transact } from '../../lib/runtime';
import { ManualClock } from './support/manual-clock';

const client = documentClient(new DynamoDBClient({ region: 'us-east-1' }));
const dynamoDb = mockClient(client);
const items = [
  { Put: { TableName: 't', Item: { pk: 'a' } } },
  { Put: { TableName: 't', Item: { pk: 'b' } } },
];

const cancelled = (...codes: string[]) =>
  new TransactionCanceledException({
    $metadata: {},
    message: 'Transaction cancelled',
    CancellationReasons: codes.map((Code) => ({ Code })),
  });
const conflict = cancelled('TransactionConflict', 'None');

const toolsWith = (random: () => number, hasTime = () => true) => {
  const clock = new ManualClock();
  return { tools: { client, clock, random, hasTime }, clock };
};

beforeEach(() => dynamoDb.reset());

describe('a transaction', () => {
  it.each([
    ['conflicts', conflict],
    ['is throttled', cancelled('None', 'ThrottlingError')],
    ['exceeds the throughput', cancelled('ProvisionedThroughputExceeded', 'None')],
    ['conflicts on every item', cancelled('TransactionConflict', 'TransactionConflict')],
  ])('that %s is tried again until it goes through', async (_what, error) => {
    const { tools, clock } = toolsWith(() => 0.5);
    dynamoDb.on(TransactWriteCommand).rejectsOnce(error).rejectsOnce(error).resolves({});
    expect(await transact(tools, items)).toEqual({ kind: 'written' });
    expect(dynamoDb.calls()).toHaveLength(3);
    expect(clock.sleeps).toHaveLength(2);
  });

  it('waits longer each time, from 25 to at most 800 ms, all of it at the jitter of 1', async () => {
    const { tools, clock } = toolsWith(() => 1);
    let left = 8;
    dynamoDb.on(TransactWriteCommand).callsFake(() => {
      if (left-- > 0) throw conflict;
      return {};
    });
    await transact(tools, items);
    expect(clock.sleeps).toEqual([25, 50, 100, 200, 400, 800, 800, 800]);
  });

  it('waits next to nothing at the jitter of 0, but never nothing', async () => {
    const { tools, clock } = toolsWith(() => 0);
    dynamoDb.on(TransactWriteCommand).rejectsOnce(conflict).rejectsOnce(conflict).resolves({});
    await transact(tools, items);
    expect(clock.sleeps).toEqual([1, 1]);
  });

  it('whose condition fails is refused at once, with the items by place', async () => {
    const { tools, clock } = toolsWith(() => 1);
    dynamoDb.on(TransactWriteCommand).rejects(cancelled('None', 'ConditionalCheckFailed'));
    expect(await transact(tools, items)).toMatchObject({ kind: 'refused', failed: [false, true] });
    expect(clock.sleeps).toEqual([]);
  });

  it('that also conflicts elsewhere is decided by its condition', async () => {
    const { tools } = toolsWith(() => 1);
    dynamoDb.on(TransactWriteCommand).rejects(cancelled('ConditionalCheckFailed', 'TransactionConflict'));
    expect(await transact(tools, items)).toMatchObject({ kind: 'refused', failed: [true, false] });
    expect(dynamoDb.calls()).toHaveLength(1);
  });

  it.each([
    'ValidationError',
    'AccessDenied',
    'ItemCollectionSizeLimitExceeded',
  ])('cancelled for %s is not tried again: waiting would not help', async (code) => {
    const { tools } = toolsWith(() => 1);
    dynamoDb.on(TransactWriteCommand).rejects(cancelled(code, 'None'));
    await expect(transact(tools, items)).rejects.toBeInstanceOf(TransactionCanceledException);
    expect(dynamoDb.calls()).toHaveLength(1);
  });

  it('gives up as a TransientError when a third of the time is left', async () => {
    const clock = new ManualClock();
    const deadline = clock.now() + 9_000;
    const hasTime = hasTimeLeft({ getRemainingTimeInMillis: () => deadline - clock.now() });
    dynamoDb.on(TransactWriteCommand).rejects(conflict);
    await expect(transact({ client, clock, random: () => 1, hasTime }, items)).rejects.toMatchObject({
      name: 'TransientError',
      message: expect.stringMatching(/^Contention: /),
      cause: conflict,
    });
    const left = deadline - clock.now();
    expect(left).toBeLessThanOrEqual(3_000);
    expect(left).toBeGreaterThan(3_000 - 800);
  });

  it('passes on what is no cancellation', async () => {
    const { tools } = toolsWith(() => 1);
    dynamoDb.on(TransactWriteCommand).rejects(new Error('no route to host'));
    await expect(transact(tools, items)).rejects.toThrow('no route to host');
  });
});

describe('a single write that meets a transaction', () => {
  const met = new TransactionConflictException({
    $metadata: {},
    message: 'Transaction is ongoing for the item',
  });

  it('is tried again: the SDK does not', async () => {
    const { tools, clock } = toolsWith(() => 1);
    dynamoDb.on(PutCommand).rejectsOnce(met).rejectsOnce(met).resolves({});
    expect(await dynamoDbLedger(tools, 't').fence('order/1/tell')).toBe('UNDONE');
    expect(clock.sleeps).toEqual([25, 50]);
  });

  it('gives up when there is no time', async () => {
    const { tools } = toolsWith(
      () => 1,
      () => false,
    );
    dynamoDb.on(PutCommand).rejects(met);
    await expect(dynamoDbLedger(tools, 't').fence('order/1/tell')).rejects.toMatchObject({
      message: expect.stringMatching(/^Contention: /),
    });
  });
});

describe('a counter that looks exhausted and is not any more', () => {
  const short = cancelled('None', 'ConditionalCheckFailed');
  const entry = { result: null, effects: [{ counter: 'chair', take: 2, capacity: 10 }] };

  it('is asked again, since somebody gave back between the two calls', async () => {
    const { tools } = toolsWith(() => 1);
    dynamoDb.on(TransactWriteCommand).rejectsOnce(short).resolves({});
    dynamoDb.on(GetCommand).resolves({ Item: { pk: 'counter/chair', available: 2 } });
    expect(await dynamoDbLedger(tools, 't').commit('k', entry)).toEqual({ kind: 'committed' });
  });

  it('is a TransientError, not a no, when there is no time to ask again', async () => {
    const { tools } = toolsWith(
      () => 1,
      () => false,
    );
    dynamoDb.on(TransactWriteCommand).rejects(short);
    dynamoDb.on(GetCommand).resolves({ Item: { pk: 'counter/chair', available: 2 } });
    await expect(dynamoDbLedger(tools, 't').commit('k', entry)).rejects.toMatchObject({
      name: 'TransientError',
    });
  });
});
