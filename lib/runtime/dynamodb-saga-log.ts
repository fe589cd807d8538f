import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { PutCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import {
  SAGA_STATUSES,
  type SagaEvent,
  type SagaHeader,
  type SagaLog,
  type SagaReference,
  type SagaStart,
  type SagaStatus,
  sagaKey,
} from '../saga';
import {
  eventItem,
  HEADER_KEY,
  headerAttributes,
  type Item,
  SHARDS,
  STATUS_INDEX,
  statusAttributes,
  statusShard,
  toEvent,
  toHeader,
} from './log-items';
import { type TransactItems, type TransactTools, transact } from './transact';

const IS_ABSENT = 'attribute_not_exists(pk)';
/** A header that a compensation wrote first has no input yet; the action that comes late still brings it. */
const HAS_NO_INPUT = 'attribute_not_exists(#input)';
const RISES = 'attribute_not_exists(statusRank) OR statusRank < :statusRank';

/** The saga log on a DynamoDB table with keys `pk`, `sk` and the index `byStatus`. */
export const dynamoDbSagaLog = (tools: TransactTools, table: string): SagaLog => {
  const { client } = tools;

  const ignoreRefusal = async (send: () => Promise<unknown>): Promise<void> => {
    try {
      await send();
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
    }
  };

  const putEvent = (saga: SagaReference, event: SagaEvent) => ({
    TableName: table,
    Item: eventItem(saga, event),
    ConditionExpression: IS_ABSENT,
  });

  const raiseHeader = (start: SagaStart, status: SagaStatus, at: string) => ({
    TableName: table,
    Key: { pk: sagaKey(start.saga), sk: HEADER_KEY },
    ...setting(
      { ...statusAttributes(start.saga, status), updateTime: at },
      headerAttributes(start),
      `${RISES}`,
    ),
  });

  const pageOfShard = async (
    query: { readonly name: string; readonly dueBefore?: string; readonly limit: number },
    status: SagaStatus,
    shard: number,
    before: string | undefined,
  ): Promise<readonly SagaHeader[]> => {
    const upper = before ?? query.dueBefore;
    const { Items } = await client.send(
      new QueryCommand({
        TableName: table,
        IndexName: STATUS_INDEX,
        KeyConditionExpression: upper ? 'statusShard = :shard AND due < :upper' : 'statusShard = :shard',
        ExpressionAttributeValues: {
          ':shard': statusShard(query.name, status, shard),
          ...(upper ? { ':upper': upper } : {}),
        },
        ScanIndexForward: false,
        Limit: query.limit,
      }),
    );
    return (Items ?? []).map((item) => toHeader(item));
  };

  return {
    start: async (start, at) => {
      await ignoreRefusal(() =>
        client.send(
          new UpdateCommand({
            TableName: table,
            Key: { pk: sagaKey(start.saga), sk: HEADER_KEY },
            ...setting(
              { input: JSON.stringify(start.input) },
              { ...headerAttributes(start), ...statusAttributes(start.saga, 'RUNNING'), updateTime: at },
              HAS_NO_INPUT,
            ),
          }),
        ),
      );
    },
    append: (saga, event) => ignoreRefusal(() => client.send(new PutCommand(putEvent(saga, event)))),
    appendAndRaise: async (start, events, status) => {
      const at = events[0]?.at ?? start.saga.startTime;
      const items: TransactItems = [
        { Update: raiseHeader(start, status, at) },
        ...events.map((event) => ({ Put: putEvent(start.saga, event) })),
      ];
      const outcome = await transact(tools, items);
      if (outcome.kind === 'written') return;
      // Either an event stands there already, or the header is higher: each is then written on its own, if absent.
      for (const event of events) {
        await ignoreRefusal(() => client.send(new PutCommand(putEvent(start.saga, event))));
      }
      await ignoreRefusal(() => client.send(new UpdateCommand(raiseHeader(start, status, at))));
    },
    read: async (saga) => {
      const items: Item[] = [];
      let from: Item | undefined;
      do {
        const page = await client.send(
          new QueryCommand({
            TableName: table,
            KeyConditionExpression: 'pk = :pk',
            ExpressionAttributeValues: { ':pk': sagaKey(saga) },
            ConsistentRead: true,
            ...(from ? { ExclusiveStartKey: from } : {}),
          }),
        );
        items.push(...(page.Items ?? []));
        from = page.LastEvaluatedKey;
      } while (from);
      const header = items.find((item) => item.sk === HEADER_KEY);
      if (!header) return undefined;
      return {
        header: toHeader(header),
        events: items.filter((item) => item.sk !== HEADER_KEY).map(toEvent),
      };
    },
    raise: (saga, status, at) =>
      ignoreRefusal(() =>
        client.send(
          new UpdateCommand({
            TableName: table,
            Key: { pk: sagaKey(saga), sk: HEADER_KEY },
            ...setting(
              { ...statusAttributes(saga, status), updateTime: at },
              {},
              `${IS_THERE} AND (${RISES})`,
            ),
          }),
        ),
      ),
    list: async (query) => {
      const limit = query.limit ?? 100;
      const statuses = query.status ? [query.status] : SAGA_STATUSES;
      const shards = statuses.flatMap((status) =>
        Array.from({ length: SHARDS }, (_, shard) =>
          pageOfShard({ ...query, limit }, status, shard, query.next),
        ),
      );
      const found = (await Promise.all(shards)).flat().sort((a, b) => (a.due < b.due ? 1 : -1));
      const sagas = wholeTies(found, limit);
      const last = sagas[sagas.length - 1];
      return { sagas, ...(found.length > sagas.length && last ? { next: last.due } : {}) };
    },
  };
};

const IS_THERE = 'attribute_exists(pk)';

/** The page ends between two different times, so that `next` (a time) loses nobody who shares it. */
const wholeTies = (sagas: readonly SagaHeader[], limit: number): readonly SagaHeader[] => {
  let end = Math.min(limit, sagas.length);
  while (end < sagas.length && sagas[end]?.due === sagas[end - 1]?.due) end++;
  return sagas.slice(0, end);
};

/** An update that sets `always`, and `once` where it is not set yet, under a condition. */
const setting = (always: Item, once: Item, condition: string) => {
  const clauses: string[] = [];
  const names: Record<string, string> = {};
  const values: Item = {};
  for (const [attribute, value] of Object.entries(always)) {
    names[`#${attribute}`] = attribute;
    values[`:${attribute}`] = value;
    clauses.push(`#${attribute} = :${attribute}`);
  }
  for (const [attribute, value] of Object.entries(once)) {
    names[`#${attribute}`] = attribute;
    values[`:${attribute}`] = value;
    clauses.push(`#${attribute} = if_not_exists(#${attribute}, :${attribute})`);
  }
  return {
    UpdateExpression: `SET ${clauses.join(', ')}`,
    ConditionExpression: condition,
    ExpressionAttributeNames: names,
    ExpressionAttributeValues: values,
  };
};
