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

  it('never expires, whatever becomes of it: its saga may be redriven months later', async () => {
    await ledger.commit('plain', { result: 1, effects: [] });
    await ledger.commit('counted', { result: 1, effects: [{ counter: 'x', take: 1, capacity: 5 }] });
    await ledger.begin('outside', 0);
    await ledger.finish('outside', 1);
    await ledger.commit('fenced', { result: 1, effects: [] });
    await ledger.fence('fenced');
    await ledger.fence('fence');
    const keys = ['plain', 'counted', 'outside', 'fenced', 'fence'];
    const expectNoExpiry = async () => {
      for (const key of [...keys, 'counter/x']) {
        expect(await item(key)).toBeDefined();
        expect(await item(key)).not.toHaveProperty('expires');
      }
    };
    await expectNoExpiry();
    for (const key of keys) await ledger.undo(key, { reverse: key !== 'fenced' });
    await expectNoExpiry();
  });
});
