import { randomUUID } from 'node:crypto';
import type { Clock } from '../../engine';
import { Availability } from './availability';
import { invalidValue, purgeInProgress, sqsError } from './errors';
import { type Message, type MessageAttributes, stateOf } from './message';
import { numberOf, redrivePolicyOf } from './queue-attributes';
import { messageOf, newReceipt } from './receipts';
import type { QueueState, SqsRecord } from './records';

export interface OutgoingMessage {
  readonly body: string;
  /** @default the queue's delay */
  readonly delaySeconds?: number;
  readonly attributes?: MessageAttributes;
  readonly traceHeader?: string;
}

/** A message as a receiver gets it. */
export type Delivery = Message & { readonly receipt: string };

/** What a queue needs of its surroundings. */
export interface QueueHost {
  readonly clock: Clock;
  /** Keeps a change and applies it to the state. */
  record(change: SqsRecord): void;
  queueByArn(arn: string): StandardQueue | undefined;
  arnOf(name: string): string;
}

/** How long a purge takes, and no other begins. Source: SQS API reference, PurgeQueue. */
const PURGE_MS = 60_000;

/**
 * A standard queue on the clock.
 *
 * Invariants:
 * 1. Every change goes through `host.record`, which keeps it before anybody is answered.
 * 2. Nothing waits for a timer to be true: visibility, delay and retention are compared with the clock when used. (Timers
 *    only tell listeners.)
 * 3. A message moves to the dead-letter queue when it would be received more than `maxReceiveCount` times, and keeps
 *    its id, its time of sending and its receive count.
 */
export class StandardQueue {
  readonly availability: Availability;
  /** No message expires before this; saves looking at all of them on each use. */
  private nothingExpiresBefore = 0;
  private purgedAt = -Infinity;

  constructor(
    readonly state: QueueState,
    private readonly host: QueueHost,
  ) {
    this.availability = new Availability(host.clock, () => state.messages.values());
  }

  get name(): string {
    return this.state.name;
  }

  /** Every message, oldest arrival first. */
  messages(): Message[] {
    this.expire();
    return [...this.state.messages.values()];
  }

  /** How many messages could be received now. */
  available(): number {
    return this.counts().available;
  }

  counts(): Record<ReturnType<typeof stateOf>, number> {
    const counts = { available: 0, delayed: 0, inFlight: 0 };
    const now = this.host.clock.now();
    this.expire();
    for (const message of this.state.messages.values()) counts[stateOf(message, now)]++;
    return counts;
  }

  send(outgoing: OutgoingMessage): Message {
    const now = this.host.clock.now();
    const { body, attributes, traceHeader } = outgoing;
    const delay = outgoing.delaySeconds ?? numberOf(this.state.attributes, 'DelaySeconds');
    const message: Message = {
      id: randomUUID(),
      body,
      ...(attributes && Object.keys(attributes).length > 0 ? { attributes } : {}),
      ...(traceHeader === undefined ? {} : { traceHeader }),
      sentAt: now,
      visibleAt: now + delay * 1000,
      receiveCount: 0,
    };
    this.host.record({ kind: 'sent', queue: this.name, message });
    this.arrived(message);
    return message;
  }

  /** Takes what is available, at most `most`; what was received too often goes to the dead-letter queue instead. */
  receive(
    most: number,
    visibilitySeconds = numberOf(this.state.attributes, 'VisibilityTimeout'),
  ): Delivery[] {
    this.expire();
    const now = this.host.clock.now();
    const redrive = redrivePolicyOf(this.state.attributes);
    const deliveries: Delivery[] = [];
    for (const message of [...this.receivable(now)]) {
      if (deliveries.length === most) break;
      const deadLetters = redrive && message.receiveCount >= redrive.maxReceiveCount;
      const target = deadLetters ? this.host.queueByArn(redrive.deadLetterTargetArn) : undefined;
      if (target) {
        target.accept(this, { ...message, deadLetterSource: this.host.arnOf(this.name) });
        continue;
      }
      const receipt = newReceipt(this.name, message.id);
      const visibleAt = now + visibilitySeconds * 1000;
      this.host.record({ kind: 'received', queue: this.name, id: message.id, at: now, visibleAt, receipt });
      this.availability.changed(visibleAt);
      deliveries.push(this.state.messages.get(message.id) as Delivery);
    }
    return deliveries;
  }

  /** Deletes by the handle of the latest receive. An older handle is accepted and does nothing, as SQS may do. */
  delete(handle: string): void {
    const message = this.state.messages.get(messageOf(this.name, handle));
    if (message?.receipt === handle) this.remove([message]);
  }

  changeVisibility(handle: string, seconds: number): void {
    const message = this.state.messages.get(messageOf(this.name, handle));
    if (!message || message.receipt !== handle) {
      throw invalidValue(
        handle,
        'ReceiptHandle',
        'Message does not exist or is not available for visibility timeout change.',
      );
    }
    const now = this.host.clock.now();
    if (stateOf(message, now) !== 'inFlight') {
      throw sqsError('MessageNotInflight', 'The message referred to is not in flight.');
    }
    const visibleAt = now + seconds * 1000;
    this.host.record({ kind: 'visibility', queue: this.name, id: message.id, visibleAt });
    this.availability.receded(message.visibleAt);
    this.availability.changed(visibleAt);
  }

  /** Makes what is in flight available, unless its receiver put it off on purpose. */
  releaseInFlight(): void {
    const now = this.host.clock.now();
    for (const { id, visibilityChanged, ...message } of this.messages()) {
      if (visibilityChanged || stateOf({ id, ...message }, now) !== 'inFlight') continue;
      this.host.record({ kind: 'visibility', queue: this.name, id, visibleAt: now });
    }
  }

  /** @throws ServiceError `PurgeQueueInProgress` */
  purge(): void {
    const now = this.host.clock.now();
    if (now - this.purgedAt < PURGE_MS) throw purgeInProgress(this.name);
    this.purgedAt = now;
    this.remove([...this.state.messages.values()]);
  }

  /** Takes a dead letter over from `source`. */
  private accept(source: StandardQueue, message: Message): void {
    const { receipt: _receipt, visibilityChanged: _changed, ...rest } = message;
    const moved = { ...rest, visibleAt: this.host.clock.now() };
    this.host.record({ kind: 'moved', queue: source.name, id: message.id, to: this.name, message: moved });
    this.arrived(moved);
  }

  /** Sends every available message on as a new one: new id, new time, receive count 0. Returns how many. */
  moveAll(targetOf: (message: Message) => StandardQueue | undefined): number {
    this.expire();
    let moved = 0;
    for (const message of [...this.receivable(this.host.clock.now())]) {
      const target = targetOf(message);
      if (!target) continue;
      target.acceptAsNew(this, message);
      moved++;
    }
    return moved;
  }

  private acceptAsNew(source: StandardQueue, { id, body, attributes, traceHeader }: Message): void {
    const now = this.host.clock.now();
    const message: Message = {
      id: randomUUID(),
      body,
      ...(attributes ? { attributes } : {}),
      ...(traceHeader === undefined ? {} : { traceHeader }),
      sentAt: now,
      visibleAt: now,
      receiveCount: 0,
    };
    this.host.record({ kind: 'moved', queue: source.name, id, to: this.name, message });
    this.arrived(message);
  }

  private *receivable(now: number): Generator<Message> {
    for (const message of this.state.messages.values()) if (message.visibleAt <= now) yield message;
  }

  private arrived(message: Message): void {
    this.nothingExpiresBefore = Math.min(this.nothingExpiresBefore, message.sentAt + this.retention());
    this.availability.changed(message.visibleAt);
  }

  private remove(messages: readonly Message[]): void {
    if (messages.length === 0) return;
    this.host.record({ kind: 'removed', queue: this.name, ids: messages.map(({ id }) => id) });
    for (const { visibleAt } of messages) this.availability.receded(visibleAt);
  }

  /** Drops what is past its retention period. */
  private expire(): void {
    const now = this.host.clock.now();
    if (now < this.nothingExpiresBefore) return;
    const retention = this.retention();
    this.remove([...this.state.messages.values()].filter(({ sentAt }) => sentAt + retention <= now));
    let oldest = now;
    for (const { sentAt } of this.state.messages.values()) oldest = Math.min(oldest, sentAt);
    this.nothingExpiresBefore = oldest + retention;
  }

  private retention(): number {
    return numberOf(this.state.attributes, 'MessageRetentionPeriod') * 1000;
  }

  /** The retention period may have changed. */
  attributesChanged(): void {
    this.nothingExpiresBefore = 0;
  }
}
