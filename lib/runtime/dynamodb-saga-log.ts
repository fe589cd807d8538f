import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { GetCommand, PutCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import {
  SAGA_STATUSES,
  type SagaEvent,
  type SagaHeader,
  type SagaLog,
  type SagaQuery,
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
  idTaken,
  PAGE_SIZE,
  pageOf,
  SHARDS,
  STATUS_INDEX,
  statusAttributes,
  statusShard,
  toEvent,
  toHeader,
} from './log-items';
import { type TransactItems, type TransactTools, transact, writeConditionally } from './transact';

const IS_ABSENT = 'attribute_not_exists(pk)';
/** A header that a compensation wrote first has no input yet; the action that comes late still brings it. */
const HAS_NO_INPUT = 'attribute_not_exists(#input)';
const RISES = '(attribute_not_exists(statusRank) OR statusRank < :statusRank)';
/** Nothing about a saga that is closed changes any more. */
const IS_OPEN = 'attribute_not_exists(#closed)';

/** The saga log on a DynamoDB table with keys `pk`, `sk` and the index `byStatus`. */
export const dynamoDbSagaLog = (tools: TransactTools, table: string): SagaLog => {
  const { client } = tools;

  const ignoreRefusal = async (send: () => Promise<unknown>): Promise<void> => {
    await writeConditionally(tools, send);
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
      // One that was over and is taken back is due when its longest run would have been over.
      { due: start.due, ...statusAttributes(start.saga, status, at) },
      headerAttributes(start),
      RISES,
    ),
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const,
  });

  /** At least `limit`, and then everybody who shares the time of the last one, if there are as many. */
  const headersOfShard = async (shard: string, query: SagaQuery): Promise<readonly SagaHeader[]> => {
    const { limit = PAGE_SIZE } = query;
    const found: SagaHeader[] = [];
    let from: Item | undefined;
    do {
      const page = await client.send(
        new QueryCommand({
          TableName: table,
          IndexName: STATUS_INDEX,
          ...dueRange(shard, query),
          ScanIndexForward: query.first === 'oldest',
          // One more than asked for, so that the end of the page is known from what lies behind it.
          Limit: limit + 1,
          ...(from ? { ExclusiveStartKey: from } : {}),
        }),
      );
      found.push(...(page.Items ?? []).map(toHeader));
      from = page.LastEvaluatedKey;
    } while (from && (found.length <= limit || found[found.length - 1]?.due === found[limit - 1]?.due));
    return found;
  };

  return {
    start: async (start, at) => {
      await ignoreRefusal(() =>
        refusingClosed(
          start.saga,
          client.send(
            new UpdateCommand({
              TableName: table,
              Key: { pk: sagaKey(start.saga), sk: HEADER_KEY },
              ...setting(
                { input: JSON.stringify(start.input) },
                { ...headerAttributes(start), ...statusAttributes(start.saga, 'RUNNING', at) },
                HAS_NO_INPUT,
              ),
              ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
            }),
          ),
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
      if (isClosed(outcome.old[0])) throw idTaken(start.saga);
      // Either an event stands there already, or the header is higher: each is then written on its own, if absent.
      for (const event of events) {
        await ignoreRefusal(() => client.send(new PutCommand(putEvent(start.saga, event))));
      }
      await ignoreRefusal(() => client.send(new UpdateCommand(raiseHeader(start, status, at))));
    },
    status: async (saga) => {
      const { Item } = await client.send(
        new GetCommand({
          TableName: table,
          Key: { pk: sagaKey(saga), sk: HEADER_KEY },
          ConsistentRead: true,
        }),
      );
      return Item && toHeader(Item).status;
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
            ...setting(statusAttributes(saga, status, at), {}, `${IS_THERE} AND ${RISES}`),
          }),
        ),
      ),
    list: async (query) => {
      const shards = (query.statuses ?? SAGA_STATUSES).flatMap((status) =>
        Array.from({ length: SHARDS }, (_, shard) =>
          headersOfShard(statusShard(query.name, status, shard), query),
        ),
      );
      return pageOf((await Promise.all(shards)).flat(), query);
    },
  };
};

/** What stood there, as the service writes it. */
const isClosed = (old: Readonly<Record<string, unknown>> | undefined): boolean => old?.closed !== undefined;

/** @throws BusinessError `SagaIdTaken` */
const refusingClosed = async (saga: SagaReference, write: Promise<unknown>): Promise<void> => {
  try {
    await write;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException && isClosed(error.Item)) throw idTaken(saga);
    throw error;
  }
};

/** Before every time there is, and behind it: `due` is ISO 8601. */
const FIRST = '0';
const LAST = '9';

/**
 * A sort key takes one condition, and `BETWEEN` includes its ends. A time with a letter behind it comes after that time
 * and before every later one; without its `Z` it comes before that time and after every earlier one.
 */
const dueRange = (shard: string, { dueBefore, first = 'newest', next }: SagaQuery) => {
  const before = first === 'newest' && next !== undefined ? next : dueBefore;
  const after = first === 'oldest' ? next : undefined;
  return {
    KeyConditionExpression: 'statusShard = :shard AND due BETWEEN :after AND :before',
    ExpressionAttributeValues: {
      ':shard': shard,
      ':after': after === undefined ? FIRST : `${after}~`,
      ':before': before === undefined ? LAST : before.slice(0, -1),
    },
  };
};

const IS_THERE = 'attribute_exists(pk)';

/** An update of a header that is not closed: sets `always`, and `once` where it is not set yet, under a condition. */
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
    if (attribute in always) continue;
    names[`#${attribute}`] = attribute;
    values[`:${attribute}`] = value;
    clauses.push(`#${attribute} = if_not_exists(#${attribute}, :${attribute})`);
  }
  return {
    UpdateExpression: `SET ${clauses.join(', ')}`,
    ConditionExpression: `${IS_OPEN} AND ${condition}`,
    ExpressionAttributeNames: { ...names, '#closed': 'closed' },
    ExpressionAttributeValues: values,
  };
};
