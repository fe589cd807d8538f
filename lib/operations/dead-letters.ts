import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageBatchCommand,
  type Message,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';

/** A message of a queue, looked at without taking it. */
export interface PeekedMessage {
  readonly messageId: string;
  readonly body: unknown;
  readonly receiveCount: number;
}

/** Seconds for which a message is hidden while the others are looked at. */
const LOOKING_SECONDS = 20;
const BATCH = 10;
/** Rounds without anything new before the queue counts as seen: short polling asks only some of SQS's servers. */
const EMPTY_ROUNDS = 2;

/**
 * Looks at all messages of a queue that can be seen now, and lets them be seen again. For dead-letter queues: a queue
 * with a consumer would count it as a delivery.
 */
export const peekQueue = async (sqs: SQSClient, queueUrl: string): Promise<readonly PeekedMessage[]> => {
  const found = await receiveAll(sqs, queueUrl);
  await showAgain(sqs, queueUrl, found);
  return found.map((message) => ({
    messageId: message.MessageId ?? '',
    body: parse(message.Body),
    receiveCount: Number(message.Attributes?.ApproximateReceiveCount ?? 0),
  }));
};

/** Takes the messages with these ids away for good; the others stay. */
export const removeMessages = async (
  sqs: SQSClient,
  queueUrl: string,
  messageIds: ReadonlySet<string>,
): Promise<void> => {
  if (messageIds.size === 0) return;
  const found = await receiveAll(sqs, queueUrl);
  const isWanted = ({ MessageId }: Message): boolean => messageIds.has(MessageId ?? '');
  const wanted = found.filter(isWanted);
  for (let start = 0; start < wanted.length; start += BATCH) {
    await sqs.send(
      new DeleteMessageBatchCommand({
        QueueUrl: queueUrl,
        Entries: wanted.slice(start, start + BATCH).map((message, index) => ({
          Id: String(index),
          ReceiptHandle: message.ReceiptHandle,
        })),
      }),
    );
  }
  await showAgain(
    sqs,
    queueUrl,
    found.filter((message) => !isWanted(message)),
  );
};

/** Everything that can be seen now; hidden from others for a while. */
const receiveAll = async (sqs: SQSClient, queueUrl: string): Promise<readonly Message[]> => {
  const found = new Map<string, Message>();
  let empty = 0;
  while (empty < EMPTY_ROUNDS) {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({
        QueueUrl: queueUrl,
        MaxNumberOfMessages: BATCH,
        VisibilityTimeout: LOOKING_SECONDS,
        MessageSystemAttributeNames: ['ApproximateReceiveCount'],
      }),
    );
    empty = Messages.length === 0 ? empty + 1 : 0;
    for (const message of Messages) found.set(message.MessageId ?? '', message);
  }
  return [...found.values()];
};

const showAgain = async (sqs: SQSClient, queueUrl: string, messages: readonly Message[]): Promise<void> => {
  for (let start = 0; start < messages.length; start += BATCH) {
    await sqs.send(
      new ChangeMessageVisibilityBatchCommand({
        QueueUrl: queueUrl,
        Entries: messages.slice(start, start + BATCH).map((message, index) => ({
          Id: String(index),
          ReceiptHandle: message.ReceiptHandle,
          VisibilityTimeout: 0,
        })),
      }),
    );
  }
};

const parse = (body: string | undefined): unknown => {
  try {
    return JSON.parse(body ?? '') as unknown;
  } catch {
    return body;
  }
};
