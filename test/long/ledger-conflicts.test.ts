import { dynamoDbLedgerContract } from '../runtime/support/dynamodb-ledger-contract';

/** A conflict at every third overlap is far more than a table sees in earnest. */
describe('the ledger on a DynamoDB that cancels every third overlapping transaction', () => {
  dynamoDbLedgerContract({ every: 3 }, 100);
});
