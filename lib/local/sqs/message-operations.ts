import type { JsonObject } from '../http';
import { type BatchEntry, eachEntry, entriesOf } from './batch';
import { md5, md5OfAttributes } from './digests';
import { sqsError } from './errors';
import { longPoll } from './long-poll';
import { checkBody, checkedAttributes, optionalNumber } from './message-checks';
import { queueOf, type SqsCall, type SqsOperation, text } from './operation';
import { numberOf } from './queue-attributes';
import { attributesOf, systemAttributesOf, wantedAttributes } from './received-message';
import type { Delivery, OutgoingMessage, StandardQueue } from './standard-queue';

const LARGEST_BATCH = 1_048_576;
const LONGEST_VISIBILITY = 43_200;
const LONGEST_DELAY = 900;

interface CheckedMessage {
  readonly size: number;
  readonly message: OutgoingMessage;
}

const checkedMessage = (input: JsonObject, queue: StandardQueue): CheckedMessage => {
  const attributes = checkedAttributes(input.MessageAttributes);
  const size = checkBody(input.MessageBody, attributes, queue.state.attributes);
  const delaySeconds = optionalNumber(input.DelaySeconds, 'DelaySeconds', 0, LONGEST_DELAY);
  const system = input.MessageSystemAttributes as { AWSTraceHeader?: { StringValue?: string } } | undefined;
  const traceHeader = system?.AWSTraceHeader?.StringValue;
  return {
    size,
    message: {
      body: input.MessageBody as string,
      attributes,
      ...(delaySeconds === undefined ? {} : { delaySeconds }),
      ...(traceHeader === undefined ? {} : { traceHeader }),
    },
  };
};

const sendTo = (queue: StandardQueue, { message }: CheckedMessage): JsonObject => {
  const { id, attributes } = queue.send(message);
  return {
    MessageId: id,
    MD5OfMessageBody: md5(message.body),
    ...(attributes ? { MD5OfMessageAttributes: md5OfAttributes(attributes) } : {}),
  };
};

const sendMessage: SqsOperation = (call) => {
  const queue = queueOf(call);
  return sendTo(queue, checkedMessage(call.input, queue));
};

const sendMessageBatch: SqsOperation = (call) => {
  const queue = queueOf(call);
  const entries = entriesOf(call.input, 'SendMessageBatchRequestEntry');
  const length = entries.reduce(
    (sum, { MessageBody }) => sum + Buffer.byteLength(String(MessageBody ?? '')),
    0,
  );
  if (length > LARGEST_BATCH) {
    throw sqsError(
      'BatchRequestTooLong',
      `Batch requests cannot be longer than ${LARGEST_BATCH} bytes. You have sent ${length} bytes.`,
    );
  }
  return eachEntry(entries, (entry) => sendTo(queue, checkedMessage(entry, queue)));
};

const receiveMessage: SqsOperation = async (call) => {
  const { input } = call;
  const queue = queueOf(call);
  const most = optionalNumber(input.MaxNumberOfMessages, 'MaxNumberOfMessages', 1, 10) ?? 1;
  const visibility = optionalNumber(input.VisibilityTimeout, 'VisibilityTimeout', 0, LONGEST_VISIBILITY);
  const wait =
    optionalNumber(input.WaitTimeSeconds, 'WaitTimeSeconds', 0, 20) ??
    numberOf(queue.state.attributes, 'ReceiveMessageWaitTimeSeconds');
  const take = (): Delivery[] => queue.receive(most, visibility);
  const deliveries = await longPoll(queue, take, { ...call, clock: call.queues.clock, waitMs: wait * 1000 });
  const system = [input.AttributeNames, input.MessageSystemAttributeNames].flat() as (string | undefined)[];
  const wanted = wantedAttributes((input.MessageAttributeNames ?? []) as string[]);
  if (deliveries.length === 0) return {};
  return { Messages: deliveries.map((delivery) => shape(call, delivery, system, wanted)) };
};

const shape = (
  { queues }: SqsCall,
  delivery: Delivery,
  system: readonly (string | undefined)[],
  wanted: (name: string) => boolean,
): JsonObject => {
  const systemAttributes = Object.entries(systemAttributesOf(delivery, queues.accountId)).filter(
    ([name]) => system.includes('All') || system.includes(name),
  );
  const attributes = attributesOf(delivery, wanted);
  return {
    MessageId: delivery.id,
    ReceiptHandle: delivery.receipt,
    Body: delivery.body,
    MD5OfBody: md5(delivery.body),
    ...(systemAttributes.length > 0 ? { Attributes: Object.fromEntries(systemAttributes) } : {}),
    ...(Object.keys(attributes).length > 0
      ? { MessageAttributes: attributes, MD5OfMessageAttributes: md5OfAttributes(attributes) }
      : {}),
  };
};

const deleteMessage: SqsOperation = (call) => {
  queueOf(call).delete(text(call.input, 'ReceiptHandle'));
  return {};
};

const deleteMessageBatch: SqsOperation = (call) => {
  const queue = queueOf(call);
  return eachEntry(entriesOf(call.input, 'DeleteMessageBatchRequestEntry'), (entry) => {
    queue.delete(text(entry, 'ReceiptHandle'));
    return {};
  });
};

const changeVisibility = (queue: StandardQueue, input: JsonObject | BatchEntry): JsonObject => {
  const seconds = optionalNumber(input.VisibilityTimeout, 'VisibilityTimeout', 0, LONGEST_VISIBILITY);
  queue.changeVisibility(text(input, 'ReceiptHandle'), seconds ?? 0);
  return {};
};

export const MESSAGE_OPERATIONS: Readonly<Record<string, SqsOperation>> = {
  SendMessage: sendMessage,
  SendMessageBatch: sendMessageBatch,
  ReceiveMessage: receiveMessage,
  DeleteMessage: deleteMessage,
  DeleteMessageBatch: deleteMessageBatch,
  ChangeMessageVisibility: (call) => changeVisibility(queueOf(call), call.input),
  ChangeMessageVisibilityBatch: (call) => {
    const queue = queueOf(call);
    return eachEntry(entriesOf(call.input, 'ChangeMessageVisibilityBatchRequestEntry'), (entry) =>
      changeVisibility(queue, entry),
    );
  },
};
