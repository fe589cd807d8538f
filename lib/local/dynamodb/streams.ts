import type { Clock } from '../../engine';
import type { AtomicStore } from './atomic-store';
import type { BatchWrite, Item, TableDescription } from './dynalite';
import { cursorPrefix, range, streamPrefix, tableOfItem, tablePrefix } from './keys';

/** What of an item a stream shows, beside its keys. */
export type StreamViewType = 'KEYS_ONLY' | 'NEW_IMAGE' | 'OLD_IMAGE' | 'NEW_AND_OLD_IMAGES';

/** One change of an item, as DynamoDB Streams gives it to whoever reads. */
export interface StreamRecord {
  readonly eventID: string;
  readonly eventName: 'INSERT' | 'MODIFY' | 'REMOVE';
  readonly eventVersion: '1.1';
  readonly eventSource: 'aws:dynamodb';
  readonly awsRegion: string;
  readonly dynamodb: {
    /** Epoch seconds. */
    readonly ApproximateCreationDateTime: number;
    readonly Keys: Item;
    readonly NewImage?: Item;
    readonly OldImage?: Item;
    readonly SequenceNumber: string;
    readonly SizeBytes: number;
    readonly StreamViewType: StreamViewType;
  };
  readonly eventSourceARN: string;
}

/** A table's stream, as it is declared. */
export interface StreamSettings {
  readonly table: string;
  readonly viewType: StreamViewType;
  readonly arn: string;
  readonly region: string;
}

interface OpenStream extends StreamSettings {
  /** Of its newest record. */
  sequence: number;
  readonly readers: Map<string, { read: number; readonly wake: () => void }>;
}

/** Digits of a sequence number: they sort as they count. */
const DIGITS = 21;
/** How long a record is kept for a reader that does not come. Source: DynamoDB developer guide, "DynamoDB Streams". */
const KEPT_MS = 24 * 3600 * 1000;

const numberText = (sequence: number): string => String(sequence).padStart(DIGITS, '0');

/**
 * The streams of tables: what is written to an item, and the record of it, are one set of writes, so that neither is there
 * without the other after a crash. A table that nobody reads keeps no records; one that somebody does keeps them until
 * everybody has, a day at the most.
 */
export class Streams {
  private readonly streams = new Map<string, OpenStream>();

  constructor(
    private readonly clock: Clock,
    private readonly store: AtomicStore,
  ) {
    store.follow((writes) => this.recordsOf(writes));
  }

  declare(settings: StreamSettings): void {
    this.streams.set(settings.table, { ...settings, sequence: 0, readers: new Map() });
  }

  /** The table whose stream has the ARN. */
  tableOf(arn: string): string | undefined {
    return [...this.streams.values()].find((stream) => stream.arn === arn)?.table;
  }

  /** Somebody reads from now on, or goes on where an earlier run of the stack had come to. */
  async attach(table: string, reader: string, wake: () => void): Promise<void> {
    const stream = this.streams.get(table);
    if (!stream) throw new Error(`table ${table} has no stream`);
    for await (const key of this.store.level.keys(range(streamPrefix(table)))) {
      stream.sequence = Math.max(stream.sequence, Number(key.slice(streamPrefix(table).length)));
    }
    const read = Number(this.store.get(cursorPrefix(table) + reader) ?? 0);
    stream.sequence = Math.max(stream.sequence, read);
    stream.readers.set(reader, { read, wake });
  }

  /** Records that the reader has not taken yet, in order; those that are in the database. */
  async pending(table: string, reader: string, most: number): Promise<readonly StreamRecord[]> {
    const read = this.streams.get(table)?.readers.get(reader)?.read ?? 0;
    await this.store.committed();
    const records: StreamRecord[] = [];
    const behind = { ...range(streamPrefix(table)), gte: streamPrefix(table) + numberText(read + 1) };
    for await (const record of this.store.level.values(behind)) {
      records.push(record as StreamRecord);
      if (records.length >= most) break;
    }
    return records;
  }

  /** The reader is done with everything up to this record; what everybody has read goes. */
  taken(table: string, reader: string, { dynamodb }: StreamRecord): void {
    const stream = this.streams.get(table);
    const own = stream?.readers.get(reader);
    if (!stream || !own) return;
    const before = Math.min(...[...stream.readers.values()].map(({ read }) => read));
    own.read = Number(dynamodb.SequenceNumber);
    const all = Math.min(...[...stream.readers.values()].map(({ read }) => read));
    const gone: BatchWrite[] = [];
    for (let sequence = before + 1; sequence <= all; sequence++) {
      const key = streamPrefix(table) + numberText(sequence);
      if (this.store.get(key) !== undefined) gone.push({ type: 'del', key });
    }
    this.store.apply([{ type: 'put', key: cursorPrefix(table) + reader, value: own.read }, ...gone]);
  }

  /** Records of a set of writes, to be written with it. */
  private recordsOf(writes: readonly BatchWrite[]): readonly BatchWrite[] {
    const records: BatchWrite[] = [];
    for (const write of writes) {
      const stream = this.streamOf(write.key);
      if (!stream || stream.readers.size === 0) continue;
      const record = this.recordOf(stream, write);
      if (!record) continue;
      records.push({
        type: 'put',
        key: streamPrefix(stream.table) + record.dynamodb.SequenceNumber,
        value: record,
      });
      for (const { wake } of stream.readers.values()) setImmediate(wake);
    }
    return records;
  }

  private streamOf(key: string): OpenStream | undefined {
    const table = this.streams.size === 0 ? undefined : tableOfItem(key);
    return table === undefined ? undefined : this.streams.get(table);
  }

  /** Undefined: the write changes nothing. */
  private recordOf(stream: OpenStream, write: BatchWrite): StreamRecord | undefined {
    const { table, viewType, arn, region } = stream;
    const before = this.store.get(write.key) as Item | undefined;
    const after = write.type === 'put' ? (write.value as Item) : undefined;
    const item = after ?? before;
    if (!item || (before && after && JSON.stringify(before) === JSON.stringify(after))) return undefined;
    const description = this.store.get(tablePrefix + table) as TableDescription;
    const Keys = Object.fromEntries(
      description.KeySchema.map(({ AttributeName }) => [AttributeName, item[AttributeName]]),
    ) as Item;
    const shows = { new: /NEW/.test(viewType) && after, old: /OLD/.test(viewType) && before };
    const images = {
      ...(shows.new ? { NewImage: shows.new } : {}),
      ...(shows.old ? { OldImage: shows.old } : {}),
    };
    const SequenceNumber = numberText(++stream.sequence);
    return {
      eventID: `${table}-${SequenceNumber}`,
      eventName: !before ? 'INSERT' : after ? 'MODIFY' : 'REMOVE',
      eventVersion: '1.1',
      eventSource: 'aws:dynamodb',
      awsRegion: region,
      dynamodb: {
        ApproximateCreationDateTime: Math.floor(this.clock.now() / 1000),
        Keys,
        ...images,
        SequenceNumber,
        SizeBytes: Buffer.byteLength(JSON.stringify({ Keys, ...images })),
        StreamViewType: viewType,
      },
      eventSourceARN: arn,
    };
  }

  /** Whether a record is older than a stream keeps it. */
  isLost({ dynamodb }: StreamRecord): boolean {
    return this.clock.now() - dynamodb.ApproximateCreationDateTime * 1000 > KEPT_MS;
  }
}
