import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import {
  dynamoDbLedger,
  dynamoDbLedgerRemoval,
  dynamoDbRecords,
  memoryRecords,
  memoryTable,
} from '../../lib/runtime';
import { type RecordQuery, type RecordsReader, recordKey, type SagaRecord } from '../../lib/saga';
import { DynamoDbEndpoint } from './support/dynamodb-endpoint';
import { ManualClock } from './support/manual-clock';

const order = (id: string, more: object = {}): SagaRecord => ({
  type: 'order',
  id,
  version: 1,
  writtenBy: `shop/${id}/place-order`,
  customer: 'ada',
  ...more,
});

interface Bench {
  readonly reader: RecordsReader;
  put(record: SagaRecord): Promise<void>;
}

/** All pages of a query, as many records each as it asks for. */
const pagesOf = async (
  reader: RecordsReader,
  query: RecordQuery,
): Promise<readonly (readonly SagaRecord[])[]> => {
  const pages: (readonly SagaRecord[])[] = [];
  let next: string | undefined;
  do {
    const page = await reader.list({ ...query, ...(next === undefined ? {} : { next }) });
    pages.push(page.records);
    next = page.next;
  } while (next !== undefined);
  return pages;
};
const idsOf = (pages: readonly (readonly SagaRecord[])[]): readonly string[] =>
  pages
    .flat()
    .map(({ type, id }) => `${type} ${id}`)
    .sort();

/** What reading records promises; run once per adapter. */
const readerContract = (fresh: () => Promise<Bench>): void => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await fresh();
  });

  it('gets one as it was written, and none that is not there', async () => {
    const written = order('1', { lines: [{ sku: 'chair', n: 2 }], pending: { saga: 'shop/1', step: 'x' } });
    await bench.put(written);
    expect(await bench.reader.get({ type: 'order', id: '1' })).toEqual(written);
    expect(await bench.reader.get({ type: 'order', id: '2' })).toBeUndefined();
    expect(await bench.reader.get({ type: 'invoice', id: '1' })).toBeUndefined();
  });

  it('lists those of the types that are asked for, whatever else is in the table', async () => {
    for (const record of [
      order('1'),
      order('2'),
      order('1', { type: 'order-line' }),
      order('1', { type: 'bill' }),
    ])
      await bench.put(record);
    const { reader } = bench;
    expect(idsOf(await pagesOf(reader, { types: ['order'], limit: 10 }))).toEqual(['order 1', 'order 2']);
    expect(idsOf(await pagesOf(reader, { types: ['bill', 'order-line'], limit: 10 }))).toEqual([
      'bill 1',
      'order-line 1',
    ]);
    expect(await reader.list({ types: ['shipment'], limit: 10 })).toEqual({ records: [] });
  });

  it('lists those with a value of an attribute, of the types that are asked for', async () => {
    await bench.put(order('1'));
    await bench.put(order('2', { customer: 'bob' }));
    await bench.put(order('3', { type: 'bill' }));
    const { customer: _nobody, ...anonymous } = order('4');
    await bench.put(anonymous as SagaRecord);
    const query = { index: { attribute: 'customer', value: 'ada' }, limit: 10 };
    expect(idsOf(await pagesOf(bench.reader, { ...query, types: ['order'] }))).toEqual(['order 1']);
    expect(idsOf(await pagesOf(bench.reader, { ...query, types: ['bill', 'order'] }))).toEqual([
      'bill 3',
      'order 1',
    ]);
  });

  it.each([
    ['a type', {}],
    ['an attribute', { index: { attribute: 'customer', value: 'ada' } }],
  ])('by %s, pages hold no more than was asked for, and together each record once', async (_by, index) => {
    const ids = ['1', '2', '3', '4', '5', '6', '7'];
    for (const id of ids) await bench.put(order(id));
    const pages = await pagesOf(bench.reader, { types: ['order'], limit: 3, ...index });
    expect(idsOf(pages)).toEqual(ids.map((id) => `order ${id}`));
    expect(Math.max(...pages.map(({ length }) => length))).toBe(3);
  });
};

describe('records in memory', () => {
  readerContract(async () => {
    const table = memoryTable();
    return {
      reader: memoryRecords(table),
      put: async (record) => void table.records.set(recordKey(record), record),
    };
  });
});

describe('records on DynamoDB', () => {
  let endpoint: DynamoDbEndpoint;
  beforeAll(async () => {
    endpoint = await DynamoDbEndpoint.open();
  });
  afterAll(() => endpoint.close());

  const open = async () => {
    const table = await endpoint.participantTable(['customer']);
    const { client } = endpoint;
    const tools = { client, clock: new ManualClock(), random: () => 0.5, hasTime: () => true };
    const put = async (item: object) =>
      void (await client.send(new PutCommand({ TableName: table, Item: { ...item } })));
    return { table, client, put, tools, reader: dynamoDbRecords(client, table) };
  };

  readerContract(async () => {
    const { reader, put } = await open();
    return { reader, put: (record) => put({ ...record, pk: recordKey(record) }) };
  });

  it('takes neither a ledger item, nor a counter, nor a sequence for a record', async () => {
    const { put, reader } = await open();
    for (const pk of ['order/1#x/place-order', 'counter/order', 'sequence/order', 'orders#1', 'order'])
      await put({ pk, type: 'order', state: 'DONE' });
    expect(await reader.list({ types: ['order'], limit: 10 })).toEqual({ records: [] });
  });

  it('looks at a bounded part of a large table, and goes on from there', async () => {
    const { put, reader } = await open();
    // 300 KB each: an answer ends at 1 MB, and a page after ten answers.
    const bulk = 'x'.repeat(300_000);
    for (let n = 0; n < 50; n++) await put({ pk: `shop/${n}/place-order`, bulk });
    await put({ ...order('1'), pk: 'order#1' });
    endpoint.forget();
    const first = await reader.list({ types: ['order'], limit: 10 });
    expect(first.next).toBeDefined();
    expect(endpoint.calls.filter(({ operation }) => operation === 'Scan')).toHaveLength(10);
    expect(idsOf(await pagesOf(reader, { types: ['order'], limit: 10 }))).toEqual(['order 1']);
  });

  it('reads consistently where DynamoDB can', async () => {
    const { reader } = await open();
    endpoint.forget();
    await reader.get({ type: 'order', id: '1' });
    await reader.list({ types: ['order'], limit: 1 });
    expect(endpoint.calls.map(({ operation, input }) => [operation, input.ConsistentRead])).toEqual([
      ['GetItem', true],
      ['Scan', true],
    ]);
  });

  const ITEM = {
    pk: 'shop/1/place-order',
    state: 'UNDONE',
    effects: [{ counter: 'chairs', take: 1, capacity: 5 }],
    result: '{"seat":"7A"}',
    records: [{ type: 'order', id: '1', undo: { kind: 'delete' }, wrote: { version: 1, writtenBy: 'x' } }],
    undid: [{ type: 'order', id: '1', was: { version: 1, writtenBy: 'x' } }],
    writes: [{ Delete: { TableName: 'bookkeeping', Key: { guest: 'Ada' } } }],
    answer: '{"said":"sorry, Ada"}',
  };
  const TOLD = ['result', 'records', 'undid', 'writes', 'answer'] as const;

  it('a ledger item tells what it wrote, undid and answered', async () => {
    const { put, tools, table } = await open();
    await put(ITEM);
    expect(await dynamoDbLedger(tools, table).read(ITEM.pk)).toEqual({
      key: ITEM.pk,
      state: 'UNDONE',
      effects: ITEM.effects,
      result: { seat: '7A' },
      records: ITEM.records,
      undid: ITEM.undid,
      writes: ITEM.writes,
      answer: { said: 'sorry, Ada' },
    });
  });

  it.each([
    ['all of it', TOLD],
    ...TOLD.map((name) => [name, [name]] as const),
  ] as const)('an erasure takes out of a ledger item what was told: %s; its state and effects stay, and the records', async (_what, kept) => {
    const { put, tools, table, client, reader } = await open();
    const skeleton = { pk: ITEM.pk, state: ITEM.state, effects: ITEM.effects };
    await put({ ...skeleton, ...Object.fromEntries(kept.map((name) => [name, ITEM[name]])) });
    await put({ ...order('1'), pk: 'order#1' });
    const removal = dynamoDbLedgerRemoval(tools, table);
    expect(await removal.strip(ITEM.pk)).toBe(true);
    const { Item } = await client.send(new GetCommand({ TableName: table, Key: { pk: ITEM.pk } }));
    expect(Item).toEqual(skeleton);
    expect(await removal.strip(ITEM.pk)).toBe(false);
    expect(await reader.get({ type: 'order', id: '1' })).toEqual(order('1'));
  });
});
