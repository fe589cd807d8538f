import { dynamoDbLedger, memoryLedger, memoryTable } from '../../../lib/runtime';
import { DynamoDbEndpoint } from './dynamodb-endpoint';
import { type LedgerBench, ledgerContract } from './ledger-contract';
import { ManualClock } from './manual-clock';

/** The ledger's contract on the embedded DynamoDB, which may cancel transactions that overlap. */
export const dynamoDbLedgerContract = (conflicts?: { readonly every: number }, runs?: number): void => {
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
  }, runs);
};
