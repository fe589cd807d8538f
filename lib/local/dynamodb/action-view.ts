import type { AtomicStore } from './atomic-store';
import type {
  ActionStore,
  BatchWrite,
  Callback,
  DynaliteLock,
  DynaliteStore,
  SubDb,
  TableDescription,
} from './dynalite';
import { asServiceError, db } from './dynalite';
import { indexPrefix, itemPrefix, tablePrefix } from './keys';
import { noTable } from './table-errors';
import { valueStream } from './value-stream';

const NO_LOCK: DynaliteLock = (_key, exec) => exec((done) => done);

/**
 * A store for dynalite's own actions that answers at once from the newest state and only notes what they write. So an
 * action (or several, of one transaction) is checked and computed within one turn of the event loop, and its item and
 * index writes are then applied together or not at all. An action does not see what another one in the same view wrote;
 * ranges are read from what is in the database.
 */
export class ActionView implements ActionStore {
  readonly writes: BatchWrite[] = [];
  readonly tableDb: ActionStore['tableDb'];

  constructor(
    private readonly base: DynaliteStore,
    private readonly store: AtomicStore,
  ) {
    const { awsAccountId, awsRegion } = base.tableDb;
    this.tableDb = { ...this.subDb(tablePrefix), awsAccountId, awsRegion };
  }

  get options(): ActionStore['options'] {
    return this.base.options;
  }

  /** The table; a table that does not exist is a ResourceNotFoundException. */
  table(name: string): TableDescription {
    const table = this.store.get(tablePrefix + name) as TableDescription | undefined;
    if (!table) throw noTable();
    return table;
  }

  getTable(
    name: string,
    checkStatus: boolean | Callback<TableDescription>,
    done?: Callback<TableDescription>,
  ): void {
    const answer = typeof checkStatus === 'function' ? checkStatus : (done as Callback<TableDescription>);
    const table = this.store.get(tablePrefix + name) as TableDescription | undefined;
    if (table) answer(null, table);
    else answer(noTable(checkStatus === false ? name : undefined));
  }

  getItemDb(table: string): SubDb {
    return this.subDb(itemPrefix(table));
  }

  getIndexDb(type: string, table: string, index: string): SubDb {
    return this.subDb(indexPrefix(type, table, index));
  }

  /** The item's place in the database; a key that does not fit the table fails. */
  address(table: TableDescription, key: Parameters<typeof db.createKey>[0], whole: 'item' | 'key'): string {
    const invalid = whole === 'item' ? db.validateItem(key, table) : db.validateKey(key, table);
    if (invalid) throw asServiceError(invalid);
    return itemPrefix(table.TableName) + db.createKey(key, table);
  }

  private subDb(prefix: string): SubDb {
    return {
      lock: NO_LOCK,
      get: (key, done) => done(null, this.store.get(prefix + key)),
      put: (key, value, done) => {
        this.writes.push({ type: 'put', key: prefix + key, value });
        done(null);
      },
      del: (key, done) => {
        this.writes.push({ type: 'del', key: prefix + key });
        done(null);
      },
      createValueStream: (options) => valueStream(this.store.level, prefix, options),
    };
  }
}
