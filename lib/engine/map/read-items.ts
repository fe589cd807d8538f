import { STATES_ERROR, StateFailure, TaskError } from '../errors';
import type { Frame } from '../frame';
import type { StateQuery } from '../query/state-query';
import { DatasetError, itemsOf, type ReaderConfig } from './dataset';
import type { MapStorage, Requester } from './storage';

/** `ItemReader` of a Map, evaluated. */
interface ItemReader {
  readonly Resource: string;
  readonly Arguments?: Readonly<Record<string, unknown>>;
  readonly ReaderConfig?: ReaderConfig;
}

export interface ReadItems {
  readonly items: readonly unknown[];
  /** `$states.context.Map.Item.Source`. */
  readonly source: string;
}

type Reader = (storage: MapStorage, reader: ItemReader, requester: Requester) => Promise<ReadItems>;

const textOf = ({ Arguments }: ItemReader, name: string): string => {
  const value = Arguments?.[name];
  if (typeof value === 'string') return value;
  throw new DatasetError(`${name} of the ItemReader has to be a text but was: ${JSON.stringify(value)}`);
};

const getObject: Reader = async (storage, reader, requester) => {
  const bucket = textOf(reader, 'Bucket');
  const key = textOf(reader, 'Key');
  const content = await storage.getObject({ bucket, key }, requester);
  return { items: itemsOf(content, reader.ReaderConfig ?? {}), source: `S3://${bucket}/${key}` };
};

/** The objects themselves are the items, or with LOAD_AND_FLATTEN what is in them. */
const listObjects: Reader = async (storage, reader, requester) => {
  const bucket = textOf(reader, 'Bucket');
  const prefix = reader.Arguments?.Prefix === undefined ? '' : textOf(reader, 'Prefix');
  const source = `S3://${bucket}`;
  const objects = await storage.listObjects(bucket, prefix, requester);
  const config = reader.ReaderConfig ?? {};
  if (config.Transformation !== 'LOAD_AND_FLATTEN') {
    return { items: objects.map(({ ETag, ...object }) => ({ Etag: ETag, ...object })), source };
  }
  const items: unknown[] = [];
  for (const { Key: key } of objects) {
    const body = await storage.getObject({ bucket, key }, requester);
    for (const item of itemsOf(body, config)) items.push(item);
  }
  return { items, source };
};

/** Not of AWS, which reads from S3 alone: the items of a table. */
const scan: Reader = async (storage, { Arguments }, requester) => ({
  items: await storage.scan(Arguments ?? {}, requester),
  source: `DYNAMODB://${String(Arguments?.TableName)}`,
});

/** Readers by the end of their resource; a new one is a line here. */
const READERS: Readonly<Record<string, Reader>> = {
  's3:getObject': getObject,
  's3:listObjectsV2': listObjects,
  'aws-sdk:dynamodb:scan': scan,
};

/**
 * Reads the items of a distributed Map from where its ItemReader says; undefined when it has none. Fails the state with
 * `States.ItemReaderFailed`.
 */
export const readItems = async (frame: Frame, query: StateQuery): Promise<ReadItems | undefined> => {
  const reader = (await query.read(frame, 'ItemReader')) as ItemReader | undefined;
  if (!reader) return undefined;
  const { host, identity } = frame.thread;
  try {
    const read = READERS[reader.Resource.split(':').slice(5).join(':')];
    if (!read || !host.mapStorage) throw new DatasetError(`${reader.Resource} reads no items here`);
    const { items, source } = await read(host.mapStorage, reader, identity);
    const most = reader.ReaderConfig?.MaxItems;
    return { items: most ? items.slice(0, most) : items, source };
  } catch (error) {
    if (error instanceof DatasetError) throw new StateFailure(STATES_ERROR.itemReaderFailed, error.message);
    if (error instanceof TaskError) throw new StateFailure(STATES_ERROR.itemReaderFailed, error.taskCause);
    throw error;
  }
};
