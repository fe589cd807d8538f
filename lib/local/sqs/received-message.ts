import type { MessageAttributes } from './message';
import type { Delivery } from './standard-queue';

/** The attributes that SQS itself adds to a received message. */
export const systemAttributesOf = (delivery: Delivery, senderId: string): Record<string, string> => ({
  SenderId: senderId,
  SentTimestamp: String(Math.floor(delivery.sentAt)),
  ApproximateReceiveCount: String(delivery.receiveCount),
  ApproximateFirstReceiveTimestamp: String(Math.floor(delivery.firstReceivedAt ?? delivery.sentAt)),
  ...(delivery.traceHeader === undefined ? {} : { AWSTraceHeader: delivery.traceHeader }),
  ...(delivery.deadLetterSource === undefined ? {} : { DeadLetterQueueSourceArn: delivery.deadLetterSource }),
});

/** Which message attributes a receiver asked for: names, `All`, `.*`, or prefixes as `foo.*`. */
export const wantedAttributes = (names: readonly string[]): ((name: string) => boolean) => {
  const all = names.some((name) => name === 'All' || name === '.*');
  const prefixes = names.filter((name) => name.endsWith('.*')).map((name) => name.slice(0, -2));
  return (name) => all || names.includes(name) || prefixes.some((prefix) => name.startsWith(prefix));
};

export const attributesOf = (delivery: Delivery, wanted: (name: string) => boolean): MessageAttributes =>
  Object.fromEntries(Object.entries(delivery.attributes ?? {}).filter(([name]) => wanted(name)));
