import { type CallNote, ServiceError } from './http';
import type { LambdaService } from './lambda';

const CONFLICT = { Code: 'TransactionConflict', Message: 'Transaction is ongoing for the item' };

/** Cancels a DynamoDB transaction when the fault plan marks the invocation that makes it. */
export const cancelMarkedTransaction = (call: CallNote, lambda: LambdaService): void => {
  if (call.service !== 'dynamodb' || call.operation !== 'TransactWriteItems') return;
  if (!lambda.current(call.caller)?.marks.conflict?.()) return;
  const items = Array.isArray(call.input.TransactItems) ? call.input.TransactItems : [];
  const reasons = items.map((_item, index) => (index === 0 ? CONFLICT : { Code: 'None' }));
  throw new ServiceError(
    'TransactionCanceledException',
    `Transaction cancelled, please refer cancellation reasons for specific reasons [${reasons.map(({ Code }) => Code).join(', ')}]`,
    { fields: { CancellationReasons: reasons } },
  );
};
