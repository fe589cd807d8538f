import { matchesPattern } from '../events';
import type { Mail, Subscription } from './topics';

/** An attribute of a message as its sender gives it. */
export interface MessageAttribute {
  readonly DataType: string;
  readonly StringValue?: string;
  readonly BinaryValue?: string;
}

/** What is published. */
export interface PublishedMessage {
  readonly id: string;
  readonly topicArn: string;
  readonly subject: string | undefined;
  /** By protocol; `default` for the others. */
  readonly texts: Readonly<Record<string, string>>;
  readonly attributes: Readonly<Record<string, MessageAttribute>>;
  /** Epoch milliseconds. */
  readonly time: number;
}

export const textFor = ({ texts }: PublishedMessage, protocol: string): string =>
  texts[protocol] ?? texts.default ?? '';

const shownAttributes = ({ attributes }: PublishedMessage): object =>
  Object.fromEntries(
    Object.entries(attributes).map(([name, { DataType, StringValue, BinaryValue }]) => [
      name,
      { Type: DataType, Value: StringValue ?? BinaryValue },
    ]),
  );

/** Nobody can check a signature here. */
const SIGNED = { SignatureVersion: '1', Signature: 'EXAMPLE' };

/** What a queue gets. Source: SNS developer guide, "Parsing Amazon SNS message formats". */
const notification = (message: PublishedMessage): string =>
  JSON.stringify({
    Type: 'Notification',
    MessageId: message.id,
    TopicArn: message.topicArn,
    ...(message.subject === undefined ? {} : { Subject: message.subject }),
    Message: textFor(message, 'sqs'),
    Timestamp: new Date(message.time).toISOString(),
    ...SIGNED,
    ...(Object.keys(message.attributes).length === 0 ? {} : { MessageAttributes: shownAttributes(message) }),
  });

/** What a function gets. Source: Lambda developer guide, "Invoking Lambda functions with Amazon SNS notifications". */
const record = (message: PublishedMessage, subscription: Subscription): string =>
  JSON.stringify({
    Records: [
      {
        EventVersion: '1.0',
        EventSubscriptionArn: subscription.arn,
        EventSource: 'aws:sns',
        Sns: {
          Type: 'Notification',
          MessageId: message.id,
          TopicArn: message.topicArn,
          Subject: message.subject ?? null,
          Message: textFor(message, 'lambda'),
          Timestamp: new Date(message.time).toISOString(),
          ...SIGNED,
          MessageAttributes: shownAttributes(message),
        },
      },
    ],
  });

/** What an address would be mailed. */
export const mailFor = (message: PublishedMessage, { protocol, endpoint, topicArn }: Subscription): Mail => ({
  topicArn,
  address: endpoint,
  subject: message.subject ?? 'AWS Notification Message',
  text: protocol === 'email-json' ? notification(message) : textFor(message, 'email'),
  messageId: message.id,
  at: message.time,
});

/** A message in the shape of a subscription's protocol. */
export const shapedFor = (message: PublishedMessage, subscription: Subscription): string => {
  if (subscription.protocol === 'lambda') return record(message, subscription);
  return subscription.raw ? textFor(message, 'sqs') : notification(message);
};

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
};

const attributeValue = ({ DataType, StringValue }: MessageAttribute): unknown => {
  if (DataType.startsWith('Number')) return Number(StringValue);
  if (DataType.startsWith('String.Array')) return parsed(StringValue ?? '');
  return StringValue;
};

/** Whether a subscription's filter lets the message through; a body that is no JSON object does not pass one on bodies. */
export const passes = (message: PublishedMessage, subscription: Subscription): boolean => {
  const { filterPolicy, filterScope, protocol } = subscription;
  if (!filterPolicy) return true;
  if (filterScope === 'MessageBody') {
    const body = parsed(textFor(message, protocol));
    return typeof body === 'object' && body !== null && matchesPattern(filterPolicy, body);
  }
  const attributes = Object.entries(message.attributes).map(
    ([name, one]) => [name, attributeValue(one)] as const,
  );
  return matchesPattern(filterPolicy, Object.fromEntries(attributes));
};
