export { type CancellationReason, transactionCancelled, transactionConflict } from './cancellation';
export type { ConflictRule } from './conflicts';
export type { AttributeValue, Item } from './dynalite';
export { type DynamoDbOptions, DynamoDbService, tablesOf } from './dynamodb-service';
export type { StreamRecord, StreamSettings, StreamViewType } from './streams';
export { Streams } from './streams';
