import type { Deliver } from '../events';
import { type JsonObject, ServiceError } from '../http';
import type { ServiceApi } from '../integrations';
import { type MessageAttribute, mailFor, type PublishedMessage, passes, shapedFor } from './message';
import type { Topics } from './topics';

export interface SnsOptions {
  readonly topics: Topics;
  readonly deliver: Deliver;
  readonly newId: () => string;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

const SNS = 'sns.amazonaws.com';
const LARGEST_MESSAGE_BYTES = 262_144;
const LARGEST_BATCH = 10;

const invalid = (parameter: string, reason: string): ServiceError =>
  new ServiceError('InvalidParameter', `Invalid parameter: ${parameter} Reason: ${reason}`);

/** The texts of a message by protocol. */
const textsOf = (message: string, structure: unknown): Readonly<Record<string, string>> => {
  if (structure !== 'json') return { default: message };
  let texts: Readonly<Record<string, unknown>>;
  try {
    texts = JSON.parse(message) as Readonly<Record<string, unknown>>;
  } catch {
    throw invalid('Message Structure', 'JSON message body failed to parse');
  }
  if (typeof texts.default !== 'string')
    throw invalid('Message Structure', 'No default entry in JSON message body');
  return Object.fromEntries(Object.entries(texts).map(([protocol, text]) => [protocol, String(text)]));
};

const messageOf = (input: JsonObject, topicArn: string, { newId, now }: SnsOptions): PublishedMessage => {
  const { Message, Subject, MessageStructure, MessageAttributes } = input;
  if (typeof Message !== 'string' || Message === '') {
    throw new ServiceError('InvalidParameter', 'Invalid parameter: Empty message');
  }
  if (Buffer.byteLength(Message) > LARGEST_MESSAGE_BYTES) throw invalid('Message', 'Message too long');
  return {
    id: newId(),
    topicArn,
    subject: typeof Subject === 'string' ? Subject : undefined,
    texts: textsOf(Message, MessageStructure),
    attributes: (MessageAttributes ?? {}) as Readonly<Record<string, MessageAttribute>>,
    time: now(),
  };
};

/** Each subscriber gets it on its own: one that may not be told keeps it from nobody else. */
const publish = async (input: JsonObject, topicArn: string, options: SnsOptions): Promise<JsonObject> => {
  const subscriptions = options.topics.of(topicArn);
  const message = messageOf(input, topicArn, options);
  await Promise.all(
    subscriptions
      .filter((subscription) => passes(message, subscription))
      .map(async (subscription) => {
        const { endpoint: Arn, deadLetters, protocol } = subscription;
        if (protocol === 'email' || protocol === 'email-json') {
          options.topics.mail(mailFor(message, subscription));
          return;
        }
        const target = {
          Arn,
          ...(deadLetters === undefined ? {} : { DeadLetterConfig: { Arn: deadLetters } }),
        };
        await options.deliver(target, shapedFor(message, subscription), { service: SNS, arn: topicArn });
      }),
  );
  return { MessageId: message.id };
};

const topicIn = ({ TopicArn, TargetArn, PhoneNumber }: JsonObject): string => {
  if (PhoneNumber !== undefined)
    throw invalid('PhoneNumber', 'no text messages are sent here, publish to a topic');
  const arn = TopicArn ?? TargetArn;
  if (typeof arn === 'string') return arn;
  throw invalid('TopicArn or TargetArn', 'no value for required parameter');
};

type Operation = (input: JsonObject, options: SnsOptions) => JsonObject | Promise<JsonObject>;

const OPERATIONS: Readonly<Record<string, Operation>> = {
  Publish: (input, options) => publish(input, topicIn(input), options),
  PublishBatch: async (input, options) => {
    const entries = (input.PublishBatchRequestEntries ?? []) as readonly JsonObject[];
    if (entries.length === 0 || entries.length > LARGEST_BATCH) {
      throw invalid('PublishBatchRequestEntries', `give 1 to ${LARGEST_BATCH} entries`);
    }
    const Successful: JsonObject[] = [];
    for (const entry of entries) {
      Successful.push({ Id: entry.Id, ...(await publish(entry, topicIn(input), options)) });
    }
    return { Successful, Failed: [] };
  },
  ListTopics: (_input, { topics }) => ({ Topics: topics.arns().map((TopicArn) => ({ TopicArn })) }),
  ListSubscriptionsByTopic: (input, { topics }) => ({
    Subscriptions: topics.of(topicIn(input)).map((one) => ({
      SubscriptionArn: one.arn,
      Protocol: one.protocol,
      Endpoint: one.endpoint,
      TopicArn: one.topicArn,
    })),
  }),
};

/** SNS: topics whose subscribers are queues, functions, and addresses, which are mailed nothing. */
export const snsApi = (options: SnsOptions): ServiceApi => ({
  name: 'sns',
  operations: Object.keys(OPERATIONS),
  handle: async ({ operation, input }) => {
    const run = Object.hasOwn(OPERATIONS, operation) ? OPERATIONS[operation] : undefined;
    if (run) return run(input, options);
    throw new ServiceError(
      'InvalidAction',
      `${operation} is not served here; served: ${Object.keys(OPERATIONS).join(', ')}.`,
    );
  },
});
