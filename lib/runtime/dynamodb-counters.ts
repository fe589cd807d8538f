import { paginateScan, type ScanCommandInput } from '@aws-sdk/lib-dynamodb';
import {
  COUNTER_LOG_PREFIX,
  COUNTER_PREFIX,
  type CounterChange,
  type CounterEffect,
  type Counters,
} from '../saga';
import { counterStates } from './counter-states';
import { AVAILABLE } from './dynamodb-ledger';
import { type TransactTools, transact } from './transact';

type Item = Readonly<Record<string, unknown>>;

/**
 * The counters in a participant's table. Listing reads the whole table, page by page: its ledger items say what was taken,
 * and nobody asks often enough to pay for an index with every write.
 */
export const dynamoDbCounters = (tools: TransactTools, table: string): Counters => {
  const scan = async (query: Omit<ScanCommandInput, 'TableName'>): Promise<readonly Item[]> => {
    const items: Item[] = [];
    const input = { ...query, TableName: table, ConsistentRead: true };
    for await (const { Items = [] } of paginateScan({ client: tools.client }, input)) items.push(...Items);
    return items;
  };

  return {
    list: async () => {
      const items = await scan({
        FilterExpression: 'begins_with(pk, :prefix) OR (#state = :done AND attribute_exists(effects))',
        ProjectionExpression: 'pk, effects, #available',
        ExpressionAttributeNames: { '#state': 'state', '#available': AVAILABLE },
        ExpressionAttributeValues: { ':prefix': COUNTER_PREFIX, ':done': 'DONE' },
      });
      const isCounter = ({ pk }: Item): boolean => String(pk).startsWith(COUNTER_PREFIX);
      return counterStates(
        new Map(
          items
            .filter(isCounter)
            .map((item) => [String(item.pk).slice(COUNTER_PREFIX.length), Number(item[AVAILABLE])]),
        ),
        items.flatMap(({ effects = [] }) => effects as CounterEffect[]),
      );
    },
    changes: async () => {
      const items = await scan({
        FilterExpression: 'begins_with(pk, :prefix)',
        ExpressionAttributeValues: { ':prefix': COUNTER_LOG_PREFIX },
      });
      return items.map(({ change }) => change as CounterChange).sort((a, b) => (a.at < b.at ? -1 : 1));
    },
    change: async (change) => {
      const { counter, before, after, at } = change;
      const outcome = await transact(tools, [
        {
          Update: {
            TableName: table,
            Key: { pk: COUNTER_PREFIX + counter },
            UpdateExpression: 'SET #available = :after',
            ConditionExpression:
              before === null ? 'attribute_not_exists(#available)' : '#available = :before',
            ExpressionAttributeNames: { '#available': AVAILABLE },
            ExpressionAttributeValues: { ':after': after, ...(before === null ? {} : { ':before': before }) },
          },
        },
        {
          Put: {
            TableName: table,
            // Two of the same millisecond differ in what they found.
            Item: { pk: `${COUNTER_LOG_PREFIX}${counter}/${at}/${before}`, change },
            ConditionExpression: 'attribute_not_exists(pk)',
          },
        },
      ]);
      return outcome.kind === 'written';
    },
  };
};
