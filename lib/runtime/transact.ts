import {
  ConditionalCheckFailedException,
  TransactionCanceledException,
  TransactionConflictException,
} from '@aws-sdk/client-dynamodb';
import {
  type DynamoDBDocumentClient,
  TransactWriteCommand,
  type TransactWriteCommandInput,
} from '@aws-sdk/lib-dynamodb';
import { type Clock, TransientError } from '../saga';
import type { HasTime } from './invocation-time';
import type { Random } from './random';

export type TransactItems = NonNullable<TransactWriteCommandInput['TransactItems']>;

/**
 * `failed[i]` says that the condition of item i did not hold; `old[i]` is what stood there, as the service writes it, where
 * that was asked for.
 */
export type TransactOutcome =
  | { readonly kind: 'written' }
  | {
      readonly kind: 'refused';
      readonly failed: readonly boolean[];
      readonly old: readonly (Readonly<Record<string, unknown>> | undefined)[];
    };

export interface TransactTools {
  readonly client: DynamoDBDocumentClient;
  readonly clock: Clock;
  readonly random: Random;
  readonly hasTime: HasTime;
}

const FIRST_BACKOFF_MS = 25;
const LONGEST_BACKOFF_MS = 800;

/** Reasons for a cancelled transaction that are gone a moment later; `None` stands for the items that were fine. */
const PASSING = new Set(['None', 'TransactionConflict', 'ThrottlingError', 'ProvisionedThroughputExceeded']);

/**
 * Calls again while the answer is "somebody else is at these items" (full jitter, 25 to 800 ms): hot counters conflict
 * all the time, and the SDK retries neither a cancelled transaction nor a single write that met one.
 * @throws TransientError `Contention` when there is no time left.
 */
export const despiteConflicts = async <T>(tools: BackOffTools, call: () => Promise<T>): Promise<T> => {
  for (let attempt = 0; ; attempt++) {
    try {
      return await call();
    } catch (error) {
      if (!isConflict(error)) throw error;
      await backOff(tools, attempt, 'the write kept conflicting with others', error);
    }
  }
};

export type BackOffTools = Omit<TransactTools, 'client'>;

/**
 * Waits before the attempt behind this one, from 0.
 * @throws TransientError `Contention` when there is no time left.
 */
export const backOff = async (
  { clock, random, hasTime }: BackOffTools,
  attempt: number,
  why: string,
  cause?: unknown,
): Promise<void> => {
  if (!hasTime()) throw new TransientError('Contention', why, { cause });
  const ceiling = Math.min(LONGEST_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** attempt);
  await clock.sleep(Math.max(1, random() * ceiling));
};

const isConflict = (error: unknown): boolean =>
  error instanceof TransactionConflictException ||
  (error instanceof TransactionCanceledException &&
    (error.CancellationReasons ?? []).every(({ Code }) => PASSING.has(Code ?? 'None')));

/**
 * Writes all or nothing. A condition that did not hold decides, whatever else went wrong; conflicts alone are tried
 * again.
 * @throws TransientError `Contention` when there is no time left.
 */
export const transact = (tools: TransactTools, items: TransactItems): Promise<TransactOutcome> =>
  despiteConflicts(tools, async () => {
    try {
      await tools.client.send(new TransactWriteCommand({ TransactItems: items }));
      return { kind: 'written' };
    } catch (error) {
      if (!(error instanceof TransactionCanceledException)) throw error;
      const reasons = error.CancellationReasons ?? [];
      const failed = reasons.map(({ Code }) => Code === 'ConditionalCheckFailed');
      if (failed.some(Boolean)) return { kind: 'refused', failed, old: reasons.map(({ Item }) => Item) };
      throw error;
    }
  });

/** A conditional write of one item: true when written, false when its condition did not hold. */
export const writeConditionally = (tools: TransactTools, send: () => Promise<unknown>): Promise<boolean> =>
  despiteConflicts(tools, async () => {
    try {
      await send();
      return true;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return false;
      throw error;
    }
  });
