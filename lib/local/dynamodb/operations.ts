import batchGetItem from 'dynalite/actions/batchGetItem.js';
import batchWriteItem from 'dynalite/actions/batchWriteItem.js';
import deleteItem from 'dynalite/actions/deleteItem.js';
import getItem from 'dynalite/actions/getItem.js';
import listTagsOfResource from 'dynalite/actions/listTagsOfResource.js';
import putItem from 'dynalite/actions/putItem.js';
import query from 'dynalite/actions/query.js';
import scan from 'dynalite/actions/scan.js';
import tagResource from 'dynalite/actions/tagResource.js';
import untagResource from 'dynalite/actions/untagResource.js';
import updateItem from 'dynalite/actions/updateItem.js';
import updateTable from 'dynalite/actions/updateTable.js';
import batchGetItemChecks from 'dynalite/validations/batchGetItem.js';
import batchWriteItemChecks from 'dynalite/validations/batchWriteItem.js';
import createTableChecks from 'dynalite/validations/createTable.js';
import deleteItemChecks from 'dynalite/validations/deleteItem.js';
import deleteTableChecks from 'dynalite/validations/deleteTable.js';
import describeTableChecks from 'dynalite/validations/describeTable.js';
import getItemChecks from 'dynalite/validations/getItem.js';
import listTablesChecks from 'dynalite/validations/listTables.js';
import listTagsOfResourceChecks from 'dynalite/validations/listTagsOfResource.js';
import putItemChecks from 'dynalite/validations/putItem.js';
import queryChecks from 'dynalite/validations/query.js';
import scanChecks from 'dynalite/validations/scan.js';
import tagResourceChecks from 'dynalite/validations/tagResource.js';
import untagResourceChecks from 'dynalite/validations/untagResource.js';
import updateItemChecks from 'dynalite/validations/updateItem.js';
import updateTableChecks from 'dynalite/validations/updateTable.js';
import type { Clock } from '../../engine';
import { type JsonObject, ServiceError } from '../http';
import type { ActionView } from './action-view';
import type { AtomicStore } from './atomic-store';
import { type Action, type DynaliteStore, type Item, run, runSync, type Validation } from './dynalite';
import {
  describeContinuousBackups,
  describeTimeToLive,
  updateContinuousBackups,
  updateTimeToLive,
} from './settings';
import { createReadyTable, deleteTable, describeTable, listTables } from './tables';
import { returnOnFailure, transactGetItems, transactWriteItems } from './transact-validation';
import type { Transactions } from './transactions';

/** What operations work on. */
export interface Database {
  readonly base: DynaliteStore;
  readonly store: AtomicStore;
  readonly clock: Clock;
  readonly transactions: Transactions;
  readonly view: () => ActionView;
}

export interface Operation {
  /** Checks of the parameters; without them the operation checks its own. */
  readonly checks?: Validation;
  /** `raw` is what the client sent, `input` the part of it that the checks know. */
  readonly run: (database: Database, input: JsonObject, raw: JsonObject) => JsonObject | Promise<JsonObject>;
}

/** One item read or written: computed and applied within one turn of the event loop. */
const atOnce = (checks: Validation, action: Action): Operation => ({
  checks,
  run: ({ view: newView, store }, input) => {
    const view = newView();
    const result = runSync(action, view, input);
    store.apply(view.writes);
    return result;
  },
});

/** A single write whose failed condition may be asked to show the item. */
const conditional = (checks: Validation, action: Action): Operation => {
  const { run: write } = atOnce(checks, action);
  return {
    checks: { ...checks, types: { ...checks.types, ...returnOnFailure } },
    run: (database, input, raw) => {
      try {
        return write(database, input, raw);
      } catch (error) {
        throw withOldItem(error, database, input);
      }
    },
  };
};

const withOldItem = (error: unknown, { view: newView, store }: Database, input: JsonObject): unknown => {
  if (!(error instanceof ServiceError) || error.code !== 'ConditionalCheckFailedException') return error;
  if (input.ReturnValuesOnConditionCheckFailure !== 'ALL_OLD') return error;
  const view = newView();
  const [key, whole] = input.Item ? ([input.Item, 'item'] as const) : ([input.Key, 'key'] as const);
  const item = store.get(view.address(view.table(String(input.TableName)), key as Item, whole));
  return item ? new ServiceError(error.code, error.message, { fields: { Item: item } }) : error;
};

/** A read over many items; it sees everything that has been answered. */
const overMany = (checks: Validation, action: Action): Operation => ({
  checks,
  run: async ({ view, store }, input) => {
    await store.committed();
    return run(action, view(), input);
  },
});

/** What dynalite does on its own store, with its own locks. */
const onTable = (checks: Validation, action: Action): Operation => ({
  checks,
  run: async ({ base, store }, input) => {
    await store.committed();
    return run(action, base, input);
  },
});

/** Every operation served, by its name in the API. */
export const OPERATIONS: Readonly<Record<string, Operation>> = {
  GetItem: atOnce(getItemChecks, getItem),
  BatchGetItem: atOnce(batchGetItemChecks, batchGetItem),
  Query: overMany(queryChecks, query),
  Scan: overMany(scanChecks, scan),
  PutItem: conditional(putItemChecks, putItem),
  UpdateItem: conditional(updateItemChecks, updateItem),
  DeleteItem: conditional(deleteItemChecks, deleteItem),
  BatchWriteItem: atOnce(batchWriteItemChecks, batchWriteItem),
  TransactWriteItems: {
    checks: transactWriteItems,
    run: ({ transactions }, input, raw) => transactions.write(input, raw),
  },
  TransactGetItems: { checks: transactGetItems, run: ({ transactions }, input) => transactions.get(input) },
  CreateTable: {
    checks: createTableChecks,
    run: ({ view, store, clock }, input) => createReadyTable(view(), store, clock, input),
  },
  DeleteTable: {
    checks: deleteTableChecks,
    run: ({ view, store }, input) => deleteTable(view(), store, input),
  },
  DescribeTable: { checks: describeTableChecks, run: ({ view }, input) => describeTable(view(), input) },
  UpdateTable: onTable(updateTableChecks, updateTable),
  ListTables: { checks: listTablesChecks, run: ({ store }, input) => listTables(store, input) },
  TagResource: onTable(tagResourceChecks, tagResource),
  UntagResource: onTable(untagResourceChecks, untagResource),
  ListTagsOfResource: onTable(listTagsOfResourceChecks, listTagsOfResource),
  UpdateTimeToLive: { run: ({ view, store }, input) => updateTimeToLive(view(), store, input) },
  DescribeTimeToLive: { run: ({ view, store }, input) => describeTimeToLive(view(), store, input) },
  UpdateContinuousBackups: { run: ({ view, store }, input) => updateContinuousBackups(view(), store, input) },
  DescribeContinuousBackups: {
    run: ({ view, store }, input) => describeContinuousBackups(view(), store, input),
  },
};
