import type { EventEmitter } from 'node:events';
import dynaliteDb from 'dynalite/db/index.js';
import dynaliteValidations from 'dynalite/validations/index.js';
import { type JsonObject, ServiceError } from '../http';

/** A DynamoDB attribute value in its JSON form, e.g. `{ S: 'x' }`. */
export type AttributeValue = Readonly<Record<string, unknown>>;
export type Item = Readonly<Record<string, AttributeValue>>;

export interface KeySchemaElement {
  readonly AttributeName: string;
  readonly KeyType: string;
}

export interface IndexDescription {
  readonly IndexName: string;
  readonly KeySchema: readonly KeySchemaElement[];
  readonly Projection: JsonObject;
  IndexStatus?: string;
}

/** A table as dynalite stores it: the `TableDescription` of the API. */
export interface TableDescription extends JsonObject {
  TableName: string;
  TableStatus: string;
  CreationDateTime: number;
  KeySchema: readonly KeySchemaElement[];
  AttributeDefinitions: readonly { AttributeName: string; AttributeType: string }[];
  GlobalSecondaryIndexes?: IndexDescription[];
  LocalSecondaryIndexes?: IndexDescription[];
}

export type Callback<T = unknown> = (error?: unknown, result?: T) => void;

/** dynalite's lock: `exec` gets a function that wraps the callback which ends the locked work. */
export type DynaliteLock = (
  key: string,
  exec: (release: <A extends unknown[]>(done: (...args: A) => void) => (...args: A) => void) => void,
) => void;

export interface SubDb {
  readonly lock: DynaliteLock;
  get(key: string, done: Callback): void;
  put(key: string, value: unknown, done: Callback): void;
  del(key: string, done: Callback): void;
  createValueStream(options: RangeOptions): ValueStream;
}

/** What an action needs of a store; dynalite's own, or {@link ActionView}. */
export interface ActionStore {
  readonly options: JsonObject;
  readonly tableDb: SubDb & { awsAccountId: string; awsRegion: string };
  getTable(
    name: string,
    checkStatus: boolean | Callback<TableDescription>,
    done?: Callback<TableDescription>,
  ): void;
  getItemDb(table: string): SubDb;
  getIndexDb(type: string, table: string, index: string): SubDb;
}

/** One write of a batch; keys are those of the whole database. */
export type BatchWrite =
  | { readonly type: 'put'; readonly key: string; readonly value: unknown }
  | { readonly type: 'del'; readonly key: string };

export interface KeyRange {
  readonly gte: string;
  readonly lt: string;
}

export interface RangeOptions {
  readonly gte?: string;
  readonly gt?: string;
  readonly lte?: string;
  readonly lt?: string;
  readonly reverse?: boolean;
  readonly limit?: number;
}

/** What dynalite reads a range from. */
export type ValueStream = EventEmitter & { destroy(): void };

export interface ValueIterator extends AsyncIterable<unknown> {
  nextv(size: number): Promise<unknown[]>;
  close(): Promise<void>;
}

/** The database below: Level on disk, or in memory. Values are JSON; each read yields a fresh copy. */
export interface Level {
  open(): Promise<void>;
  getSync(key: string): unknown;
  batch(writes: readonly BatchWrite[]): Promise<void>;
  keys(range: KeyRange): AsyncIterable<string>;
  values(range: RangeOptions): ValueIterator;
  iterator(range: KeyRange): AsyncIterable<[string, unknown]>;
  close(): Promise<void>;
}

export interface DynaliteStore extends ActionStore {
  readonly db: Level;
}

export interface DynaliteDb {
  create(options: {
    createTableMs: number;
    deleteTableMs: number;
    updateTableMs: number;
    path?: string;
  }): DynaliteStore;
  validateKey(key: Item, table: TableDescription): DynaliteFailure | null | undefined;
  validateItem(item: Item, table: TableDescription): DynaliteFailure | null | undefined;
  createKey(item: Item, table: TableDescription): string;
  checkConditional(data: JsonObject, item: Item | undefined): DynaliteFailure | null | undefined;
  addConsumedCapacity(data: JsonObject, isRead: boolean, item?: Item, other?: Item): JsonObject | undefined;
}

export type Action = (store: ActionStore, data: JsonObject, done: Callback<JsonObject>) => void;

export interface Validation {
  readonly types: JsonObject;
  readonly custom?: (data: never, store: ActionStore) => string | undefined;
}

export interface DynaliteValidations {
  checkTypes(data: JsonObject, types: JsonObject): JsonObject;
  checkValidations(data: JsonObject, types: JsonObject, custom: unknown, store: ActionStore): void;
}

/** How dynalite reports a failure: an Error with the answer in it. */
export interface DynaliteFailure extends Error {
  readonly statusCode: number;
  readonly body: { __type: string; message?: string; Message?: string };
}

export const db = dynaliteDb;

/** Checks `input` as AWS does and returns the part of it that the operation knows, with parsed expressions. */
export const validated = (input: JsonObject, validation: Validation, store: ActionStore): JsonObject => {
  try {
    const data = dynaliteValidations.checkTypes(copy(input), validation.types);
    dynaliteValidations.checkValidations(data, validation.types, validation.custom, store);
    return data;
  } catch (error) {
    throw asServiceError(error);
  }
};

/** A deep copy of JSON (a tenth of the time of `structuredClone`): dynalite's checks take away what they do not know. */
const copy = <T>(value: T): T => {
  if (Array.isArray(value)) return value.map(copy) as T;
  if (typeof value !== 'object' || value === null) return value;
  const result: JsonObject = {};
  for (const key of Object.keys(value)) result[key] = copy((value as JsonObject)[key]);
  return result as T;
};

/** Runs an action whose store answers at once; its callback has been called when it returns. */
export const runSync = (action: Action, store: ActionStore, data: JsonObject): JsonObject => {
  let outcome: { error?: unknown; result?: JsonObject } | undefined;
  action(store, data, (error, result) => {
    outcome = { error, ...(result ? { result } : {}) };
  });
  if (!outcome) throw new Error('A dynalite action waited although its store answers at once.');
  if (outcome.error) throw asServiceError(outcome.error);
  return outcome.result ?? {};
};

export const run = (action: Action, store: ActionStore, data: JsonObject): Promise<JsonObject> =>
  new Promise((resolve, reject) => {
    action(store, data, (error, result) => {
      if (error) reject(asServiceError(error));
      else resolve(typeof result === 'object' ? result : {});
    });
  });

/** dynalite's failures as answers; anything else is a defect and passes as it is. */
export const asServiceError = (error: unknown): unknown => {
  const failure = error as Partial<DynaliteFailure>;
  if (!failure.body || !failure.statusCode) return error;
  const { __type: type, message, Message, ...fields } = failure.body;
  const code = type.slice(type.indexOf('#') + 1);
  return new ServiceError(code, message ?? Message ?? '', { status: failure.statusCode, fields });
};
