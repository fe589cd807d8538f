import type { Clock } from '../engine';
import type { HttpFront, JsonObject } from './http';
import type { ReceivedMessage, SourceQueue } from './sources';
import { type Message, md5, SqsService, type StandardQueue, systemAttributes } from './sqs';
import type { Environment } from './template';

/** A message that a queue holds. */
export interface QueuedMessage {
  readonly messageId: string;
  readonly body: string;
  readonly receiveCount: number;
  readonly state: 'available' | 'delayed' | 'inFlight';
  /** Epoch milliseconds of its first send. */
  readonly sentAt: number;
}

/** What the rest of the stack needs of its queues; all by name. */
export interface Queues {
  create(name: string, attributes: Readonly<Record<string, string>>): void;
  urlOf(name: string): string;
  /** `SendMessage` of the SQS API, counted as a call by `by`. */
  send(input: JsonObject, by: string): Promise<JsonObject>;
  source(name: string): SourceQueue | undefined;
  /** Messages in the queue, whatever their state. */
  depth(name: string): number;
  peek(name: string): readonly QueuedMessage[];
  names(): readonly string[];
  close(): void;
}

export interface QueuesOptions {
  readonly clock: Clock;
  readonly environment: Environment;
  readonly front: HttpFront;
  /** Where they are kept across restarts. */
  readonly file: string | undefined;
  readonly count: (operation: string, queue: string, by: string, items: number) => void;
}

/** Who takes messages off a queue for a function. */
const EVENT_SOURCE = 'event-source';

/** SQS, on the stack's port. */
export const openQueues = (options: QueuesOptions): Queues => {
  const { clock, environment, front, file, count } = options;
  const service = new SqsService({
    clock,
    region: environment.region,
    accountId: environment.accountId,
    url: () => front.url,
    ...(file === undefined ? {} : { file }),
  });
  front.register(service);
  return {
    create: (name, attributes) => void service.create(name, attributes),
    urlOf: (name) => service.urlOf(name),
    send: (input, by) => {
      count('SendMessage', service.byUrl(input.QueueUrl).name, by, 1);
      return service.call('SendMessage', input);
    },
    source: (name) => {
      const queue = service.get(name);
      return queue && sourceOf(queue, count);
    },
    depth: (name) => service.get(name)?.all().length ?? 0,
    peek: (name) => {
      const queue = service.get(name);
      return queue ? queue.all().map((message) => noteOf(queue, message)) : [];
    },
    names: () => service.all().map(({ name }) => name),
    close: () => service.close(),
  };
};

const sourceOf = (queue: StandardQueue, count: QueuesOptions['count']): SourceQueue => ({
  arn: queue.arn,
  receive: async (most) => {
    const received = queue.receive(most);
    if (received.length > 0) count('ReceiveMessage', queue.name, EVENT_SOURCE, received.length);
    return received.map(delivered);
  },
  delete: async (handles) => {
    if (handles.length > 0) count('DeleteMessage', queue.name, EVENT_SOURCE, handles.length);
    for (const handle of handles) queue.delete(handle);
  },
  available: () => queue.available(),
  onAvailable: (listener) => queue.onAvailable(listener),
});

/** A message in the form in which an event source hands it to a function. */
const delivered = (message: Message): ReceivedMessage => ({
  messageId: message.id,
  receiptHandle: message.receiptHandle ?? '',
  body: message.body,
  md5OfBody: md5(message.body),
  attributes: systemAttributes(message),
  messageAttributes: message.messageAttributes,
});

const noteOf = (queue: StandardQueue, message: Message): QueuedMessage => ({
  messageId: message.id,
  body: message.body,
  receiveCount: message.receiveCount,
  state: queue.stateOf(message),
  sentAt: message.sentAt,
});
