import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { SweepCursor } from '../saga';
import type { TransactTools } from './transact';

/**
 * How far the sweeper has come, as one item of the log table. It has no topic, so it is no event; and no saga has such a
 * key, because a saga's name begins with a letter.
 */
export const dynamoDbSweepCursor = (
  { client }: Pick<TransactTools, 'client'>,
  table: string,
  sagaName: string,
): SweepCursor => {
  const Key = { pk: `#sweeper/${sagaName}`, sk: 'Cursor' };
  return {
    read: async () => {
      const { Item } = await client.send(new GetCommand({ TableName: table, Key, ConsistentRead: true }));
      return Item?.after as string | undefined;
    },
    write: async (due) => {
      const Item = { ...Key, ...(due === undefined ? {} : { after: due }) };
      await client.send(new PutCommand({ TableName: table, Item }));
    },
  };
};
