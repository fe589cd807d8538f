import { DeleteCommand, PutCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import {
  dynamoDbLedger,
  dynamoDbSagaLog,
  type Handlers,
  memoryLedger,
  memorySagaLog,
  memoryTable,
  type ParticipantPorts,
  participant,
  undoFromLedger,
} from '../../../lib/runtime';
import { defineSaga, type Ledger, recordKey, type SagaLog, type SagaRecord, step } from '../../../lib/saga';
import { commandsOf } from './commands';
import { DynamoDbEndpoint } from './dynamodb-endpoint';
import { ManualClock } from './manual-clock';

/** Two steps that are undone and one that is not, all by one participant that keeps books. */
export const shopSaga = defineSaga({
  name: 'shop',
  version: 1,
  deadline: { hours: 1 },
  input: z.unknown(),
  steps: [
    step('open', { by: 'desk', compensation: 'close' }),
    step('change', { by: 'desk', compensation: 'unchange' }),
    step('tell', { by: 'desk' }),
  ],
  records: { desk: { account: {}, slip: { deletable: true }, note: { index: 'customer' } } },
  tables: { desk: ['journal'] },
  whenUndone: 'desk',
});

export type DeskHandlers = Handlers<typeof shopSaga, 'desk'>;
export const shop = commandsOf(shopSaga, {});

type Row = Readonly<Record<string, unknown>>;

/** One participant that keeps books, and what stands in its table. */
export interface BooksBench {
  readonly ledger: Ledger;
  readonly log: SagaLog;
  readonly clock: ManualClock;
  /** Milliseconds left of each invocation. */
  remaining: number;
  handler(handlers: Partial<DeskHandlers>): (event: unknown) => Promise<unknown>;
  /** Records by key. */
  rows(): Promise<Readonly<Record<string, SagaRecord>>>;
  /** As somebody else would write it, past the protocol; undefined: takes it away. */
  meddle(key: string, row: Row | undefined): Promise<void>;
}

const nothing = () => ({ result: null });

const benchOf = (
  ports: Pick<ParticipantPorts, 'clock'> & { readonly ledger: Ledger; readonly log: SagaLog },
  table: Pick<BooksBench, 'rows' | 'meddle'>,
): BooksBench => {
  const bench: BooksBench = {
    ...table,
    ledger: ports.ledger,
    log: ports.log,
    clock: ports.clock as ManualClock,
    remaining: 10_000,
    handler: (handlers) => {
      const handle = participant(
        shopSaga,
        'desk',
        {
          open: nothing,
          close: undoFromLedger,
          change: nothing,
          unchange: undoFromLedger,
          tell: nothing,
          'when-undone': () => undefined,
          ...handlers,
        },
        () => ({
          clock: ports.clock,
          logger: { info: () => undefined, warn: () => undefined },
          random: () => 0.5,
          ledger: () => ports.ledger,
          log: () => ports.log,
          answers: { succeed: async () => undefined, fail: async () => undefined },
          maxReceives: 10,
        }),
      );
      // The first look of an invocation is at the whole of its time.
      let looks = 0;
      return (event) => {
        looks = 0;
        return handle(event, {
          getRemainingTimeInMillis: () => (looks++ === 0 ? 10_000 : bench.remaining),
        });
      };
    },
  };
  return bench;
};

const memoryBench = async (): Promise<BooksBench> => {
  const clock = new ManualClock();
  const table = memoryTable();
  return benchOf(
    { clock, ledger: memoryLedger(table, clock), log: memorySagaLog() },
    {
      rows: async () => Object.fromEntries(structuredClone([...table.records])),
      meddle: async (key, row) => {
        if (row) table.records.set(key, row as SagaRecord);
        else table.records.delete(key);
      },
    },
  );
};

/** With a further table of its own, `journal`, with the key `day`. */
export interface DynamoDbBooksBench extends BooksBench {
  readonly endpoint: DynamoDbEndpoint;
  readonly journal: string;
  items(table?: string): Promise<readonly Row[]>;
}

export const dynamoDbBench = async (endpoint: DynamoDbEndpoint): Promise<DynamoDbBooksBench> => {
  const { client } = endpoint;
  const [name, journal, logTable] = [
    await endpoint.participantTable(),
    await endpoint.participantTable(),
    await endpoint.logTable(),
  ];
  const clock = new ManualClock();
  const tools = { client, clock, random: () => 0.5, hasTime: () => true };
  const items = async (table = name) =>
    (await client.send(new ScanCommand({ TableName: table, ConsistentRead: true }))).Items ?? [];
  const bench = benchOf(
    { clock, ledger: dynamoDbLedger(tools, name, { journal }), log: dynamoDbSagaLog(tools, logTable) },
    {
      rows: async () =>
        Object.fromEntries(
          (await items())
            .filter(({ pk }) => String(pk).includes('#'))
            .map(({ pk, ...row }) => [String(pk), row as unknown as SagaRecord]),
        ),
      meddle: async (pk, row) => {
        if (row) await client.send(new PutCommand({ TableName: name, Item: { pk, ...row } }));
        else await client.send(new DeleteCommand({ TableName: name, Key: { pk } }));
      },
    },
  );
  return Object.assign(bench, { endpoint, journal, items });
};

/** The same tests on both adapters. */
export const onBothBenches = (
  tests: (fresh: () => Promise<BooksBench>, where: 'memory' | 'dynamodb') => void,
): void => {
  describe('in memory', () => tests(memoryBench, 'memory'));
  describe('on DynamoDB', () => {
    let endpoint: DynamoDbEndpoint;
    beforeAll(async () => {
      endpoint = await DynamoDbEndpoint.open();
    });
    afterAll(() => endpoint.close());
    tests(() => dynamoDbBench(endpoint), 'dynamodb');
  });
};

/** Raises the version as whoever writes past a saga must. */
export const byHand = (row: SagaRecord | undefined, changes: Row): Row => ({
  ...row,
  ...changes,
  version: (row?.version ?? 0) + 1,
});

export const ACCOUNT = { type: 'account', id: 'a-1' } as const;
export const ACCOUNT_KEY = recordKey(ACCOUNT);

/** A record that has stood there for long, at version 7. */
export const openRow = (
  attributes: Row,
  reference: Pick<SagaRecord, 'type' | 'id'> = ACCOUNT,
): SagaRecord => ({ ...attributes, ...reference, version: 7, writtenBy: 'shop/old/open' });
