import { mkdirSync } from 'node:fs';
import type { Clock } from '../engine';
import { DynamoDbService, type Item, type Streams } from './dynamodb';
import type { HttpFront, JsonObject } from './http';
import type { ServiceApi } from './integrations';
import { cannotUse } from './journal';
import type { Environment } from './template';

export interface DatabaseOptions {
  readonly clock: Clock;
  readonly environment: Environment;
  readonly front: HttpFront;
  /** Where tables are kept across restarts. */
  readonly folder: string | undefined;
  readonly conflictEvery: number | undefined;
}

/** What the rest of the stack needs of its tables. */
export interface Database {
  /** Makes a table, unless an earlier run of the stack has left it. */
  readonly createTable: (input: JsonObject, ttlAttribute: string | undefined) => Promise<void>;
  readonly names: () => readonly string[];
  readonly api: ServiceApi;
  readonly streams: Streams;
  readonly items: (table: string) => Promise<readonly Item[]>;
  readonly close: () => Promise<void>;
}

const makeFolder = (folder: string): void => {
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    throw cannotUse(folder, (error as NodeJS.ErrnoException).code ?? String(error));
  }
};

/** DynamoDB, on the stack's port. */
export const openDatabase = async (options: DatabaseOptions): Promise<Database> => {
  const { clock, environment, folder, conflictEvery } = options;
  if (folder !== undefined) makeFolder(folder);
  const service = await DynamoDbService.open({
    clock,
    region: environment.region,
    accountId: environment.accountId,
    ...(folder === undefined ? {} : { path: folder }),
    ...(conflictEvery === undefined ? {} : { conflicts: { every: conflictEvery } }),
  });
  options.front.register(service);
  const names: string[] = [];
  return {
    createTable: async (input, ttlAttribute) => {
      const { TableName } = input;
      const made = await service.ensureTable(input);
      names.push(String(TableName));
      if (made === 'exists' || ttlAttribute === undefined) return;
      const TimeToLiveSpecification = { AttributeName: ttlAttribute, Enabled: true };
      await service.call('UpdateTimeToLive', { TableName, TimeToLiveSpecification });
    },
    names: () => names,
    api: service,
    streams: service.streams,
    items: (table) => service.items(table),
    close: () => service.close(),
  };
};
