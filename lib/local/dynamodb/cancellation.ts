import { type JsonObject, ServiceError } from '../http';

/** Why one member of a transaction kept it from happening; `None` for those that did not. */
export interface CancellationReason extends JsonObject {
  readonly Code: string;
  readonly Message?: string;
  readonly Item?: unknown;
}

export const NO_REASON: CancellationReason = { Code: 'None' };

export const CONFLICT: CancellationReason = {
  Code: 'TransactionConflict',
  Message: 'Transaction is ongoing for the item',
};

export const transactionCancelled = (reasons: readonly CancellationReason[]): ServiceError =>
  new ServiceError(
    'TransactionCanceledException',
    `Transaction cancelled, please refer cancellation reasons for specific reasons [${reasons
      .map((reason) => reason.Code)
      .join(', ')}]`,
    { fields: { CancellationReasons: reasons } },
  );

/** What a transaction of `members` items is answered with when each of them is busy (for fault injection). */
export const transactionConflict = (members: number): ServiceError =>
  transactionCancelled(Array.from({ length: members }, () => CONFLICT));

/** What a failed check or action means for its transaction; anything but an answer to the client passes as it is. */
export const reasonOf = (error: unknown): CancellationReason => {
  if (!(error instanceof ServiceError)) throw error;
  const code = REASON_CODES[error.code];
  if (!code) throw error;
  return { Code: code, Message: error.message };
};

const REASON_CODES: Readonly<Record<string, string>> = {
  ConditionalCheckFailedException: 'ConditionalCheckFailed',
  ValidationException: 'ValidationError',
  ItemCollectionSizeLimitExceededException: 'ItemCollectionSizeLimitExceeded',
};
