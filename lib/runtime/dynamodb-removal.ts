import { DeleteCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { eventKey, type LedgerItem, type LedgerRemoval, type LogRemoval, sagaKey } from '../saga';
import { eventItem, HEADER_KEY, saysSomething } from './log-items';
import { type TransactTools, transact, writeConditionally } from './transact';

/** Requests under way at once. */
const AT_ONCE = 10;

/**
 * Takes sagas out of the log table. Whatever it changes loses its topic, so that the outbox, which passes on what has one,
 * says none of it again; and what is deleted is no event.
 */
export const dynamoDbLogRemoval = (tools: TransactTools, table: string): LogRemoval => {
  const { client } = tools;
  return {
    close: async (header, closed, events = []) => {
      const saga = { name: header.sagaName, id: header.sagaId };
      const outcome = await transact(tools, [
        {
          Update: {
            TableName: table,
            Key: { pk: sagaKey(saga), sk: HEADER_KEY },
            UpdateExpression: 'SET #closed = :closed REMOVE #input, topic',
            // Whoever marks the saga at the same time raises its header: one of the two comes too late.
            ConditionExpression:
              '#status = :status AND updateTime = :updateTime AND ' +
              (header.closed ? '#closed.#at = :before' : 'attribute_not_exists(#closed)'),
            ExpressionAttributeNames: {
              '#closed': 'closed',
              '#input': 'input',
              '#status': 'status',
              ...(header.closed ? { '#at': 'at' } : {}),
            },
            ExpressionAttributeValues: {
              ':closed': closed,
              ':status': header.status,
              ':updateTime': header.updateTime,
              ...(header.closed ? { ':before': header.closed.at } : {}),
            },
          },
        },
        ...events.map((event) => ({
          Put: {
            TableName: table,
            Item: eventItem(saga, event),
            ConditionExpression: 'attribute_not_exists(pk)',
          },
        })),
      ]);
      return outcome.kind === 'written';
    },
    strip: async (saga, events) => {
      const talking = events.filter(saysSomething);
      await inTurns(talking, (event) =>
        writeConditionally(tools, () =>
          client.send(
            new UpdateCommand({
              TableName: table,
              Key: { pk: sagaKey(saga), sk: eventKey(event) },
              UpdateExpression: `REMOVE #data, reason, topic${event.error ? ' SET #error = :error' : ''}`,
              ConditionExpression: 'attribute_exists(pk)',
              ExpressionAttributeNames: { '#data': 'data', ...(event.error ? { '#error': 'error' } : {}) },
              ...(event.error
                ? { ExpressionAttributeValues: { ':error': { error: event.error.error, cause: '' } } }
                : {}),
            }),
          ),
        ),
      );
      return talking.length;
    },
    remove: async (saga, events) => {
      const pk = sagaKey(saga);
      await inTurns(events, (event) =>
        client.send(new DeleteCommand({ TableName: table, Key: { pk, sk: eventKey(event) } })),
      );
      await client.send(
        new UpdateCommand({
          TableName: table,
          Key: { pk, sk: HEADER_KEY },
          UpdateExpression: 'REMOVE steps, statusShard',
          ConditionExpression: 'attribute_exists(pk)',
        }),
      );
    },
  };
};

/** Attributes of a ledger item in which something may be said; its effects stay, because counters do. */
const TOLD: readonly (keyof LedgerItem)[] = ['result', 'answer', 'records', 'undid', 'writes'];

/** Takes what a participant remembers of sagas out of its table. */
export const dynamoDbLedgerRemoval = (tools: TransactTools, table: string): LedgerRemoval => ({
  strip: (key) =>
    writeConditionally(tools, () =>
      tools.client.send(
        new UpdateCommand({
          TableName: table,
          Key: { pk: key },
          UpdateExpression: `REMOVE ${TOLD.map((name) => `#${name}`).join(', ')}`,
          ConditionExpression: TOLD.map((name) => `attribute_exists(#${name})`).join(' OR '),
          ExpressionAttributeNames: Object.fromEntries(TOLD.map((name) => [`#${name}`, name])),
        }),
      ),
    ),
  remove: async (key) => {
    await tools.client.send(new DeleteCommand({ TableName: table, Key: { pk: key } }));
  },
});

const inTurns = async <T>(items: readonly T[], run: (item: T) => Promise<unknown>): Promise<void> => {
  for (let from = 0; from < items.length; from += AT_ONCE) {
    await Promise.all(items.slice(from, from + AT_ONCE).map(run));
  }
};
