import type { Clock } from '../engine';
import type { HttpFront, JsonObject } from './http';
import type { SourceQueue } from './sources';
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
export const openQueues = (_options: QueuesOptions): Queues => ({
  create: () => undefined,
  urlOf: (n) => n,
  send: async () => ({}),
  source: () => ({
    arn: '',
    receive: async () => [],
    delete: async () => undefined,
    available: () => 0,
    onAvailable: () => () => undefined,
  }),
  depth: () => 0,
  peek: () => [],
  names: () => [],
  close: () => undefined,
});
