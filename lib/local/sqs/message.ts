/** A message attribute in its JSON form; binary values are base64. */
export interface MessageAttribute {
  readonly DataType: string;
  readonly StringValue?: string;
  readonly BinaryValue?: string;
}

export type MessageAttributes = Readonly<Record<string, MessageAttribute>>;

/** A message as a queue keeps it. Times in epoch milliseconds. */
export interface Message {
  readonly id: string;
  readonly body: string;
  readonly attributes?: MessageAttributes;
  /** The X-Ray header that came with it. */
  readonly traceHeader?: string;
  /** The queue (ARN) it was moved from when it is a dead letter. */
  readonly deadLetterSource?: string;
  /** Its first send: the retention period counts from here, also after a move to a dead-letter queue. */
  readonly sentAt: number;
  /** When it can be received (again). */
  readonly visibleAt: number;
  /** Its receiver has changed when: a delay on purpose, not the time that a receive takes. */
  readonly visibilityChanged?: true;
  readonly receiveCount: number;
  readonly firstReceivedAt?: number;
  /** The handle of its latest receive. */
  readonly receipt?: string;
}

export type MessageState = 'available' | 'delayed' | 'inFlight';

export const stateOf = (message: Message, now: number): MessageState => {
  if (message.visibleAt <= now) return 'available';
  return message.receiveCount === 0 ? 'delayed' : 'inFlight';
};
