import type { Clock } from '../../engine';
import type { StreamRecord, Streams } from '../dynamodb';
import { type EventPattern, passesFilters } from '../events';
import type { PipeTarget } from './pipe-target';

export interface StreamPipeConfig {
  readonly name: string;
  readonly arn: string;
  /** Table whose stream it reads. */
  readonly table: string;
  readonly batchSize: number;
  /** Tries of a record after its first; -1: as long as the stream keeps it. */
  readonly maximumRetries: number;
  /** Records that match none of them are passed over; empty: every record is passed on. */
  readonly filters: readonly EventPattern[];
  readonly enabled: boolean;
}

export interface StreamPipeOptions {
  readonly clock: Clock;
  readonly streams: Streams;
  readonly target: PipeTarget;
  /** Takes what the target does not. */
  readonly setAside: (records: readonly StreamRecord[]) => Promise<void>;
  /** Counts work until it has ended. */
  readonly during: <T>(work: Promise<T>) => Promise<T>;
}

const FIRST_RETRY_MS = 1000;
const LONGEST_RETRY_MS = 60_000;

/**
 * `AWS::Pipes::Pipe` from a table's stream: in order, at least once. A record that the target does not take keeps those
 * behind it waiting until it does, or is set aside.
 */
export class StreamPipe {
  private running = false;
  private woken = false;
  private stopped = false;

  constructor(
    private readonly config: StreamPipeConfig,
    private readonly options: StreamPipeOptions,
  ) {}

  /** Reads on from where an earlier run had come to. */
  async start(): Promise<void> {
    const { table, arn, enabled } = this.config;
    if (!enabled) return;
    await this.options.streams.attach(table, arn, () => this.wake());
    this.wake();
  }

  stop(): void {
    this.stopped = true;
  }

  /** There may be something to read. */
  private wake(): void {
    this.woken = true;
    if (this.running || this.stopped) return;
    this.running = true;
    void this.options.during(
      this.run().finally(() => {
        this.running = false;
      }),
    );
  }

  private async run(): Promise<void> {
    const { streams } = this.options;
    const { table, arn, batchSize, filters } = this.config;
    while (this.woken && !this.stopped) {
      this.woken = false;
      for (;;) {
        const release = this.options.clock.hold();
        let batch: readonly StreamRecord[];
        try {
          batch = await streams.pending(table, arn, batchSize);
        } finally {
          release();
        }
        const last = batch.at(-1);
        if (!last || this.stopped) break;
        await this.pass(batch.filter((record) => !streams.isLost(record) && passesFilters(filters, record)));
        if (this.stopped) return;
        streams.taken(table, arn, last);
      }
    }
  }

  /** A batch as a whole; when that is not taken, each record on its own, so that one does not take the others with it. */
  private async pass(records: readonly StreamRecord[]): Promise<void> {
    if (records.length === 0 || (await this.deliver(records))) return;
    for (const record of records) await this.persist(record);
  }

  private async persist(record: StreamRecord): Promise<void> {
    const { maximumRetries } = this.config;
    for (let retry = 1; maximumRetries < 0 || retry <= maximumRetries; retry++) {
      await this.wait(Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** (retry - 1)));
      if (this.stopped || this.options.streams.isLost(record)) return;
      if (await this.deliver([record])) return;
    }
    await this.options.setAside([record]);
  }

  private async deliver(records: readonly StreamRecord[]): Promise<boolean> {
    const release = this.options.clock.hold();
    try {
      return await this.options.target(records);
    } finally {
      release();
    }
  }

  private wait(ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.options.clock.schedule(ms, resolve);
    });
  }
}
