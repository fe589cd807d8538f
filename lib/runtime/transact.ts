import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import {
  type DynamoDBDocumentClient,
  TransactWriteCommand,
  type TransactWriteCommandInput,
} from '@aws-sdk/lib-dynamodb';
import { type Clock, TransientError } from '../saga';
import type { HasTime } from './invocation-time';
import type { Random } from './random';

export type TransactItems = NonNullable<TransactWriteCommandInput['TransactItems']>;

/** `conditions[i]` says whether the condition of item i held; undefined when the transaction went through. */
export type TransactOutcome =
  | { readonly kind: 'written' }
  | { readonly kind: 'refused'; readonly failed: readonly boolean[] };

export interface TransactTools {
  readonly client: DynamoDBDocumentClient;
  readonly clock: Clock;
  readonly random: Random;
  readonly hasTime: HasTime;
}

const FIRST_BACKOFF_MS = 25;
const LONGEST_BACKOFF_MS = 800;

/**
 * Writes all or nothing. A transaction cancelled by a conflict or throttling alone is tried again here (full jitter, 25
 * to 800 ms), because the SDK does not, and hot counters conflict all the time.
 * @throws TransientError `Contention` when there is no time left.
 */
export const transact = async (tools: TransactTools, items: TransactItems): Promise<TransactOutcome> => {
  for (let attempt = 0; ; attempt++) {
    try {
      await tools.client.send(new TransactWriteCommand({ TransactItems: items }));
      return { kind: 'written' };
    } catch (error) {
      if (!(error instanceof TransactionCanceledException)) throw error;
      const failed = (error.CancellationReasons ?? []).map(({ Code }) => Code === 'ConditionalCheckFailed');
      if (failed.some(Boolean)) return { kind: 'refused', failed };
      if (!tools.hasTime()) {
        throw new TransientError('Contention', 'the transaction kept conflicting with others', {
          cause: error,
        });
      }
      const ceiling = Math.min(LONGEST_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** attempt);
      await tools.clock.sleep(Math.max(1, tools.random() * ceiling));
    }
  }
};
