import { sleep } from '../../engine';
import { type JsonObject, type ServiceCall, ServiceError } from '../http';
import { type Message, type MessageAttributes, md5, md5OfAttributes } from './message';
import { readAttributes, writeAttributes } from './queue-attributes';
import type { SqsService } from './sqs-service';
import type { StandardQueue } from './standard-queue';

type Wait = Pick<ServiceCall, 'idle' | 'signal'>;
type Operation = (service: SqsService, input: JsonObject, wait: Wait) => Promise<JsonObject> | JsonObject;

const MOST_MESSAGES = 10;
const LONGEST_VISIBILITY = 43_200;
const LONGEST_DELAY = 900;
const LONGEST_WAIT = 20;
const QUEUE_NAME = /^[A-Za-z0-9_-]{1,80}$/;

const invalid = (name: string, value: unknown, expected: string): ServiceError =>
  new ServiceError(
    'InvalidParameterValue',
    `Value ${String(value)} for parameter ${name} is invalid. Reason: ${expected}.`,
  );

const integer = (input: JsonObject, name: string, least: number, most: number): number | undefined => {
  const value = input[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most) return value;
  throw invalid(name, value, `Must be between ${least} and ${most}`);
};

const text = (input: JsonObject, name: string): string => {
  const value = input[name];
  if (typeof value === 'string' && value !== '') return value;
  throw new ServiceError('MissingParameter', `The request must contain the parameter ${name}.`);
};

const sendOne = (queue: StandardQueue, input: JsonObject): JsonObject => {
  const body = text(input, 'MessageBody');
  const attributes = (input.MessageAttributes ?? {}) as MessageAttributes;
  const bytes = Buffer.byteLength(body) + Buffer.byteLength(JSON.stringify(attributes));
  if (bytes > queue.attributes.MaximumMessageSize) {
    throw invalid(
      'MessageBody',
      `of ${bytes} bytes`,
      `Message must be shorter than ${queue.attributes.MaximumMessageSize} bytes`,
    );
  }
  const message = queue.send(body, attributes, integer(input, 'DelaySeconds', 0, LONGEST_DELAY));
  const MD5OfMessageAttributes = md5OfAttributes(attributes);
  return {
    MessageId: message.id,
    MD5OfMessageBody: md5(body),
    ...(MD5OfMessageAttributes === undefined ? {} : { MD5OfMessageAttributes }),
  };
};

/** System attributes of a message, by the names of the API. */
export const systemAttributes = (message: Message): Record<string, string> => ({
  ApproximateReceiveCount: String(message.receiveCount),
  SentTimestamp: String(message.sentAt),
  SenderId: 'AIDAIENQZJOLO23YVJ4VO',
  ...(message.firstReceivedAt === undefined
    ? {}
    : { ApproximateFirstReceiveTimestamp: String(message.firstReceivedAt) }),
});

const chosen = <Value>(
  all: Readonly<Record<string, Value>>,
  names: readonly string[],
): Record<string, Value> =>
  names.includes('All') || names.includes('.*')
    ? { ...all }
    : Object.fromEntries(Object.entries(all).filter(([name]) => names.includes(name)));

const describe = (message: Message, input: JsonObject): JsonObject => {
  const system = [
    ...((input.AttributeNames ?? []) as string[]),
    ...((input.MessageSystemAttributeNames ?? []) as string[]),
  ];
  const attributes = chosen(systemAttributes(message), system);
  const own = chosen(message.messageAttributes, (input.MessageAttributeNames ?? []) as string[]);
  return {
    MessageId: message.id,
    ReceiptHandle: message.receiptHandle,
    Body: message.body,
    MD5OfBody: md5(message.body),
    ...(Object.keys(attributes).length > 0 ? { Attributes: attributes } : {}),
    ...(Object.keys(own).length > 0
      ? { MessageAttributes: own, MD5OfMessageAttributes: md5OfAttributes(own) }
      : {}),
  };
};

const receive: Operation = async (service, input, { idle, signal }) => {
  const queue = service.byUrl(input.QueueUrl);
  const most = integer(input, 'MaxNumberOfMessages', 1, MOST_MESSAGES) ?? 1;
  const visibility = integer(input, 'VisibilityTimeout', 0, LONGEST_VISIBILITY);
  const wait =
    integer(input, 'WaitTimeSeconds', 0, LONGEST_WAIT) ?? queue.attributes.ReceiveMessageWaitTimeSeconds;
  const end = service.clock.now() + wait * 1000;
  let received = queue.receive(most, visibility);
  while (received.length === 0 && service.clock.now() < end && !signal.aborted) {
    await idle(availableOr(queue, sleep(service.clock, end - service.clock.now()), signal));
    received = queue.receive(most, visibility);
  }
  return received.length === 0 ? {} : { Messages: received.map((message) => describe(message, input)) };
};

/** Resolves when a message becomes available, when the time is over, or when the client has gone. */
const availableOr = (queue: StandardQueue, timeout: Promise<void>, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const end = queue.onAvailable(() => done());
    const done = (): void => {
      end();
      signal.removeEventListener('abort', done);
      resolve();
    };
    signal.addEventListener('abort', done);
    void timeout.then(done);
  });

const changeOne = (queue: StandardQueue, input: JsonObject): JsonObject => {
  const seconds = integer(input, 'VisibilityTimeout', 0, LONGEST_VISIBILITY);
  if (seconds === undefined)
    throw new ServiceError('MissingParameter', 'The request must contain the parameter VisibilityTimeout.');
  queue.changeVisibility(text(input, 'ReceiptHandle'), seconds);
  return {};
};

const deleteOne = (queue: StandardQueue, input: JsonObject): JsonObject => {
  queue.delete(text(input, 'ReceiptHandle'));
  return {};
};

/** A batch answers entry by entry; one that fails does not keep the others. */
const batch =
  (one: (queue: StandardQueue, entry: JsonObject) => JsonObject): Operation =>
  (service, input) => {
    const queue = service.byUrl(input.QueueUrl);
    const entries = (input.Entries ?? []) as JsonObject[];
    checkBatch(entries);
    const Successful: JsonObject[] = [];
    const Failed: JsonObject[] = [];
    for (const entry of entries) {
      try {
        Successful.push({ Id: entry.Id, ...one(queue, entry) });
      } catch (error) {
        if (!(error instanceof ServiceError)) throw error;
        Failed.push({ Id: entry.Id, Code: error.code, Message: error.message, SenderFault: true });
      }
    }
    return { Successful, ...(Failed.length > 0 ? { Failed } : {}) };
  };

const batchError = (code: string, message: string): ServiceError =>
  new ServiceError(code, message, { queryCode: `AWS.SimpleQueueService.${code}` });

const checkBatch = (entries: readonly JsonObject[]): void => {
  if (entries.length === 0)
    throw batchError('EmptyBatchRequest', 'There should be at least one entry in the request.');
  if (entries.length > MOST_MESSAGES) {
    throw batchError(
      'TooManyEntriesInBatchRequest',
      `Maximum number of entries per request are ${MOST_MESSAGES}.`,
    );
  }
  if (new Set(entries.map(({ Id }) => Id)).size < entries.length) {
    throw batchError('BatchEntryIdsNotDistinct', 'Two or more entries in the request have the same Id.');
  }
};

const attributesOf = (queue: StandardQueue): Record<string, string> => {
  const states = queue.all().map((message) => queue.stateOf(message));
  const count = (state: string): string => String(states.filter((one) => one === state).length);
  return {
    ...writeAttributes(queue.attributes),
    QueueArn: queue.arn,
    ApproximateNumberOfMessages: count('available'),
    ApproximateNumberOfMessagesNotVisible: count('inFlight'),
    ApproximateNumberOfMessagesDelayed: count('delayed'),
  };
};

/** Every operation that is served, by its name in the SQS API. */
export const OPERATIONS: Readonly<Record<string, Operation>> = {
  CreateQueue: (service, input) => {
    const name = text(input, 'QueueName');
    if (!QUEUE_NAME.test(name))
      throw invalid(
        'QueueName',
        name,
        'Can only include alphanumeric characters, hyphens, or underscores, 1 to 80 in length',
      );
    service.create(name, (input.Attributes ?? {}) as Record<string, string>);
    return { QueueUrl: service.urlOf(name) };
  },
  DeleteQueue: (service, input) => {
    service.delete(service.byUrl(input.QueueUrl).name);
    return {};
  },
  GetQueueUrl: (service, input) => ({
    QueueUrl: service.urlOf(service.byUrl(text(input, 'QueueName')).name),
  }),
  ListQueues: (service, input) => {
    const prefix = String(input.QueueNamePrefix ?? '');
    const names = service
      .all()
      .map(({ name }) => name)
      .filter((name) => name.startsWith(prefix));
    return { QueueUrls: names.sort().map((name) => service.urlOf(name)) };
  },
  GetQueueAttributes: (service, input) => ({
    Attributes: chosen(attributesOf(service.byUrl(input.QueueUrl)), (input.AttributeNames ?? []) as string[]),
  }),
  SetQueueAttributes: (service, input) => {
    const queue = service.byUrl(input.QueueUrl);
    queue.attributes = readAttributes({
      ...writeAttributes(queue.attributes),
      ...((input.Attributes ?? {}) as Record<string, string>),
    });
    return {};
  },
  SendMessage: (service, input) => sendOne(service.byUrl(input.QueueUrl), input),
  SendMessageBatch: batch(sendOne),
  ReceiveMessage: receive,
  DeleteMessage: (service, input) => deleteOne(service.byUrl(input.QueueUrl), input),
  DeleteMessageBatch: batch(deleteOne),
  ChangeMessageVisibility: (service, input) => changeOne(service.byUrl(input.QueueUrl), input),
  ChangeMessageVisibilityBatch: batch(changeOne),
  PurgeQueue: (service, input) => {
    service.byUrl(input.QueueUrl).purge();
    return {};
  },
  ListDeadLetterSourceQueues: (service, input) => {
    const { arn } = service.byUrl(input.QueueUrl);
    const sources = service.all().filter(({ attributes }) => attributes.redrive?.deadLetterTargetArn === arn);
    return { queueUrls: sources.map(({ name }) => service.urlOf(name)) };
  },
  ListQueueTags: () => ({ Tags: {} }),
};
