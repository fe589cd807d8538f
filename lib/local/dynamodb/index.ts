export { type CancellationReason, transactionCancelled, transactionConflict } from './cancellation';
export type { ConflictRule } from './conflicts';
export type { AttributeValue, Item } from './dynalite';
export { type DynamoDbOptions, DynamoDbService, tablesOf } from './dynamodb-service';
