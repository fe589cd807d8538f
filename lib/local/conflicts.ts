import { transactionConflict } from './dynamodb';
import type { CallNote } from './http';
import type { LambdaService } from './lambda';

/** Cancels a DynamoDB transaction when the fault plan marks the invocation that makes it. */
export const cancelMarkedTransaction = (call: CallNote, lambda: LambdaService): void => {
  if (call.service !== 'dynamodb' || call.operation !== 'TransactWriteItems') return;
  if (!lambda.current(call.caller)?.marks.conflict?.()) return;
  throw transactionConflict(Array.isArray(call.input.TransactItems) ? call.input.TransactItems.length : 1);
};
