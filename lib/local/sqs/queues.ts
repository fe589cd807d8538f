import type { Clock } from '../../engine';
import { noQueue } from './errors';
import { type Journal, noJournal, openJournal } from './journal';
import { checkAttributes, type QueueAttributes } from './queue-attributes';
import { applyRecord, type QueueStates, type SqsRecord } from './records';
import { type QueueHost, StandardQueue } from './standard-queue';

export interface QueuesOptions {
  readonly clock: Clock;
  /** A file to keep the queues in. @default in memory */
  readonly file?: string;
  /** Told in one sentence of what could not be read of the file. */
  readonly onDamage?: (note: string) => void;
  /**
   * Messages that were in flight when the file was last closed are available at once, since their receivers have ended
   * with the process; those that a receiver had put off (ChangeMessageVisibility) keep their time.
   * @default false, they keep their visibility timeout
   */
  readonly releaseInFlight?: boolean;
  /** @default us-east-1 */
  readonly region?: string;
  /** @default 000000000000 */
  readonly accountId?: string;
}

/** All queues, by name. */
export class Queues implements QueueHost {
  readonly clock: Clock;
  readonly accountId: string;
  private readonly region: string;
  private readonly states: QueueStates = new Map();
  private readonly queues = new Map<string, StandardQueue>();
  private readonly journal: Journal;
  private closed = false;

  constructor(options: QueuesOptions) {
    this.clock = options.clock;
    this.accountId = options.accountId ?? '000000000000';
    this.region = options.region ?? 'us-east-1';
    this.journal =
      options.file === undefined
        ? noJournal
        : openJournal(options.file, this.states, options.onDamage ?? (() => undefined));
    for (const [name, state] of this.states) this.queues.set(name, new StandardQueue(state, this));
    if (options.releaseInFlight) for (const queue of this.queues.values()) queue.releaseInFlight();
  }

  names(): string[] {
    return [...this.queues.keys()].sort();
  }

  find(name: string): StandardQueue | undefined {
    return this.queues.get(name);
  }

  /** The queue; one that does not exist is a QueueDoesNotExist. */
  get(name: string): StandardQueue {
    const queue = this.queues.get(name);
    if (!queue) throw noQueue();
    return queue;
  }

  arnOf(name: string): string {
    return `arn:aws:sqs:${this.region}:${this.accountId}:${name}`;
  }

  queueByArn(arn: string): StandardQueue | undefined {
    const name = arn.slice(arn.lastIndexOf(':') + 1);
    return arn === this.arnOf(name) ? this.queues.get(name) : undefined;
  }

  /** Creates the queue, or gives the one that is there these attributes and tags. */
  put(name: string, attributes: QueueAttributes, tags?: Readonly<Record<string, string>>): StandardQueue {
    checkAttributes(attributes);
    const existing = this.queues.get(name);
    this.record({
      kind: 'queue',
      queue: name,
      attributes: withoutEmpty(attributes),
      tags: tags ?? existing?.state.tags ?? {},
      at: this.clock.now(),
    });
    existing?.attributesChanged();
    if (existing) return existing;
    const state = this.states.get(name);
    if (!state) throw noQueue();
    const queue = new StandardQueue(state, this);
    this.queues.set(name, queue);
    return queue;
  }

  remove(name: string): void {
    this.get(name).availability.disarm();
    this.record({ kind: 'queueDeleted', queue: name });
    this.queues.delete(name);
  }

  record(change: SqsRecord): void {
    this.journal.append(change);
    applyRecord(this.states, change);
  }

  /** Closing twice is harmless. */
  close(): void {
    if (this.closed) return;
    this.closed = true;
    for (const queue of this.queues.values()) queue.availability.disarm();
    this.journal.close();
  }
}

/** Setting an attribute to nothing (a redrive policy) takes it away. */
const withoutEmpty = (attributes: QueueAttributes): QueueAttributes =>
  Object.fromEntries(Object.entries(attributes).filter(([, value]) => value !== ''));
