import {
  ChangeMessageVisibilityCommand,
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  DeleteMessageCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ListDeadLetterSourceQueuesCommand,
  ListMessageMoveTasksCommand,
  ListQueuesCommand,
  PurgeQueueCommand,
  type QueueAttributeName,
  ReceiveMessageCommand,
  type ReceiveMessageCommandInput,
  SendMessageBatchCommand,
  SendMessageCommand,
  type SendMessageCommandInput,
  SetQueueAttributesCommand,
  SQSClient,
  StartMessageMoveTaskCommand,
} from '@aws-sdk/client-sqs';
import { JumpingClock, sleep } from '../../lib/engine';
import { HttpFront } from '../../lib/local/http';
import { SqsService } from '../../lib/local/sqs';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

const START = Date.parse('2026-11-24T10:00:00.000Z');

let clock: JumpingClock;
let front: HttpFront;
let sqs: SqsService;
let client: SQSClient;
let queue: string;
/** Called when a request arrives, and when the service has dealt with it. */
let arrived: () => void;
let answered: () => void;

beforeEach(async () => {
  // Real time does not count: whatever passes was waited for.
  clock = new JumpingClock(() => START);
  arrived = answered = () => undefined;
  front = await HttpFront.listen({ clock, before: () => arrived(), onCall: () => answered() });
  sqs = new SqsService({ clock, origin: front.url });
  front.register(sqs);
  client = new SQSClient({
    endpoint: front.urlFor('tester'),
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  sqs.ensureQueue('dead');
  sqs.ensureQueue('work', {
    VisibilityTimeout: '60',
    RedrivePolicy: JSON.stringify({ deadLetterTargetArn: sqs.arnOf('dead'), maxReceiveCount: 2 }),
  });
  queue = sqs.urlOf('work');
});

afterEach(async () => {
  client.destroy();
  sqs.close();
  clock.stop();
  await front.close();
});

const send = (MessageBody: string, more: Partial<SendMessageCommandInput> = {}) =>
  client.send(new SendMessageCommand({ QueueUrl: queue, MessageBody, ...more }));
const receive = async (more: Partial<ReceiveMessageCommandInput> = {}) =>
  (
    await client.send(
      new ReceiveMessageCommand({
        QueueUrl: queue,
        MaxNumberOfMessages: 10,
        MessageSystemAttributeNames: ['All'],
        MessageAttributeNames: ['All'],
        ...more,
      }),
    )
  ).Messages ?? [];
const bodies = async (more: Partial<ReceiveMessageCommandInput> = {}) =>
  (await receive(more)).map((message) => message.Body);
const attributes = async (QueueUrl = queue, names: QueueAttributeName[] = ['All']) =>
  (await client.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: names }))).Attributes ?? {};
const failure = (work: Promise<unknown>) =>
  work.then(
    () => {
      throw new Error('it did not fail');
    },
    (error: Error) => error,
  );
const pass = (ms: number) => sleep(clock, ms);

describe('queues', () => {
  test('are created, found, listed, described and deleted', async () => {
    const { QueueUrl } = await client.send(
      new CreateQueueCommand({ QueueName: 'more', Attributes: { DelaySeconds: '3' }, tags: { owner: 'me' } }),
    );
    expect(QueueUrl).toBe(`${front.url}/000000000000/more`);
    expect((await client.send(new GetQueueUrlCommand({ QueueName: 'more' }))).QueueUrl).toBe(QueueUrl);
    expect(
      (await client.send(new ListQueuesCommand({}))).QueueUrls?.map((url) => url.split('/').pop()),
    ).toEqual(['dead', 'more', 'work']);
    expect(await attributes(QueueUrl)).toMatchObject({
      QueueArn: 'arn:aws:sqs:us-east-1:000000000000:more',
      DelaySeconds: '3',
      VisibilityTimeout: '30',
      MessageRetentionPeriod: '345600',
      MaximumMessageSize: '1048576',
      ApproximateNumberOfMessages: '0',
    });
    expect(
      (await client.send(new ListDeadLetterSourceQueuesCommand({ QueueUrl: sqs.urlOf('dead') }))).queueUrls,
    ).toEqual([queue]);
    await client.send(new DeleteQueueCommand({ QueueUrl }));
    expect(await failure(client.send(new GetQueueUrlCommand({ QueueName: 'more' })))).toMatchObject({
      name: 'QueueDoesNotExist',
      Code: 'AWS.SimpleQueueService.NonExistentQueue',
    });
  });

  test('creating one again is harmless with the same attributes only', async () => {
    const create = (seconds: string) =>
      client.send(new CreateQueueCommand({ QueueName: 'work', Attributes: { VisibilityTimeout: seconds } }));
    expect((await create('60')).QueueUrl).toBe(queue);
    expect(await failure(create('61'))).toMatchObject({ name: 'QueueNameExists' });
  });

  test('a queue is found by its URL under a caller too', async () => {
    await client.send(
      new SendMessageCommand({ QueueUrl: `${front.urlFor('w1')}/000000000000/work`, MessageBody: 'x' }),
    );
    expect(await bodies()).toEqual(['x']);
  });

  test('an attribute that is set takes effect', async () => {
    await client.send(
      new SetQueueAttributesCommand({ QueueUrl: queue, Attributes: { VisibilityTimeout: '5' } }),
    );
    await send('x');
    await receive();
    await pass(6000);
    expect(await bodies()).toEqual(['x']);
  });

  test.each<[Record<string, string>, string]>([
    [{ VisibilityTimeout: '43201' }, 'InvalidAttributeValue'],
    [{ MaximumMessageSize: '1048577' }, 'InvalidAttributeValue'],
    [{ Colour: 'red' }, 'InvalidAttributeName'],
    [{ FifoQueue: 'true' }, 'UnsupportedOperation'],
  ])('the attributes %j are refused', async (Attributes, name) => {
    const create = new CreateQueueCommand({ QueueName: 'other', Attributes });
    expect(await failure(client.send(create))).toMatchObject({ name });
    expect(sqs.has('other')).toBe(false);
  });
});

describe('messages', () => {
  test('arrive with their attributes and digests, which the SDK checks', async () => {
    const MessageAttributes = {
      kind: { DataType: 'String', StringValue: 'order' },
      amount: { DataType: 'Number', StringValue: '12' },
      bytes: { DataType: 'Binary', BinaryValue: new Uint8Array([1, 2, 255]) },
    };
    const sent = await send('grüße', { MessageAttributes });
    // The reference digests are Python's hashlib over the layout of the developer guide.
    expect(sent.MD5OfMessageBody).toBe('fee40dc24d0ad6a90c608052aa4e9e66');
    expect(sent.MD5OfMessageAttributes).toBe('1d57de8ed9e2b1ad34808c89e82505cb');
    const [message] = await receive();
    expect(message).toMatchObject({
      MessageId: sent.MessageId,
      Body: 'grüße',
      MD5OfBody: sent.MD5OfMessageBody,
      MD5OfMessageAttributes: sent.MD5OfMessageAttributes,
      MessageAttributes,
      Attributes: {
        ApproximateReceiveCount: '1',
        SenderId: expect.any(String),
        SentTimestamp: String(START),
      },
    });
  });

  test('only the attributes that were asked for are given', async () => {
    await send('x', {
      MessageAttributes: {
        'trace.id': { DataType: 'String', StringValue: '1' },
        other: { DataType: 'String', StringValue: '2' },
      },
    });
    const [message] = await receive({
      MessageSystemAttributeNames: ['ApproximateReceiveCount'],
      MessageAttributeNames: ['trace.*'],
    });
    expect(message?.Attributes).toEqual({ ApproximateReceiveCount: '1' });
    expect(Object.keys(message?.MessageAttributes ?? {})).toEqual(['trace.id']);
  });

  test('a delayed message is not there before its time', async () => {
    await send('late', { DelaySeconds: 300 });
    expect(await bodies()).toEqual([]);
    expect(await attributes()).toMatchObject({
      ApproximateNumberOfMessages: '0',
      ApproximateNumberOfMessagesDelayed: '1',
    });
    await pass(299_000);
    expect(await bodies()).toEqual([]);
    await pass(2000);
    expect(await bodies()).toEqual(['late']);
  });

  test('a received message is hidden, comes back with a higher count, and is gone once deleted', async () => {
    await send('x');
    const [first] = await receive();
    expect(await bodies()).toEqual([]);
    expect(await attributes()).toMatchObject({
      ApproximateNumberOfMessages: '0',
      ApproximateNumberOfMessagesNotVisible: '1',
    });
    await pass(61_000);
    const [second] = await receive();
    expect(second?.Attributes).toMatchObject({
      ApproximateReceiveCount: '2',
      ApproximateFirstReceiveTimestamp: first?.Attributes?.ApproximateFirstReceiveTimestamp,
      SentTimestamp: first?.Attributes?.SentTimestamp,
    });
    await client.send(new DeleteMessageCommand({ QueueUrl: queue, ReceiptHandle: first?.ReceiptHandle }));
    expect(sqs.depth('work')).toBe(1);
    await client.send(new DeleteMessageCommand({ QueueUrl: queue, ReceiptHandle: second?.ReceiptHandle }));
    expect(sqs.depth('work')).toBe(0);
    await client.send(new DeleteMessageCommand({ QueueUrl: queue, ReceiptHandle: second?.ReceiptHandle }));
  });

  test('a changed visibility is the new delay', async () => {
    await send('x');
    const [message] = await receive();
    const change = (VisibilityTimeout: number) =>
      client.send(
        new ChangeMessageVisibilityCommand({
          QueueUrl: queue,
          ReceiptHandle: message?.ReceiptHandle,
          VisibilityTimeout,
        }),
      );
    await change(600);
    await pass(599_000);
    expect(await bodies()).toEqual([]);
    await change(0);
    expect(await failure(change(5))).toMatchObject({ name: 'MessageNotInflight' });
    expect(await bodies()).toEqual(['x']);
    expect(await failure(change(5))).toMatchObject({ name: 'InvalidParameterValue' });
  });

  test('a message received too often is a dead letter that keeps its id and its first send', async () => {
    const { MessageId } = await send('poison');
    const sentAt = (await receive())[0]?.Attributes?.SentTimestamp;
    await pass(61_000);
    expect(await bodies()).toEqual(['poison']);
    await pass(61_000);
    expect(await bodies()).toEqual([]);
    expect(sqs.depth('work')).toBe(0);
    const [dead] = await receive({ QueueUrl: sqs.urlOf('dead') });
    expect(dead).toMatchObject({
      MessageId,
      Body: 'poison',
      Attributes: {
        SentTimestamp: sentAt,
        ApproximateReceiveCount: '3',
        DeadLetterQueueSourceArn: sqs.arnOf('work'),
      },
    });
  });

  test('retention counts from the first send, across the move', async () => {
    sqs.ensureQueue('dead', { MessageRetentionPeriod: String(14 * 24 * 3600) });
    sqs.ensureQueue('work', {
      VisibilityTimeout: '43200',
      MessageRetentionPeriod: String(14 * 24 * 3600),
      RedrivePolicy: JSON.stringify({ deadLetterTargetArn: sqs.arnOf('dead'), maxReceiveCount: 1 }),
    });
    await send('old');
    await receive();
    await pass(13 * DAY);
    expect(await bodies()).toEqual([]);
    expect(sqs.peek('dead')).toMatchObject([{ body: 'old', state: 'available', receiveCount: 1 }]);
    await pass(DAY + MINUTE);
    expect(sqs.peek('dead')).toEqual([]);
  });

  test('dead letters are moved back as new messages', async () => {
    await send('poison');
    for (let round = 0; round < 3; round++) {
      await receive();
      await pass(61_000);
    }
    expect(sqs.depth('dead')).toBe(1);
    await client.send(new StartMessageMoveTaskCommand({ SourceArn: sqs.arnOf('dead') }));
    expect(sqs.depth('dead')).toBe(0);
    const [again] = await receive();
    expect(again).toMatchObject({ Body: 'poison', Attributes: { ApproximateReceiveCount: '1' } });
    const { Results } = await client.send(new ListMessageMoveTasksCommand({ SourceArn: sqs.arnOf('dead') }));
    expect(Results).toMatchObject([{ Status: 'COMPLETED', ApproximateNumberOfMessagesMoved: 1 }]);
    expect(
      await failure(client.send(new StartMessageMoveTaskCommand({ SourceArn: sqs.arnOf('work') }))),
    ).toMatchObject({ message: 'Source queue must be configured as a Dead Letter Queue.' });
  });

  test('a batch reports what it refuses beside what it took', async () => {
    const { Successful, Failed } = await client.send(
      new SendMessageBatchCommand({
        QueueUrl: queue,
        Entries: [
          { Id: 'a', MessageBody: 'one' },
          { Id: 'b', MessageBody: 'two', DelaySeconds: 901 },
          { Id: 'c', MessageBody: 'three' },
        ],
      }),
    );
    expect(Successful?.map(({ Id }) => Id)).toEqual(['a', 'c']);
    expect(Failed).toMatchObject([{ Id: 'b', Code: 'InvalidParameterValue', SenderFault: true }]);
    const messages = await receive();
    expect(messages.map(({ Body }) => Body)).toEqual(['one', 'three']);
    const deleted = await client.send(
      new DeleteMessageBatchCommand({
        QueueUrl: queue,
        Entries: [
          { Id: 'good', ReceiptHandle: messages[0]?.ReceiptHandle },
          { Id: 'bad', ReceiptHandle: 'nonsense' },
        ],
      }),
    );
    expect(deleted.Successful?.map(({ Id }) => Id)).toEqual(['good']);
    expect(deleted.Failed).toMatchObject([{ Id: 'bad', Code: 'ReceiptHandleIsInvalid' }]);
  });

  test('purging empties the queue', async () => {
    for (const body of ['a', 'b', 'c']) await send(body);
    await client.send(new PurgeQueueCommand({ QueueUrl: queue }));
    expect(sqs.depth('work')).toBe(0);
    await expect(client.send(new PurgeQueueCommand({ QueueUrl: queue }))).rejects.toMatchObject({
      name: 'PurgeQueueInProgress',
      message: 'Only one PurgeQueue operation on work is allowed every 60 seconds.',
    });
    await sleep(clock, 60_000);
    await client.send(new PurgeQueueCommand({ QueueUrl: queue }));
  });

  test('1,000 messages and 20 receivers at once: each is received once', async () => {
    for (let n = 0; n < 1000; n++) void sqs.call('SendMessage', { QueueUrl: queue, MessageBody: `${n}` });
    const seen: (string | undefined)[] = [];
    await Promise.all(
      Array.from({ length: 20 }, async () => {
        for (let taken = await bodies(); taken.length > 0; taken = await bodies()) seen.push(...taken);
      }),
    );
    expect(seen).toHaveLength(1000);
    expect(new Set(seen).size).toBe(1000);
  });

  const batch = (Entries: { Id: string; MessageBody: string }[]) => () =>
    client.send(new SendMessageBatchCommand({ QueueUrl: queue, Entries }));
  const entries = (count: number, length = 1) =>
    Array.from({ length: count }, (_, n) => ({ Id: `m${n}`, MessageBody: 'x'.repeat(length) }));

  test.each<[string, string, () => Promise<unknown>]>([
    ['an empty batch', 'EmptyBatchRequest', batch([])],
    ['eleven entries', 'TooManyEntriesInBatchRequest', batch(entries(11))],
    ['an id twice', 'BatchEntryIdsNotDistinct', batch([...entries(1), ...entries(1)])],
    ['a bad id', 'InvalidBatchEntryId', batch([{ Id: 'a b', MessageBody: 'x' }])],
    ['a batch over 1 MiB', 'BatchRequestTooLong', batch(entries(4, 300_000))],
    ['a message over 1 MiB', 'InvalidParameterValue', () => send('x'.repeat(1_048_577))],
    ['a control character', 'InvalidMessageContents', () => send('\u0001')],
    ['too long a delay', 'InvalidParameterValue', () => send('x', { DelaySeconds: 901 })],
    ['eleven messages asked for', 'InvalidParameterValue', () => receive({ MaxNumberOfMessages: 11 })],
    ['too long a poll', 'InvalidParameterValue', () => receive({ WaitTimeSeconds: 21 })],
    [
      'an unknown queue',
      'QueueDoesNotExist',
      () => receive({ QueueUrl: `${front.url}/000000000000/nowhere` }),
    ],
    [
      'a malformed handle',
      'ReceiptHandleIsInvalid',
      () => client.send(new DeleteMessageCommand({ QueueUrl: queue, ReceiptHandle: 'nonsense' })),
    ],
  ])('%s is refused with %s', async (_, name, run) => {
    expect(await failure(run())).toMatchObject({ name });
  });

  test('a message of exactly 1 MiB is taken', async () => {
    await send('x'.repeat(1_048_576));
    expect((await bodies())[0]).toHaveLength(1_048_576);
  });
});

describe('waiting', () => {
  test('an empty long poll costs its simulated time', async () => {
    expect(await bodies({ WaitTimeSeconds: 20 })).toEqual([]);
    expect(clock.now() - START).toBe(20_000);
  });

  test('a long poll ends with the first message, sent or delayed', async () => {
    await send('soon', { DelaySeconds: 7 });
    expect(await bodies({ WaitTimeSeconds: 20 })).toEqual(['soon']);
    expect(clock.now() - START).toBe(7_000);
    const release = clock.hold();
    const poll = bodies({ WaitTimeSeconds: 20 });
    await send('now');
    expect(await poll).toEqual(['now']);
    release();
  });

  test('a receiver that has gone takes nothing with it', async () => {
    const release = clock.hold();
    const gone = new AbortController();
    const polls = new Promise<void>((resolve) => {
      arrived = resolve;
    });
    const over = new Promise<void>((resolve) => {
      answered = resolve;
    });
    const poll = client.send(new ReceiveMessageCommand({ QueueUrl: queue, WaitTimeSeconds: 20 }), {
      abortSignal: gone.signal,
    });
    void polls.then(() => setImmediate(() => gone.abort()));
    expect(await failure(poll)).toMatchObject({ name: 'AbortError' });
    await over;
    await send('kept');
    expect(await bodies()).toEqual(['kept']);
    release();
  });

  test('a listener is told of what is sent and of what becomes visible again', async () => {
    const told: [number, string[]][] = [];
    sqs.onAvailable('work', () => {
      const taken = sqs.receive('work', 10).map(({ body }) => body);
      if (taken.length > 0) told.push([(clock.now() - START) / 1000, taken]);
    });
    await send('x');
    await pass(10 * MINUTE);
    // Twice received, 60 s apart; then it is a dead letter.
    expect(told).toEqual([
      [0, ['x']],
      [60, ['x']],
    ]);
    expect(sqs.depth('dead')).toBe(1);
  });

  test('a queue that nobody reads does not move the clock', async () => {
    await send('x', { DelaySeconds: 900 });
    await receive();
    for (let turn = 0; turn < 50; turn++) await new Promise((resolve) => setImmediate(resolve));
    expect(clock.now()).toBe(START);
  });

  test('a message that was deleted in time leaves no timer behind', async () => {
    const told: number[] = [];
    sqs.onAvailable('work', () => {
      told.push(clock.now());
      for (const { receiptHandle } of sqs.receive('work', 10)) sqs.delete('work', receiptHandle);
    });
    await send('x');
    while (told.length === 0) await new Promise((resolve) => setImmediate(resolve));
    for (let turn = 0; turn < 50; turn++) await new Promise((resolve) => setImmediate(resolve));
    expect(sqs.depth('work')).toBe(0);
    expect(clock.now()).toBe(START);
  });
});
