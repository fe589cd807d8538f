/** A message as an event source takes it from a queue. */
export interface ReceivedMessage {
  readonly messageId: string;
  readonly receiptHandle: string;
  readonly body: string;
  readonly md5OfBody: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly messageAttributes: Readonly<Record<string, unknown>>;
}

/** What an event source needs of a queue. */
export interface SourceQueue {
  readonly arn: string;
  receive(most: number): Promise<readonly ReceivedMessage[]>;
  delete(receiptHandles: readonly string[]): Promise<void>;
  /** Lets a received message be received again so many seconds from now. */
  postpone(receiptHandle: string, seconds: number): void;
  /** Messages that could be received now. */
  available(): number;
  /** Calls back whenever a message may be received that could not before; returns what ends it. */
  onAvailable(listener: () => void): () => void;
}
