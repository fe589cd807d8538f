import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import {
  type Books,
  type Identity,
  type RecordCheck,
  type RecordReference,
  recordKey,
  SEQUENCE_PREFIX,
  type TransactWrite,
} from '../../saga';
import { type TransactItems, type TransactOutcome, type TransactTools, transact } from '../transact';
import { invalidEffect } from './sort-effects';

type TransactItem = TransactItems[number];

/** Attribute of a sequence: the number that was taken last. */
export const LAST = 'last';

/** The members of a transaction that writes books; those that only look come first. */
export const bookItems = (
  { writes, checks, sequences, own }: Books,
  table: string,
  ownTables: Readonly<Record<string, string>>,
): readonly TransactItem[] => [
  ...checks.map((check) => ({ ConditionCheck: keyed(table, check.record, check) })),
  ...writes.map(({ record, was, to }) =>
    to
      ? { Put: { TableName: table, Item: { pk: recordKey(record), ...to }, ...asItWas(was) } }
      : // One that is gone, and is to be: the check that it still is.
        was
        ? { Delete: keyed(table, record, { was }) }
        : { ConditionCheck: keyed(table, record, { was }) },
  ),
  ...sequences.map(({ sequence, last, to }) => ({
    Put: {
      TableName: table,
      Item: { pk: SEQUENCE_PREFIX + sequence, [LAST]: to },
      ...(last === 0
        ? { ConditionExpression: IS_ABSENT }
        : {
            ConditionExpression: '#last = :last',
            ExpressionAttributeNames: { '#last': LAST },
            ExpressionAttributeValues: { ':last': last },
          }),
    },
  })),
  ...own.map((write) => inOwnTable(write, ownTables)),
];

const IS_ABSENT = 'attribute_not_exists(pk)';

const keyed = (table: string, record: RecordReference, { was }: Pick<RecordCheck, 'was'>) => ({
  TableName: table,
  Key: { pk: recordKey(record) },
  ...asItWas(was),
});

/** A row that somebody put there without version or author has neither; see `identityOf`. */
const asItWas = (
  was: Identity | undefined,
): {
  ConditionExpression: string;
  ExpressionAttributeNames?: Record<string, string>;
  ExpressionAttributeValues?: Record<string, unknown>;
} => {
  if (was === undefined) return { ConditionExpression: IS_ABSENT };
  const { version, writtenBy } = was;
  const isEmpty = (name: string): string => `attribute_not_exists(${name}) OR `;
  return {
    ConditionExpression: [
      'attribute_exists(pk)',
      `(${version === 0 ? isEmpty('#version') : ''}#version = :version)`,
      `(${writtenBy === '' ? isEmpty('#writtenBy') : ''}#writtenBy = :writtenBy)`,
    ].join(' AND '),
    ExpressionAttributeNames: { '#version': 'version', '#writtenBy': 'writtenBy' },
    ExpressionAttributeValues: { ':version': version, ':writtenBy': writtenBy },
  };
};

/** A table that was not given to the function keeps its name, and the service says that there is none. */
const inOwnTable = (write: TransactWrite, ownTables: Readonly<Record<string, string>>): TransactItem => {
  const [kind, fields] = Object.entries(write)[0] as [string, { readonly TableName: string }];
  return {
    [kind]: { ...fields, TableName: ownTables[fields.TableName] ?? fields.TableName },
  } as TransactItem;
};

/** Reason of a cancelled transaction for a member that the service cannot read. */
const UNREADABLE = 'ValidationError';

/**
 * A transaction of what a handler has decided: what the service cannot read is a fault that no retry mends.
 * @throws BusinessError `InvalidEffect`: names the step, and says what the service says
 */
export const transactDecided = async (
  tools: TransactTools,
  items: TransactItems,
  key: string,
): Promise<TransactOutcome> => {
  try {
    return await transact(tools, items);
  } catch (error) {
    const said = unreadable(error);
    if (said === undefined) throw error;
    const step = key.slice(key.lastIndexOf('/') + 1);
    throw invalidEffect(step, `writes what DynamoDB refuses: ${said}`);
  }
};

const unreadable = (error: unknown): string | undefined => {
  if (error instanceof TransactionCanceledException) {
    const reason = error.CancellationReasons?.find(({ Code }) => Code === UNREADABLE);
    return reason && (reason.Message ?? UNREADABLE);
  }
  return error instanceof Error && error.name === 'ValidationException' ? error.message : undefined;
};
