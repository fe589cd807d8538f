import type { Clock, Timer } from '../../engine';
import { ServiceError } from '../http';
import type { Journal } from './journal';
import type { Message, MessageAttributes } from './message';
import type { QueueAttributes } from './queue-attributes';

export interface StandardQueueOptions {
  readonly name: string;
  readonly arn: string;
  readonly clock: Clock;
  readonly newId: () => string;
  readonly journal: Journal | undefined;
  /** The queue behind a redrive policy. */
  readonly deadLetters: (arn: string) => StandardQueue | undefined;
}

/**
 * One standard queue: at least once, in no promised order (here: first in, first out among those that are visible).
 *
 * Invariants:
 * 1. A message is available, delayed, or in flight until its `visibleAt`; only a delete, its retention or its redrive
 *    policy takes it away.
 * 2. A receive past the policy's count moves it instead, with the time of its first send.
 * 3. Only the handle of the last receive changes anything.
 */
export class StandardQueue {
  private readonly messages = new Map<string, Message>();
  private readonly listeners = new Set<() => void>();
  private readonly timers = new Map<string, Timer>();

  constructor(
    private readonly options: StandardQueueOptions,
    public attributes: QueueAttributes,
    restored: ReadonlyMap<string, Message> = new Map(),
  ) {
    for (const message of restored.values()) this.keep(message);
  }

  get name(): string {
    return this.options.name;
  }

  get arn(): string {
    return this.options.arn;
  }

  send(body: string, messageAttributes: MessageAttributes, delaySeconds?: number): Message {
    const now = this.options.clock.now();
    const message: Message = {
      id: this.options.newId(),
      body,
      messageAttributes,
      sentAt: now,
      firstReceivedAt: undefined,
      receiveCount: 0,
      visibleAt: now + (delaySeconds ?? this.attributes.DelaySeconds) * 1000,
      receiptHandle: undefined,
    };
    this.options.journal?.put(this.name, message);
    this.keep(message);
    return message;
  }

  /** Up to `most` messages, hidden from now on for the visibility timeout (seconds). */
  receive(most: number, visibilityTimeout = this.attributes.VisibilityTimeout): readonly Message[] {
    const received: Message[] = [];
    for (const message of this.visible()) {
      if (received.length >= most) break;
      if (this.moveIfExhausted(message)) continue;
      const now = this.options.clock.now();
      message.receiveCount++;
      message.firstReceivedAt ??= now;
      message.receiptHandle = `${message.id}#${this.options.newId()}`;
      this.hide(message, visibilityTimeout);
      received.push({ ...message });
    }
    return received;
  }

  /** Deleting what is gone already is a success; a handle that was never issued here is not. */
  delete(receiptHandle: string): void {
    const message = this.byHandle(receiptHandle);
    if (message) this.drop(message);
  }

  /** @throws ServiceError `MessageNotInflight`, `ReceiptHandleIsInvalid` */
  changeVisibility(receiptHandle: string, seconds: number): void {
    const message = this.byHandle(receiptHandle);
    if (!message || message.visibleAt <= this.options.clock.now()) {
      throw new ServiceError('MessageNotInflight', 'The message referred to is not in flight.');
    }
    this.hide(message, seconds);
  }

  purge(): void {
    for (const message of [...this.messages.values()]) this.drop(message);
  }

  /** All messages, in order of their arrival, whatever their state. */
  all(): readonly Message[] {
    this.expire();
    return [...this.messages.values()];
  }

  /** Messages that could be received now. */
  available(): number {
    return this.visible().length;
  }

  stateOf(message: Message): 'available' | 'delayed' | 'inFlight' {
    if (message.visibleAt <= this.options.clock.now()) return 'available';
    return message.receiveCount === 0 ? 'delayed' : 'inFlight';
  }

  /** Calls back whenever a message may be received that could not before; returns what ends it. */
  onAvailable(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Takes a message over from another queue; its first send and its retention stay. */
  adopt(message: Message): void {
    const moved = { ...message, visibleAt: this.options.clock.now(), receiptHandle: undefined };
    this.options.journal?.put(this.name, moved);
    this.keep(moved);
  }

  private visible(): readonly Message[] {
    const now = this.options.clock.now();
    return this.all().filter(({ visibleAt }) => visibleAt <= now);
  }

  private moveIfExhausted(message: Message): boolean {
    const { redrive } = this.attributes;
    if (!redrive || message.receiveCount < redrive.maxReceiveCount) return false;
    const target = this.options.deadLetters(redrive.deadLetterTargetArn);
    if (!target) return false;
    target.adopt(message);
    this.drop(message);
    return true;
  }

  private hide(message: Message, seconds: number): void {
    message.visibleAt = this.options.clock.now() + seconds * 1000;
    this.options.journal?.put(this.name, message);
    this.keep(message);
  }

  private keep(message: Message): void {
    this.messages.set(message.id, message);
    this.timers.get(message.id)?.cancel();
    this.timers.delete(message.id);
    const wait = message.visibleAt - this.options.clock.now();
    if (wait <= 0) {
      this.tell();
      return;
    }
    this.timers.set(
      message.id,
      this.options.clock.schedule(wait, () => {
        this.timers.delete(message.id);
        this.tell();
      }),
    );
  }

  private drop(message: Message): void {
    this.messages.delete(message.id);
    this.timers.get(message.id)?.cancel();
    this.timers.delete(message.id);
    this.options.journal?.gone(this.name, message.id);
  }

  private expire(): void {
    const oldest = this.options.clock.now() - this.attributes.MessageRetentionPeriod * 1000;
    for (const message of [...this.messages.values()]) {
      if (message.sentAt < oldest) this.drop(message);
    }
  }

  private byHandle(receiptHandle: string): Message | undefined {
    const [id = '', serial] = receiptHandle.split('#');
    if (!serial) throw new ServiceError('ReceiptHandleIsInvalid', 'The input receipt handle is invalid.');
    const message = this.messages.get(id);
    return message?.receiptHandle === receiptHandle ? message : undefined;
  }

  private tell(): void {
    for (const listener of [...this.listeners]) listener();
  }
}
