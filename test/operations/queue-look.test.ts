import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageBatchCommand,
  type DeleteMessageBatchCommandInput,
  type Message,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { mockClient } from 'aws-sdk-client-mock';
import { unservedQueue } from '../../lib/operations';

const sqs = mockClient(SQSClient);
const queue = unservedQueue(new SQSClient({}), 'http://dead');

/** A queue whose messages come back while they are looked at: it never answers empty. */
const endless = (size: number): Map<string, Message> => {
  const messages = new Map(
    Array.from({ length: size }, (_, n): [string, Message] => [
      `m${n}`,
      { MessageId: `m${n}`, ReceiptHandle: `m${n}`, Body: JSON.stringify({ n }) },
    ]),
  );
  sqs.on(ReceiveMessageCommand).callsFake(() => {
    const Messages = [...messages.values()].slice(0, 10);
    for (const message of Messages) {
      messages.delete(message.MessageId ?? '');
      messages.set(message.MessageId ?? '', message);
    }
    return { Messages };
  });
  sqs.on(DeleteMessageBatchCommand).callsFake(({ Entries = [] }: DeleteMessageBatchCommandInput) => {
    for (const { ReceiptHandle = '' } of Entries) messages.delete(ReceiptHandle);
    return {};
  });
  sqs.on(ChangeMessageVisibilityBatchCommand).resolves({});
  return messages;
};

const receives = (): number => sqs.commandCalls(ReceiveMessageCommand).length;

beforeEach(() => sqs.reset());

describe('a look at a queue without a consumer', () => {
  test('ends when nothing new comes, though the queue is never empty', async () => {
    endless(25);
    const { messages, more } = await queue.peek(100);
    expect(new Set(messages.map(({ messageId }) => messageId)).size).toBe(25);
    expect(messages).toHaveLength(25);
    expect(more).toBe(false);
    expect(receives()).toBeLessThan(10);
  });

  test('ends after so many receives, however many messages there are', async () => {
    endless(10_000);
    const { messages, more } = await queue.peek(100);
    expect([messages.length, more, receives()]).toEqual([1000, true, 100]);
  });

  test('lets what it looked at be seen again at once', async () => {
    endless(25);
    await queue.peek(100);
    const shown = sqs
      .commandCalls(ChangeMessageVisibilityBatchCommand)
      .flatMap(({ args }) => args[0].input.Entries ?? []);
    expect(new Set(shown.map(({ ReceiptHandle }) => ReceiptHandle)).size).toBe(25);
    expect(shown.every(({ VisibilityTimeout }) => VisibilityTimeout === 0)).toBe(true);
  });

  test('of an empty queue finds nothing', async () => {
    sqs.on(ReceiveMessageCommand).resolves({});
    expect(await queue.peek(100)).toEqual({ messages: [], more: false });
  });
});

describe('taking messages away', () => {
  test('finds those that are meant, leaves the others, and is linear in their number', async () => {
    const left = endless(1000);
    await queue.remove(({ body }) => (body as { readonly n: number }).n % 2 === 0, 1000);
    expect([...left.keys()].every((id) => Number(id.slice(1)) % 2 === 1)).toBe(true);
    expect(left.size).toBe(500);
    expect(receives()).toBeLessThan(250);
  });

  test('ends after so many receives', async () => {
    const left = endless(1000);
    await queue.remove(() => true, 20);
    expect([left.size, receives()]).toEqual([800, 20]);
  });
});
