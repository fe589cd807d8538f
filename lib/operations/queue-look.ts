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

/** What was seen of a queue. */
export interface QueueLook {
  readonly messages: readonly PeekedMessage[];
  /** It was left before its end was seen: there may be more. */
  readonly more: boolean;
}

/** A queue that has no consumer, so that looking at it costs nobody a delivery. */
export interface UnservedQueue {
  /** Looks with so many receives at the most, of up to ten messages each; all stay where they are. */
  peek(receives: number): Promise<QueueLook>;
  /** Takes those messages away for good, as far as so many receives find them. */
  remove(isMeant: (message: PeekedMessage) => boolean, receives: number): Promise<void>;
}

/** Messages of one receive. */
export const BATCH = 10;
/** Seconds for which a message is hidden while others are looked at. */
const LOOKING_SECONDS = 60;
/** Rounds without anything new before the queue counts as seen: short polling asks only some of SQS's servers. */
const EMPTY_ROUNDS = 2;

export const unservedQueue = (sqs: SQSClient, queueUrl: string): UnservedQueue => ({
  peek: async (receives) => {
    const found: Message[] = [];
    let more = true;
    for await (const batch of batches(sqs, queueUrl, receives)) {
      if (batch === 'end') more = false;
      else found.push(...batch);
    }
    await showAgain(sqs, queueUrl, found);
    return { messages: found.map(peeked), more };
  },
  remove: async (isMeant, receives) => {
    const others: Message[] = [];
    for await (const batch of batches(sqs, queueUrl, receives)) {
      if (batch === 'end') break;
      const meant = batch.filter((message) => isMeant(peeked(message)));
      await deleteBatch(sqs, queueUrl, meant);
      others.push(...batch.filter((message) => !meant.includes(message)));
    }
    await showAgain(sqs, queueUrl, others);
  },
});

/**
 * Each message once, hidden from others for a while. Those that nobody takes away are seen again when that is over, so
 * that an end has to be told by what is new: a queue that is full would never be empty.
 */
async function* batches(
  sqs: SQSClient,
  queueUrl: string,
  receives: number,
): AsyncGenerator<readonly Message[] | 'end'> {
  const seen = new Set<string>();
  let nothingNew = 0;
  for (let round = 0; round < receives; round++) {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({
        QueueUrl: queueUrl,
        MaxNumberOfMessages: BATCH,
        VisibilityTimeout: LOOKING_SECONDS,
        MessageSystemAttributeNames: ['ApproximateReceiveCount'],
      }),
    );
    const fresh = Messages.filter(({ MessageId = '' }) => !seen.has(MessageId));
    for (const { MessageId = '' } of fresh) seen.add(MessageId);
    if (fresh.length > 0) yield fresh;
    nothingNew = fresh.length === 0 ? nothingNew + 1 : 0;
    if (nothingNew < EMPTY_ROUNDS) continue;
    yield 'end';
    return;
  }
}

const peeked = ({ MessageId, Body, Attributes }: Message): PeekedMessage => ({
  messageId: MessageId ?? '',
  body: parse(Body),
  receiveCount: Number(Attributes?.ApproximateReceiveCount ?? 0),
});

const deleteBatch = async (sqs: SQSClient, queueUrl: string, messages: readonly Message[]): Promise<void> => {
  if (messages.length === 0) return;
  await sqs.send(
    new DeleteMessageBatchCommand({
      QueueUrl: queueUrl,
      Entries: messages.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle })),
    }),
  );
};

const showAgain = async (sqs: SQSClient, queueUrl: string, messages: readonly Message[]): Promise<void> => {
  for (let start = 0; start < messages.length; start += BATCH) {
    await sqs.send(
      new ChangeMessageVisibilityBatchCommand({
        QueueUrl: queueUrl,
        Entries: messages.slice(start, start + BATCH).map(({ ReceiptHandle }, index) => ({
          Id: String(index),
          ReceiptHandle,
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
