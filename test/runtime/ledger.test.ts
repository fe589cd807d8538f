import { dynamoDbLedger, memoryLedger, memoryTable } from '../../lib/runtime';
import { DynamoDbEndpoint } from './support/dynamodb-endpoint';
import { type LedgerBench, ledgerContract } from './support/ledger-contract';
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
