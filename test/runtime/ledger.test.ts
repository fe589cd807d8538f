import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { dynamoDbLedger, memoryLedger, memoryTable } from '../../lib/runtime';
import type { Ledger } from '../../lib/saga';
import { DynamoDbEndpoint } from './support/dynamodb-endpoint';
import { type LedgerBench, ledgerContract } from './support/ledger-contract';
import { ManualClock } from './support/manual-clock';

// Every call goes over HTTP, and the machine may be busy with other suites.
jest.setTimeout(30_000);

describe('the ledger in memory', () => {
  ledgerContract(async () => {
    const clock = new ManualClock();
    return {
      ledger: memoryLedger(memoryTable(), clock),
      model: memoryLedger(memoryTable(), clock),
      clock,
    };
  });
});

/** A conflict at every third overlap is far more than a table sees in earnest. */
describe.each([
  ['without conflicts', undefined],
  ['that cancels every third overlapping transaction', { every: 3 }],
])('the ledger on a DynamoDB %s', (_name, conflicts) => {
  let endpoint: DynamoDbEndpoint;

  beforeAll(async () => {
    endpoint = await DynamoDbEndpoint.open(conflicts);
  });
  afterAll(() => endpoint.close());

  ledgerContract(async (): Promise<LedgerBench> => {
    const clock = new ManualClock();
    const tools = { client: endpoint.client, clock, random: () => 0.5, hasTime: () => true };
    return {
      ledger: dynamoDbLedger(tools, await endpoint.participantTable()),
      // The same protocol, told once in plain code: what the database does must look like it from outside.
      model: memoryLedger(memoryTable(), clock),
      clock,
    };
  });
});

describe('an item in the table', () => {
  let endpoint: DynamoDbEndpoint;
  let table: string;
  let ledger: Ledger;
  const expires = 1_900_000_000;
  const item = async (pk: string) =>
    (await endpoint.client.send(new GetCommand({ TableName: table, Key: { pk } }))).Item;

  beforeAll(async () => {
    endpoint = await DynamoDbEndpoint.open();
    table = await endpoint.participantTable();
    const tools = {
      client: endpoint.client,
      clock: new ManualClock(),
      random: () => 0.5,
      hasTime: () => true,
    };
    ledger = dynamoDbLedger(tools, table);
  });
  afterAll(() => endpoint.close());

  it('that is DONE never expires: it is the effect', async () => {
    await ledger.commit('plain', { result: 1, effects: [] });
    await ledger.commit('counted', { result: 1, effects: [{ counter: 'x', take: 1, capacity: 5 }] });
    await ledger.begin('outside', 0);
    await ledger.finish('outside', 1);
    await ledger.commit('fenced', { result: 1, effects: [] });
    await ledger.fence('fenced', expires);
    for (const key of ['plain', 'counted', 'outside', 'fenced', 'counter/x']) {
      expect(await item(key)).toBeDefined();
      expect(await item(key)).not.toHaveProperty('expires');
    }
  });

  it('that is UNDONE expires when it was told to, whatever it was before', async () => {
    for (const key of ['plain', 'counted', 'outside', 'nothing']) {
      await ledger.undo(key, { reverse: true, expires });
      expect(await item(key)).toMatchObject({ state: 'UNDONE', expires });
    }
    await ledger.undo('by-hand', { reverse: false, expires });
    await ledger.fence('fence', expires);
    for (const key of ['by-hand', 'fence'])
      expect(await item(key)).toMatchObject({ state: 'UNDONE', expires });
  });

  it('is extended by nobody who comes later', async () => {
    await ledger.undo('plain', { reverse: true, expires: expires + 1 });
    await ledger.fence('plain', expires + 1);
    expect(await item('plain')).toMatchObject({ expires });
  });
});
