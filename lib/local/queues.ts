import type { Clock } from '../engine';
import type { HttpFront, JsonObject } from './http';
import type { ServiceApi } from './integrations';
import type { SourceQueue } from './sources';
import { SqsService } from './sqs';
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
  readonly api: ServiceApi;
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
  /** Told in one sentence of what could not be read of it. */
  readonly onDamage: (note: string) => void;
  readonly count: (operation: string, queue: string, by: string, items: number) => void;
}

/** Who takes messages off a queue for a function. */
const EVENT_SOURCE = 'event-source';

/** SQS, on the stack's port. */
export const openQueues = (options: QueuesOptions): Queues => {
  const { clock, environment, front, file, onDamage, count } = options;
  const service = new SqsService({
    clock,
    region: environment.region,
    accountId: environment.accountId,
    origin: front.url,
    // Whoever had received a message died with the stack: nobody else will give it back.
    ...(file === undefined ? {} : { file, onDamage, releaseInFlight: true }),
  });
  front.register(service);
  return {
    create: (name, attributes) => service.ensureQueue(name, attributes),
    urlOf: (name) => service.urlOf(name),
    send: async (input, by) => {
      const sent = await service.call('SendMessage', input);
      count('SendMessage', String(input.QueueUrl).split('/').at(-1) ?? '', by, 1);
      return sent;
    },
    api: service,
    source: (name) => (service.has(name) ? sourceOf(service, name, count) : undefined),
    depth: (name) => service.depth(name),
    peek: (name) => service.peek(name),
    names: () => service.names(),
    close: () => service.close(),
  };
};

const sourceOf = (service: SqsService, name: string, count: QueuesOptions['count']): SourceQueue => ({
  arn: service.arnOf(name),
  receive: async (most) => {
    const received = service.receive(name, most);
    if (received.length > 0) count('ReceiveMessage', name, EVENT_SOURCE, received.length);
    return received;
  },
  delete: async (handles) => {
    if (handles.length > 0) count('DeleteMessage', name, EVENT_SOURCE, handles.length);
    for (const handle of handles) service.delete(name, handle);
  },
  postpone: (handle, seconds) => service.changeVisibility(name, handle, seconds),
  available: () => service.available(name),
  onAvailable: (listener) => service.onAvailable(name, listener),
});
