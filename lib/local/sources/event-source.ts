import type { Clock, Timer } from '../../engine';
import { nameIn } from '../arn';
import { type EventPattern, passesFilters } from '../events';
import type { FunctionCalls, RecordOutcome } from '../faults';
import type { FunctionTarget, InvocationMarks, LambdaService } from '../lambda';
import type { Mishaps } from '../mishaps';
import { failedMessages } from './batch-response';
import type { ReceivedMessage, SourceQueue } from './queue-port';
import { sqsEvent } from './sqs-event';

/** An event source mapping between a queue and a function. */
export interface EventSourceConfig {
  readonly id: string;
  readonly batchSize: number;
  readonly batchingWindowSeconds: number;
  readonly partialResponses: boolean;
  readonly maximumConcurrency: number;
  /** Messages that match none of them are dropped; empty: every message is delivered. */
  readonly filters: readonly EventPattern[];
}

export interface EventSourceOptions {
  readonly clock: Clock;
  readonly region: string;
  readonly queue: SourceQueue;
  readonly lambda: LambdaService;
  readonly calls: FunctionCalls;
  readonly target: FunctionTarget;
  readonly mishaps: Pick<Mishaps, 'delivered'>;
  /** Told when a batch has been taken or dealt with. */
  readonly onChange: () => void;
}

/**
 * Delivers the messages of a queue to a function, in batches, as Lambda's event source mapping does.
 *
 * Invariants:
 * 1. It is told when a message can be received; it never polls for one.
 * 2. No more than `maximumConcurrency` batches are with the function at once.
 * 3. A message is deleted only after the function has dealt with it; one that failed comes back when its visibility
 *    timeout is over.
 */
export class EventSource {
  private underWay = 0;
  private window: Timer | undefined;
  private readonly stopListening: () => void;
  private stopped = false;
  /** Receipts of messages that stay, whoever deletes them. */
  private readonly kept = new Set<string>();
  enabled = true;

  constructor(
    readonly config: EventSourceConfig,
    private readonly options: EventSourceOptions,
  ) {
    this.stopListening = options.queue.onAvailable(() => this.look());
  }

  get queueArn(): string {
    return this.options.queue.arn;
  }

  get functionName(): string {
    return this.options.target.config.name;
  }

  setEnabled(enabled: boolean): void {
    this.enabled = enabled;
    if (enabled) this.look();
  }

  stop(): void {
    this.stopped = true;
    this.window?.cancel();
    this.stopListening();
  }

  /** Takes what there is, at once or when the batching window is over. */
  look(): void {
    const { batchSize, batchingWindowSeconds } = this.config;
    if (!this.active() || this.window) return;
    const available = this.options.queue.available();
    if (available === 0) return;
    if (batchingWindowSeconds > 0 && available < batchSize) {
      this.window = this.options.clock.schedule(batchingWindowSeconds * 1000, () => {
        this.window = undefined;
        this.take();
      });
      return;
    }
    this.take();
  }

  private active(): boolean {
    return !this.stopped && this.enabled;
  }

  private take(): void {
    while (
      this.active() &&
      this.underWay < this.config.maximumConcurrency &&
      this.options.queue.available() > 0
    ) {
      const before = this.options.queue.available();
      this.underWay++;
      void this.deliverOne().finally(() => {
        this.underWay--;
        this.options.onChange();
        this.look();
      });
      // A queue that takes its messages only later is looked at again when it has.
      if (this.options.queue.available() === before) return;
    }
  }

  /** It holds the clock until the batch is with the function; an invocation has its own hold. */
  private async deliverOne(): Promise<void> {
    const release = this.options.clock.hold();
    let delivery: Promise<void> | undefined;
    try {
      const messages = await this.options.queue.receive(this.config.batchSize);
      if (messages.length > 0) delivery = this.deliver(messages);
    } finally {
      release();
    }
    this.look();
    await delivery;
  }

  private async deliver(messages: readonly ReceivedMessage[]): Promise<void> {
    const { queue, calls, mishaps } = this.options;
    const done = (message: ReceivedMessage) => (outcome: RecordOutcome) =>
      outcome === 'consumed' ? this.delete([message]) : undefined;
    const plain: ReceivedMessage[] = [];
    const work: Promise<unknown>[] = [];
    // What a fault hits goes alone, and nobody waits for it: it may take (simulated) hours.
    for (const message of messages) {
      if (!this.wanted(message)) {
        work.push(queue.delete([message.receiptHandle]));
        continue;
      }
      const mishap = mishaps.delivered?.({ queue: nameIn(queue.arn), body: message.body });
      if (typeof mishap === 'number') {
        queue.postpone(message.receiptHandle, mishap);
        continue;
      }
      if (mishap === 'twice') this.kept.add(message.receiptHandle);
      const fault = calls.faultOf({
        body: message.body,
        run: async (marks) => ((await this.run([message], marks)).size > 0 ? 'failed' : 'consumed'),
        consume: () => void this.delete([message]),
      });
      if (fault) void fault().then(done(message));
      else plain.push(message);
    }
    if (plain.length > 0) work.push(this.runAndDelete(plain));
    await Promise.all(work);
  }

  private async runAndDelete(messages: readonly ReceivedMessage[]): Promise<void> {
    const failed = await this.run(messages);
    const handled = messages.filter((message) => !failed.has(message.messageId));
    if (handled.length > 0) await this.delete(handled);
  }

  private async delete(messages: readonly ReceivedMessage[]): Promise<void> {
    const { queue } = this.options;
    const handles = messages.map(({ receiptHandle }) => receiptHandle);
    await queue.delete(handles.filter((handle) => !this.kept.has(handle)));
    for (const handle of handles) if (this.kept.delete(handle)) queue.postpone(handle, 0);
  }

  private async run(
    messages: readonly ReceivedMessage[],
    marks?: InvocationMarks,
  ): Promise<ReadonlySet<string>> {
    const { queue, lambda, target, region } = this.options;
    const result = await lambda.invoke(target, sqsEvent(messages, queue.arn, region), marks);
    return failedMessages(
      messages.map((message) => message.messageId),
      result,
      this.config.partialResponses,
    );
  }

  private wanted(message: ReceivedMessage): boolean {
    return passesFilters(this.config.filters, { ...message, body: parsed(message.body) });
  }
}

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
};
