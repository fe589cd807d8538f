import createTable from 'dynalite/actions/createTable.js';
import type { Clock } from '../../engine';
import type { JsonObject } from '../http';
import type { ActionView } from './action-view';
import type { AtomicStore } from './atomic-store';
import type { BatchWrite, TableDescription } from './dynalite';
import { runSync } from './dynalite';
import { indexPrefix, itemPrefix, range, settingsPrefix, tablePrefix, tagPrefix } from './keys';
import { noTable } from './table-errors';

/** Creates a table that is ready at once; `input` has been checked. */
export const createReadyTable = (
  view: ActionView,
  store: AtomicStore,
  clock: Clock,
  input: JsonObject,
): JsonObject => {
  const { TableDescription: created } = runSync(createTable, view, input);
  // dynalite turns its own object to ACTIVE with a timer, by the machine's clock: the one that is kept is a copy.
  const table = structuredClone(created) as TableDescription;
  table.TableStatus = 'ACTIVE';
  table.CreationDateTime = clock.now() / 1000;
  for (const index of table.GlobalSecondaryIndexes ?? []) index.IndexStatus = 'ACTIVE';
  store.apply([{ type: 'put', key: tablePrefix + table.TableName, value: table }]);
  return { TableDescription: table };
};

/** Deletes a table with its items, indexes, tags and settings, all at once. */
export const deleteTable = async (
  view: ActionView,
  store: AtomicStore,
  input: JsonObject,
): Promise<JsonObject> => {
  const name = String(input.TableName);
  const table = tableOrName(view, name);
  // The table goes first: from then on nobody writes an item into it.
  store.apply([{ type: 'del', key: tablePrefix + name }]);
  await store.committed();
  const prefixes = [
    itemPrefix(name),
    tagPrefix(name),
    ...(['Local', 'Global'] as const).flatMap((type) =>
      (table[`${type}SecondaryIndexes`] ?? []).map((index) => indexPrefix(type, name, index.IndexName)),
    ),
  ];
  const deletes: BatchWrite[] = [{ type: 'del', key: settingsPrefix + name }];
  for (const prefix of prefixes) {
    for await (const key of store.level.keys(range(prefix))) deletes.push({ type: 'del', key });
  }
  store.apply(deletes);
  return { TableDescription: { ...table, TableStatus: 'DELETING' } };
};

export const describeTable = (view: ActionView, input: JsonObject): JsonObject => ({
  Table: tableOrName(view, String(input.TableName)),
});

/** dynalite reads every key of the database for this; here only the tables'. */
export const listTables = async (store: AtomicStore, input: JsonObject): Promise<JsonObject> => {
  const limit = (input.Limit as number | undefined) ?? 100;
  const start = input.ExclusiveStartTableName as string | undefined;
  const names: string[] = [];
  for await (const key of store.level.keys(range(tablePrefix))) {
    const name = key.slice(tablePrefix.length);
    if (start === undefined || name > start) names.push(name);
    if (names.length > limit) break;
  }
  return names.length > limit
    ? { TableNames: names.slice(0, limit), LastEvaluatedTableName: names[limit - 1] }
    : { TableNames: names };
};

/** Operations on the table itself name it in the error. */
const tableOrName = (view: ActionView, name: string): TableDescription => {
  try {
    return view.table(name);
  } catch {
    throw noTable(name);
  }
};

/** What an existing table has that differs from what `input` asks for, in words; none if it fits. */
export const differences = (table: TableDescription, input: JsonObject): string[] =>
  (['KeySchema', 'AttributeDefinitions', 'GlobalSecondaryIndexes', 'LocalSecondaryIndexes'] as const).filter(
    (part) => shape(table[part]) !== shape(input[part]),
  );

const shape = (part: unknown): string => {
  const list = ((part as JsonObject[] | undefined) ?? []).map((element) =>
    JSON.stringify([
      element.AttributeName,
      element.AttributeType,
      element.KeyType,
      element.IndexName,
      element.KeySchema,
    ]),
  );
  return list.sort().join();
};
