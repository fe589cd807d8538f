import type { Clock } from '../../engine';
import { type JsonObject, type Service, type ServiceCall, ServiceError } from '../http';
import { cannotUse } from '../journal';
import { ActionView } from './action-view';
import { AtomicStore } from './atomic-store';
import { checkLogs } from './check-log';
import { type ConflictRule, Conflicts } from './conflicts';
import { type DynaliteStore, db, type Item, type TableDescription, validated } from './dynalite';
import { Expiry } from './expiry';
import { itemPrefix, range, tablePrefix } from './keys';
import { type Database, OPERATIONS } from './operations';
import { Streams } from './streams';
import { differences } from './tables';
import { Transactions } from './transactions';

export interface DynamoDbOptions {
  readonly clock: Clock;
  /** A folder to keep the tables in. @default in memory */
  readonly path?: string;
  /** @default us-east-1 */
  readonly region?: string;
  /** @default 000000000000 */
  readonly accountId?: string;
  /** Cancels overlapping transactions on purpose. @default never */
  readonly conflicts?: ConflictRule;
}

/**
 * DynamoDB on dynalite's actions, checks and storage, with what dynalite lacks: transactions, time to live on the clock,
 * `ReturnValuesOnConditionCheckFailure`, indexes that change atomically with their item.
 *
 * A write is computed within one turn of the event loop on the newest state and answered once it is in the database, so
 * writes are serialized and a read that follows an answer sees what the answer told.
 */
export class DynamoDbService implements Service, Database {
  readonly name = 'dynamodb';
  readonly target = 'DynamoDB_20120810';
  readonly operations = Object.keys(OPERATIONS);
  readonly store: AtomicStore;
  readonly transactions: Transactions;
  readonly clock: Clock;
  /** A fresh view for one action or transaction. */
  readonly view = (): ActionView => new ActionView(this.base, this.store);
  readonly streams: Streams;
  private readonly expiry: Expiry;

  private constructor(
    readonly base: DynaliteStore,
    options: DynamoDbOptions,
  ) {
    this.clock = options.clock;
    this.store = new AtomicStore(base.db);
    const conflicts = options.conflicts && new Conflicts(options.clock, options.conflicts);
    this.transactions = new Transactions(options.clock, this.store, this.view, conflicts);
    this.streams = new Streams(options.clock, this.store);
    this.expiry = new Expiry(options.clock, this.store, this.view);
  }

  static async open(options: DynamoDbOptions): Promise<DynamoDbService> {
    const base = db.create({
      createTableMs: 0,
      deleteTableMs: 0,
      updateTableMs: 0,
      ...(options.path === undefined ? {} : { path: options.path }),
    });
    base.tableDb.awsRegion = options.region ?? 'us-east-1';
    base.tableDb.awsAccountId = options.accountId ?? '000000000000';
    await opened(base, options.path);
    const service = new DynamoDbService(base, options);
    await service.transactions.load();
    return service;
  }

  handle(call: ServiceCall): Promise<JsonObject> {
    return this.call(call.operation, call.input);
  }

  /** Any operation, from within the process, by its name in the API. Fails with a ServiceError. */
  async call(name: string, raw: JsonObject): Promise<JsonObject> {
    const operation = Object.hasOwn(OPERATIONS, name) ? OPERATIONS[name] : undefined;
    if (!operation) throw new ServiceError('UnknownOperationException', `${name} is not served here.`);
    const input = operation.checks ? validated(raw, operation.checks, this.base) : raw;
    for (const table of tablesOf(input)) await this.expiry.sweep(table);
    try {
      return await operation.run(this, input, raw);
    } finally {
      // Also a failure tells of what others have written: it must be there for whoever reads next.
      await this.store.committed();
    }
  }

  /** Creates the table unless it is there; one that is there with other keys or indexes is an error. */
  async ensureTable(input: JsonObject): Promise<'created' | 'exists'> {
    const name = String(input.TableName);
    const existing = this.store.get(tablePrefix + name) as TableDescription | undefined;
    if (!existing) {
      await this.call('CreateTable', input);
      return 'created';
    }
    const different = differences(existing, input);
    if (different.length > 0) {
      throw new Error(
        `Table ${name} exists with another ${different.join(', ')}: use another data folder, or delete the table.`,
      );
    }
    return 'exists';
  }

  /** All items of a table, for reports. */
  async items(table: string): Promise<Item[]> {
    this.view().table(table);
    await this.expiry.sweep(table);
    await this.store.committed();
    const items: Item[] = [];
    for await (const item of this.store.level.values(range(itemPrefix(table)))) items.push(item as Item);
    return items;
  }

  async close(): Promise<void> {
    await this.store.committed();
    await this.base.db.close();
  }
}

const opened = async (base: DynaliteStore, path?: string): Promise<void> => {
  if (path !== undefined) checkLogs(path);
  try {
    await base.db.open();
  } catch (error) {
    const { code, message } = ((error as Error).cause ?? error) as NodeJS.ErrnoException;
    if (code !== 'LEVEL_LOCKED') throw cannotUse(path ?? 'memory', message);
    throw new Error(`${path} is in use: stop the process that has it open, or choose another folder.`, {
      cause: error,
    });
  }
};

/** The tables that a call's parameters name. */
export const tablesOf = (input: JsonObject): Set<string> => {
  const names = new Set<string>();
  if (typeof input.TableName === 'string') names.add(input.TableName);
  for (const name of Object.keys((input.RequestItems as JsonObject | undefined) ?? {})) names.add(name);
  for (const entry of (input.TransactItems as JsonObject[] | undefined) ?? []) {
    for (const member of Object.values(entry ?? {})) {
      const name = (member as JsonObject | null)?.TableName;
      if (typeof name === 'string') names.add(name);
    }
  }
  return names;
};
