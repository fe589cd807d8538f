import {
  type DynamoDBDocumentClient,
  GetCommand,
  QueryCommand,
  type QueryCommandInput,
  ScanCommand,
} from '@aws-sdk/lib-dynamodb';
import { type RecordQuery, type RecordsReader, recordIndexName, recordKey, type SagaRecord } from '../saga';

type Item = Readonly<Record<string, unknown>>;

/** Answers of DynamoDB that one page is made of at the most, each of up to 1 MB of what was looked at. */
const MOST_ANSWERS = 10;

/** The records in a participant's table, beside its ledger and its counters. */
export const dynamoDbRecords = (client: DynamoDBDocumentClient, table: string): RecordsReader => {
  const look = (query: RecordQuery, from: string | undefined) =>
    query.index === undefined ? scan(query, from) : ask(query, query.index, from);

  const scan = ({ types }: RecordQuery, from: string | undefined) =>
    client.send(
      new ScanCommand({
        TableName: table,
        ConsistentRead: true,
        FilterExpression: types.map((_, n) => `begins_with(pk, :type${n})`).join(' OR '),
        ExpressionAttributeValues: Object.fromEntries(
          types.map((type, n) => [`:type${n}`, recordKey({ type, id: '' })]),
        ),
        ...(from === undefined ? {} : { ExclusiveStartKey: { pk: from } }),
      }),
    );

  const ask = (
    { types }: RecordQuery,
    { attribute, value }: Required<RecordQuery>['index'],
    from: string | undefined,
  ) => {
    const query: QueryCommandInput = {
      TableName: table,
      IndexName: recordIndexName(attribute),
      KeyConditionExpression: '#attribute = :value',
      FilterExpression: `#type IN (${types.map((_, n) => `:type${n}`).join(', ')})`,
      ExpressionAttributeNames: { '#attribute': attribute, '#type': 'type' },
      ExpressionAttributeValues: {
        ':value': value,
        ...Object.fromEntries(types.map((type, n) => [`:type${n}`, type])),
      },
      ...(from === undefined ? {} : { ExclusiveStartKey: { pk: from, [attribute]: value } }),
    };
    return client.send(new QueryCommand(query));
  };

  return {
    get: async (reference) => {
      const { Item } = await client.send(
        new GetCommand({ TableName: table, Key: { pk: recordKey(reference) }, ConsistentRead: true }),
      );
      return Item && toRecord(Item);
    },
    list: async (query) => {
      const found: Item[] = [];
      let next = query.next;
      for (let answers = 0; answers < MOST_ANSWERS && found.length < query.limit; answers++) {
        const { Items = [], LastEvaluatedKey } = await look(query, next);
        found.push(...Items);
        next = LastEvaluatedKey?.pk as string | undefined;
        if (next === undefined) break;
      }
      const page = found.slice(0, query.limit);
      // What was found beyond the page is found again by the next one.
      const end = found.length > page.length ? (page.at(-1)?.pk as string) : next;
      return { records: page.map(toRecord), ...(end === undefined ? {} : { next: end }) };
    },
  };
};

const toRecord = ({ pk: _key, ...rest }: Item): SagaRecord => rest as unknown as SagaRecord;
