import { ConditionalCheckFailedException, TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { SFNClient } from '@aws-sdk/client-sfn';
import { DynamoDBDocumentClient, GetCommand, PutCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import type { InvocationContext } from '../../../lib/runtime';
import { SEQUENCE_PREFIX } from '../../../lib/saga';

export const TABLE = 'participant-table';
export const LOG_TABLE = 'saga-log';
/** When every test takes place. */
export const NOW = Date.parse('2026-11-24T10:00:05.000Z');

export const context: InvocationContext = { getRemainingTimeInMillis: () => 10_000 };

/** AWS as a handler sees it: every call succeeds and is recorded, unless a test says otherwise. */
export const mockedAws = () => {
  const dynamoDb = mockClient(DynamoDBDocumentClient);
  const sfn = mockClient(SFNClient);

  beforeAll(() => {
    process.env.TABLE_NAME = TABLE;
    process.env.SAGA_LOG_TABLE = LOG_TABLE;
    process.env.AWS_REGION = 'us-east-1';
  });
  beforeEach(() => {
    dynamoDb.reset();
    dynamoDb.onAnyCommand().resolves({});
    sfn.reset();
    jest.spyOn(Date, 'now').mockReturnValue(NOW);
    jest.spyOn(console, 'log').mockReturnValue();
  });
  afterEach(() => jest.restoreAllMocks());

  /** Whole items put into the participant's own table. */
  const written = (): readonly { readonly pk: string }[] =>
    [
      ...dynamoDb.commandCalls(PutCommand).map(({ args }) => args[0].input),
      ...dynamoDb
        .commandCalls(TransactWriteCommand)
        .flatMap(({ args }) => (args[0].input.TransactItems ?? []).flatMap(({ Put }) => Put ?? [])),
    ].flatMap(({ TableName, Item }) => (TableName === TABLE ? [Item as { readonly pk: string }] : []));
  const isRecord = (pk: string): boolean => pk.includes('#');
  const isSequence = (pk: string): boolean => pk.startsWith(SEQUENCE_PREFIX);

  return {
    dynamoDb,
    sfn,
    /** Items put into the participant's own table, one by one. */
    puts: () =>
      dynamoDb
        .commandCalls(PutCommand)
        .map(({ args }) => args[0].input)
        .filter(({ TableName }) => TableName === TABLE),
    /** Transactions on the participant's own table. */
    transactions: () =>
      dynamoDb
        .commandCalls(TransactWriteCommand)
        .map(({ args }) => args[0].input.TransactItems ?? [])
        .filter((items) => items.some(({ Put, Update }) => (Put ?? Update)?.TableName === TABLE)),
    /** The ledger's item as it was written, alone or in its transaction; undefined: nothing was. */
    ledgerItem: () => written().find(({ pk }) => !isRecord(pk) && !isSequence(pk)),
    /** Records written by the handler, by key. */
    records: () =>
      Object.fromEntries(written().flatMap(({ pk, ...row }) => (isRecord(pk) ? [[pk, row]] : []))),
    /** Types of the events written to the saga's log. */
    events: () =>
      dynamoDb
        .commandCalls(PutCommand)
        .map(({ args }) => args[0].input)
        .filter(({ TableName }) => TableName === LOG_TABLE)
        .map(({ Item }) => `${Item?.step} ${Item?.type}`),
    /** What stands in the participant's table under a key. */
    standsThere: (pk: string, item: Record<string, unknown>) =>
      dynamoDb.on(GetCommand, { TableName: TABLE, Key: { pk } }).resolves({ Item: { pk, ...item } }),
  };
};

export const conditionFailed = () =>
  new ConditionalCheckFailedException({ $metadata: {}, message: 'The conditional request failed' });

/** A cancelled transaction, with the reasons of its items in their order. */
export const cancelled = (...codes: string[]) =>
  new TransactionCanceledException({
    $metadata: {},
    message: 'Transaction cancelled',
    CancellationReasons: codes.map((Code) => ({ Code })),
  });
