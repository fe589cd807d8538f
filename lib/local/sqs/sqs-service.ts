import { type JsonObject, type Service, type ServiceCall, ServiceError } from '../http';
import { md5 } from './digests';
import { type Message, type MessageAttributes, type MessageState, stateOf } from './message';
import { MESSAGE_OPERATIONS } from './message-operations';
import { moveTaskOperations } from './move-tasks';
import { queueNameIn, type SqsCall, type SqsOperation, urlOf } from './operation';
import type { QueueAttributes } from './queue-attributes';
import { QUEUE_OPERATIONS } from './queue-operations';
import { Queues, type QueuesOptions } from './queues';
import { systemAttributesOf } from './received-message';
import type { Delivery } from './standard-queue';

export interface SqsOptions extends QueuesOptions {
  /** Where QueueUrls point to: the stack's own endpoint, e.g. `http://127.0.0.1:4566`. */
  readonly origin: string;
}

/** A message as a poller in the process receives it. */
export interface ReceivedMessage {
  readonly messageId: string;
  readonly receiptHandle: string;
  readonly body: string;
  readonly md5OfBody: string;
  /** The system attributes, as strings. */
  readonly attributes: Readonly<Record<string, string>>;
  readonly messageAttributes: MessageAttributes;
}

/** A message that a queue holds, for reports. Times in epoch milliseconds. */
export interface HeldMessage {
  readonly messageId: string;
  readonly body: string;
  readonly receiveCount: number;
  readonly state: MessageState;
  readonly sentAt: number;
  readonly visibleAt: number;
}

/**
 * SQS, standard queues only: behind its JSON API, and through doors for the process itself. Queues are named by name,
 * URL or ARN. What is sent is kept (when there is a file) before it is answered.
 */
export class SqsService implements Service {
  readonly name = 'sqs';
  readonly target = 'AmazonSQS';
  private readonly queues: Queues;
  private readonly origin: string;
  private readonly byName: Readonly<Record<string, SqsOperation>> = {
    ...QUEUE_OPERATIONS,
    ...MESSAGE_OPERATIONS,
    ...moveTaskOperations(),
  };
  readonly operations = Object.keys(this.byName);

  constructor(options: SqsOptions) {
    this.queues = new Queues(options);
    this.origin = options.origin;
  }

  async handle(call: ServiceCall): Promise<JsonObject> {
    const { input, signal } = call;
    return this.run(call.operation, {
      input,
      signal,
      queues: this.queues,
      origin: this.origin,
      idle: (pending) => call.idle(pending),
    });
  }

  /** Any operation, from within the process, by its name in the API. Fails with a ServiceError. */
  async call(operation: string, input: JsonObject): Promise<JsonObject> {
    const { queues, origin } = this;
    return this.run(operation, { input, queues, origin, idle: (pending) => pending });
  }

  /** Creates the queue, or gives the one that an earlier run left these attributes. */
  ensureQueue(name: string, attributes: QueueAttributes = {}): void {
    this.queues.put(name, attributes);
  }

  names(): string[] {
    return this.queues.names();
  }

  has(queue: string): boolean {
    return this.queues.find(queueNameIn(queue)) !== undefined;
  }

  urlOf(queue: string): string {
    return urlOf({ origin: this.origin, queues: this.queues }, queueNameIn(queue));
  }

  arnOf(queue: string): string {
    return this.queues.arnOf(queueNameIn(queue));
  }

  /** Takes at most `most` messages, at once. */
  receive(queue: string, most: number, visibilitySeconds?: number): ReceivedMessage[] {
    return this.queueOf(queue)
      .receive(most, visibilitySeconds)
      .map((delivery) => this.received(delivery));
  }

  delete(queue: string, receiptHandle: string): void {
    this.queueOf(queue).delete(receiptHandle);
  }

  changeVisibility(queue: string, receiptHandle: string, seconds: number): void {
    this.queueOf(queue).changeVisibility(receiptHandle, seconds);
  }

  /** How many messages could be received now. */
  available(queue: string): number {
    return this.queueOf(queue).available();
  }

  /** How many messages it holds, whatever their state. */
  depth(queue: string): number {
    return this.queueOf(queue).messages().length;
  }

  /** Calls back whenever a message may be received that could not before; returns what ends it. */
  onAvailable(queue: string, listener: () => void): () => void {
    return this.queueOf(queue).availability.listen(listener);
  }

  /** Everything the queue holds, without receiving it. */
  peek(queue: string): HeldMessage[] {
    const now = this.queues.clock.now();
    return this.queueOf(queue)
      .messages()
      .map((message: Message) => ({
        messageId: message.id,
        body: message.body,
        receiveCount: message.receiveCount,
        state: stateOf(message, now),
        sentAt: message.sentAt,
        visibleAt: message.visibleAt,
      }));
  }

  /** Stops telling listeners and closes the file; the process may end without it. */
  close(): void {
    this.queues.close();
  }

  private async run(name: string, call: SqsCall): Promise<JsonObject> {
    const operation = Object.hasOwn(this.byName, name) ? this.byName[name] : undefined;
    if (!operation) throw new ServiceError('UnknownOperationException', `${name} is not served here.`);
    return operation(call);
  }

  private queueOf(queue: string) {
    return this.queues.get(queueNameIn(queue));
  }

  private received(delivery: Delivery): ReceivedMessage {
    return {
      messageId: delivery.id,
      receiptHandle: delivery.receipt,
      body: delivery.body,
      md5OfBody: md5(delivery.body),
      attributes: systemAttributesOf(delivery, this.queues.accountId),
      messageAttributes: delivery.attributes ?? {},
    };
  }
}
