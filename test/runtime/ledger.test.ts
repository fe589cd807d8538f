import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { dynamoDbLedger, memoryLedger, memoryTable } from '../../lib/runtime';
import type { Ledger } from '../../lib/saga';
import { DynamoDbEndpoint } from './support/dynamodb-endpoint';
import { dynamoDbLedgerContract } from './support/dynamodb-ledger-contract';
import { ledgerContract } from './support/ledger-contract';
import { ManualClock } from './support/manual-clock';

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

describe('the ledger on DynamoDB', () => {
  dynamoDbLedgerContract();
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
