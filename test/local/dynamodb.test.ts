import { mkdtempSync, rmSync } from 'node:fs';
import { Agent } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DeleteTableCommand,
  DescribeTimeToLiveCommand,
  DynamoDBClient,
  ListTablesCommand,
  UpdateContinuousBackupsCommand,
  UpdateTimeToLiveCommand,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';
import {
  BatchWriteCommand,
  DeleteCommand,
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  ScanCommand,
  TransactGetCommand,
  TransactWriteCommand,
  type TransactWriteCommandInput,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { JumpingClock } from '../../lib/engine';
import { type ConflictRule, DynamoDbService } from '../../lib/local/dynamodb';
import { HttpFront } from '../../lib/local/http';

const DAY = 24 * 3600 * 1000;

const STOCK = {
  TableName: 'stock',
  BillingMode: 'PAY_PER_REQUEST',
  KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
  AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
} satisfies CreateTableCommandInput;

const SAGAS = {
  TableName: 'sagas',
  BillingMode: 'PAY_PER_REQUEST',
  KeySchema: [
    { AttributeName: 'id', KeyType: 'HASH' },
    { AttributeName: 'sort', KeyType: 'RANGE' },
  ],
  AttributeDefinitions: [
    { AttributeName: 'id', AttributeType: 'S' },
    { AttributeName: 'sort', AttributeType: 'S' },
    { AttributeName: 'status', AttributeType: 'S' },
    { AttributeName: 'due', AttributeType: 'N' },
  ],
  GlobalSecondaryIndexes: [
    {
      IndexName: 'by-status',
      KeySchema: [
        { AttributeName: 'status', KeyType: 'HASH' },
        { AttributeName: 'due', KeyType: 'RANGE' },
      ],
      Projection: { ProjectionType: 'ALL' },
    },
  ],
} satisfies CreateTableCommandInput;

interface Stand {
  readonly clock: JumpingClock;
  readonly service: DynamoDbService;
  readonly client: DynamoDBClient;
  readonly documents: DynamoDBDocumentClient;
  close(): Promise<void>;
}

const start = async (options: { path?: string; conflicts?: ConflictRule } = {}): Promise<Stand> => {
  const clock = new JumpingClock();
  const service = await DynamoDbService.open({ clock, ...options });
  const front = await HttpFront.listen({ clock });
  front.register(service);
  const client = new DynamoDBClient({
    endpoint: front.url,
    requestHandler: {
      httpAgent: new Agent({ keepAlive: true, maxSockets: 100 }),
      socketAcquisitionWarningTimeout: 60_000,
    },
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  for (const table of [STOCK, SAGAS]) await service.ensureTable(table);
  return {
    clock,
    service,
    client,
    documents: DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } }),
    close: async () => {
      client.destroy();
      await front.close();
      await service.close();
      clock.stop();
    },
  };
};

let stand: Stand;
let folder: string;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'dynamodb-'));
  stand = await start();
});
afterEach(async () => {
  await stand.close();
  rmSync(folder, { recursive: true, force: true });
});

const put = (TableName: string, Item: Record<string, unknown>) =>
  stand.documents.send(new PutCommand({ TableName, Item }));
const get = async (TableName: string, Key: Record<string, unknown>) =>
  (await stand.documents.send(new GetCommand({ TableName, Key, ConsistentRead: true }))).Item;
const transact = (input: TransactWriteCommandInput) => stand.documents.send(new TransactWriteCommand(input));
const byStatus = async (status: string) =>
  (
    await stand.documents.send(
      new QueryCommand({
        TableName: 'sagas',
        IndexName: 'by-status',
        KeyConditionExpression: '#status = :status',
        ExpressionAttributeNames: { '#status': 'status' },
        ExpressionAttributeValues: { ':status': status },
      }),
    )
  ).Items;
const failure = async (work: Promise<unknown>) =>
  work.then(
    () => {
      throw new Error('it did not fail');
    },
    (error: Record<string, unknown>) => error,
  );

const take = (id: string, amount = 1) => ({
  TableName: 'stock',
  Key: { id },
  UpdateExpression: 'SET amount = amount - :n',
  ConditionExpression: 'amount >= :n',
  ExpressionAttributeValues: { ':n': amount },
});

describe('single items', () => {
  test('are written, read, changed and deleted', async () => {
    await put('stock', {
      id: 'apple',
      amount: 3,
      tags: new Set(['red']),
      nested: { list: [1, 'two', null] },
    });
    expect(await get('stock', { id: 'apple' })).toEqual({
      id: 'apple',
      amount: 3,
      tags: new Set(['red']),
      nested: { list: [1, 'two', null] },
    });
    const { Attributes } = await stand.documents.send(
      new UpdateCommand({ ...take('apple', 2), ReturnValues: 'ALL_NEW' }),
    );
    expect(Attributes).toMatchObject({ amount: 1 });
    await stand.documents.send(new DeleteCommand({ TableName: 'stock', Key: { id: 'apple' } }));
    expect(await get('stock', { id: 'apple' })).toBeUndefined();
  });

  test.each([
    'PutItem',
    'UpdateItem',
    'DeleteItem',
  ])('a failed condition of %s shows the item when asked', async (operation) => {
    await put('stock', { id: 'pear', amount: 0 });
    const condition = {
      TableName: 'stock',
      ConditionExpression: 'amount > :none',
      ExpressionAttributeValues: { ':none': { N: '0' } },
      ...(operation === 'PutItem' ? { Item: { id: { S: 'pear' } } } : { Key: { id: { S: 'pear' } } }),
      ...(operation === 'UpdateItem' ? { UpdateExpression: 'REMOVE x' } : {}),
    };
    await expect(stand.service.call(operation, condition)).rejects.toMatchObject({
      code: 'ConditionalCheckFailedException',
      fields: {},
    });
    await expect(
      stand.service.call(operation, { ...condition, ReturnValuesOnConditionCheckFailure: 'ALL_OLD' }),
    ).rejects.toMatchObject({ fields: { Item: { id: { S: 'pear' }, amount: { N: '0' } } } });
  });

  test('500 takers at once of a stock of 180: exactly 180 get one', async () => {
    await put('stock', { id: 'pear', amount: 180 });
    const outcomes = await Promise.all(
      Array.from({ length: 500 }, () =>
        stand.documents.send(new UpdateCommand(take('pear'))).then(
          () => 'taken',
          (error: Error) => error.name,
        ),
      ),
    );
    expect(outcomes.filter((outcome) => outcome === 'taken')).toHaveLength(180);
    expect(outcomes.filter((outcome) => outcome === 'ConditionalCheckFailedException')).toHaveLength(320);
    expect(await get('stock', { id: 'pear' })).toEqual({ id: 'pear', amount: 0 });
  });

  test('an error tells what is wrong as AWS does', async () => {
    expect(await failure(get('nowhere', { id: 'x' }))).toMatchObject({ name: 'ResourceNotFoundException' });
    expect(await failure(get('stock', { wrong: 'x' }))).toMatchObject({
      name: 'ValidationException',
      message: 'The provided key element does not match the schema',
    });
    expect(await failure(stand.service.call('ExecuteStatement', {}))).toMatchObject({
      code: 'UnknownOperationException',
    });
  });

  test('a batch writes all its items', async () => {
    const items = Array.from({ length: 25 }, (_, index) => ({ id: `item-${index}`, amount: index }));
    await stand.documents.send(
      new BatchWriteCommand({
        RequestItems: { stock: items.map((Item) => ({ PutRequest: { Item } })) },
      }),
    );
    const { Items } = await stand.documents.send(new ScanCommand({ TableName: 'stock' }));
    expect(Items).toHaveLength(25);
    expect(await stand.service.items('stock')).toHaveLength(25);
  });
});

describe('queries', () => {
  const sorts = (Items: Record<string, unknown>[] | undefined) => Items?.map((item) => item.sort);
  const query = (more: Record<string, unknown>) =>
    stand.documents.send(
      new QueryCommand({
        TableName: 'sagas',
        KeyConditionExpression: 'id = :id',
        ...more,
        ExpressionAttributeValues: { ':id': 's1', ...(more.ExpressionAttributeValues as object) },
      }),
    );
  const all = Array.from({ length: 250 }, (_, n) => `e${String(n).padStart(3, '0')}`);

  beforeEach(async () => {
    for (const sort of all) {
      const due = { N: sort.slice(1) };
      const Item = { id: { S: 's1' }, sort: { S: sort }, status: { S: 'OPEN' }, due };
      await stand.service.call('PutItem', { TableName: 'sagas', Item });
    }
    await put('sagas', { id: 's2', sort: 'e000', status: 'DONE', due: 1 });
  });

  test.each<[string, Record<string, unknown>, string[]]>([
    ['a whole partition', {}, all],
    ['backwards', { ScanIndexForward: false }, [...all].reverse()],
    ['a limit', { Limit: 3 }, all.slice(0, 3)],
    [
      'from',
      { KeyConditionExpression: 'id = :id AND sort >= :a', ExpressionAttributeValues: { ':a': 'e100' } },
      all.slice(100),
    ],
    [
      'after',
      { KeyConditionExpression: 'id = :id AND sort > :a', ExpressionAttributeValues: { ':a': 'e100' } },
      all.slice(101),
    ],
    [
      'before',
      { KeyConditionExpression: 'id = :id AND sort < :a', ExpressionAttributeValues: { ':a': 'e100' } },
      all.slice(0, 100),
    ],
    [
      'between',
      {
        KeyConditionExpression: 'id = :id AND sort BETWEEN :a AND :b',
        ExpressionAttributeValues: { ':a': 'e010', ':b': 'e012' },
      },
      all.slice(10, 13),
    ],
    [
      'a prefix',
      {
        KeyConditionExpression: 'id = :id AND begins_with(sort, :a)',
        ExpressionAttributeValues: { ':a': 'e02' },
      },
      all.slice(20, 30),
    ],
    ['a filter', { FilterExpression: 'due < :n', ExpressionAttributeValues: { ':n': 2 } }, all.slice(0, 2)],
  ])('%s', async (_, more, expected) => {
    expect(sorts((await query(more)).Items)).toEqual(expected);
  });

  test.each([true, false])('pages join without a gap, ascending %s', async (ScanIndexForward) => {
    const joined: unknown[] = [];
    let start: Record<string, unknown> | undefined;
    do {
      const page = await query({ Limit: 60, ScanIndexForward, ExclusiveStartKey: start });
      joined.push(...(sorts(page.Items) ?? []));
      start = page.LastEvaluatedKey;
    } while (start);
    expect(joined).toEqual(ScanIndexForward ? all : [...all].reverse());
  });

  test('pages of an index join without a gap', async () => {
    const joined: unknown[] = [];
    let start: Record<string, unknown> | undefined;
    do {
      const page = await query({
        IndexName: 'by-status',
        KeyConditionExpression: '#s = :id',
        ExpressionAttributeNames: { '#s': 'status' },
        ExpressionAttributeValues: { ':id': 'OPEN' },
        Limit: 60,
        ExclusiveStartKey: start,
      });
      joined.push(...(sorts(page.Items) ?? []));
      start = page.LastEvaluatedKey;
    } while (start);
    expect(joined).toEqual(all);
  });

  test('a page of a scan ends at 1 MiB', async () => {
    for (let n = 0; n < 5; n++) await put('stock', { id: `big-${n}`, data: 'x'.repeat(300_000) });
    const first = await stand.documents.send(new ScanCommand({ TableName: 'stock' }));
    expect(first.Items?.length).toBeLessThan(5);
    const rest = await stand.documents.send(
      new ScanCommand({ TableName: 'stock', ExclusiveStartKey: first.LastEvaluatedKey }),
    );
    expect((first.Items?.length ?? 0) + (rest.Items?.length ?? 0)).toBe(5);
  });
});

describe('transactions', () => {
  const reserve = (token?: string): TransactWriteCommandInput => ({
    TransactItems: [
      {
        Put: {
          TableName: 'sagas',
          Item: { id: 's1', sort: 'ledger', status: 'DONE', due: 5 },
          ConditionExpression: 'attribute_not_exists(id)',
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        },
      },
      { Update: take('apple', 2) },
    ],
    ...(token ? { ClientRequestToken: token } : {}),
  });

  test('write everything, indexes too', async () => {
    await put('stock', { id: 'apple', amount: 3 });
    await transact(reserve());
    expect(await get('stock', { id: 'apple' })).toMatchObject({ amount: 1 });
    expect(await byStatus('DONE')).toEqual([{ id: 's1', sort: 'ledger', status: 'DONE', due: 5 }]);
    await transact({
      TransactItems: [
        {
          Update: {
            TableName: 'sagas',
            Key: { id: 's1', sort: 'ledger' },
            UpdateExpression: 'SET #status = :undone',
            ExpressionAttributeNames: { '#status': 'status' },
            ExpressionAttributeValues: { ':undone': 'UNDONE' },
          },
        },
      ],
    });
    expect(await byStatus('DONE')).toEqual([]);
    expect(await byStatus('UNDONE')).toHaveLength(1);
    await transact({
      TransactItems: [{ Delete: { TableName: 'sagas', Key: { id: 's1', sort: 'ledger' } } }],
    });
    expect(await byStatus('UNDONE')).toEqual([]);
  });

  test('write nothing when one condition fails, and give the reasons in order', async () => {
    await put('stock', { id: 'apple', amount: 1 });
    expect(await failure(transact(reserve()))).toMatchObject({
      name: 'TransactionCanceledException',
      message:
        'Transaction cancelled, please refer cancellation reasons for specific reasons [None, ConditionalCheckFailed]',
      CancellationReasons: [
        { Code: 'None' },
        { Code: 'ConditionalCheckFailed', Message: 'The conditional request failed' },
      ],
    });
    expect(await get('sagas', { id: 's1', sort: 'ledger' })).toBeUndefined();
    expect(await byStatus('DONE')).toEqual([]);
  });

  test('show the old item in the reason when asked', async () => {
    await put('stock', { id: 'apple', amount: 9 });
    await put('sagas', { id: 's1', sort: 'ledger', status: 'UNDONE', due: 1 });
    const error = await failure(transact(reserve()));
    expect(error.CancellationReasons).toEqual([
      {
        Code: 'ConditionalCheckFailed',
        Message: 'The conditional request failed',
        Item: { id: { S: 's1' }, sort: { S: 'ledger' }, status: { S: 'UNDONE' }, due: { N: '1' } },
      },
      { Code: 'None' },
    ]);
  });

  test('a condition check alone writes nothing but guards the rest', async () => {
    await put('stock', { id: 'apple', amount: 1 });
    const guarded = (least: number): TransactWriteCommandInput => ({
      TransactItems: [
        {
          ConditionCheck: {
            TableName: 'stock',
            Key: { id: 'apple' },
            ConditionExpression: 'amount >= :n',
            ExpressionAttributeValues: { ':n': least },
          },
        },
        { Put: { TableName: 'stock', Item: { id: 'mark', least } } },
      ],
    });
    await transact(guarded(1));
    expect(await get('stock', { id: 'mark' })).toMatchObject({ least: 1 });
    expect(await failure(transact(guarded(2)))).toMatchObject({ name: 'TransactionCanceledException' });
    expect(await get('stock', { id: 'mark' })).toMatchObject({ least: 1 });
  });

  test('a token makes a repetition harmless for ten minutes, and only with the same items', async () => {
    await put('stock', { id: 'apple', amount: 9 });
    const once: TransactWriteCommandInput = {
      TransactItems: [{ Update: take('apple', 1) }],
      ClientRequestToken: 'token-1',
    };
    await transact(once);
    await transact(once);
    expect(await get('stock', { id: 'apple' })).toMatchObject({ amount: 8 });
    expect(await failure(transact({ ...once, TransactItems: [{ Update: take('apple', 2) }] }))).toMatchObject(
      { name: 'IdempotentParameterMismatchException' },
    );
    await new Promise<void>((resolve) => stand.clock.schedule(10 * 60 * 1000, resolve));
    await transact(once);
    expect(await get('stock', { id: 'apple' })).toMatchObject({ amount: 7 });
  });

  test('a token whose transaction was cancelled may be tried again', async () => {
    const once: TransactWriteCommandInput = {
      TransactItems: [{ Update: take('apple', 1) }],
      ClientRequestToken: 'token-2',
    };
    await put('stock', { id: 'apple', amount: 0 });
    expect(await failure(transact(once))).toMatchObject({ name: 'TransactionCanceledException' });
    await put('stock', { id: 'apple', amount: 5 });
    await transact(once);
    expect(await get('stock', { id: 'apple' })).toMatchObject({ amount: 4 });
  });

  test('the same token ten times at once takes effect once', async () => {
    await put('stock', { id: 'apple', amount: 9 });
    await Promise.all(
      Array.from({ length: 10 }, () =>
        transact({ TransactItems: [{ Update: take('apple', 1) }], ClientRequestToken: 'token-3' }),
      ),
    );
    expect(await get('stock', { id: 'apple' })).toMatchObject({ amount: 8 });
  });

  test.each([
    [
      'two operations on one item',
      [{ Update: take('apple') }, { Delete: { TableName: 'stock', Key: { id: 'apple' } } }],
      'Transaction request cannot include multiple operations on one item',
    ],
    [
      'two operations in one member',
      [{ Update: take('apple'), Delete: { TableName: 'stock', Key: { id: 'apple' } } }],
      'TransactItems can only contain one of Check, Put, Update or Delete',
    ],
    ['no members', [], /length greater than or equal to 1/],
    [
      'more than 100 members',
      Array.from({ length: 101 }, (_, id) => ({ Put: { TableName: 'stock', Item: { id: `${id}` } } })),
      /length less than or equal to 100/,
    ],
    [
      'a check without a condition',
      [{ ConditionCheck: { TableName: 'stock', Key: { id: 'a' }, ConditionExpression: undefined } }],
      /'transactItems\.1\.member\.conditionCheck\.conditionExpression' failed to satisfy constraint: Member must not be null/,
    ],
    [
      'an unused name',
      [{ Update: { ...take('apple'), ExpressionAttributeNames: { '#x': 'x' } } }],
      'Value provided in ExpressionAttributeNames unused in expressions: keys: {#x}',
    ],
  ])('%s is refused', async (_, TransactItems, message) => {
    const error = await failure(transact({ TransactItems } as TransactWriteCommandInput));
    expect(error).toMatchObject({ name: 'ValidationException' });
    expect(error.message).toEqual(typeof message === 'string' ? message : expect.stringMatching(message));
  });

  test('100 members are written at once', async () => {
    await transact({
      TransactItems: Array.from({ length: 100 }, (_, id) => ({
        Put: { TableName: 'stock', Item: { id: `${id}` } },
      })),
    });
    expect(await stand.service.items('stock')).toHaveLength(100);
  });

  test('a wrong key and an unknown table', async () => {
    expect(
      await failure(transact({ TransactItems: [{ Update: { ...take('apple'), Key: { no: 'x' } } }] })),
    ).toMatchObject({ CancellationReasons: [{ Code: 'ValidationError' }] });
    expect(
      await failure(transact({ TransactItems: [{ Update: { ...take('apple'), TableName: 'nowhere' } }] })),
    ).toMatchObject({ name: 'ResourceNotFoundException' });
  });

  test('concurrent transactions never sell a thing twice, and readers see all or nothing', async () => {
    await put('stock', { id: 'left', amount: 100 });
    await put('stock', { id: 'sold', amount: 0 });
    const sums = new Set<number>();
    const readBoth = async () => {
      const { Responses } = await stand.documents.send(
        new TransactGetCommand({
          TransactItems: ['left', 'sold'].map((id) => ({ Get: { TableName: 'stock', Key: { id } } })),
        }),
      );
      sums.add(Responses!.reduce((sum, { Item }) => sum + Item!.amount, 0));
    };
    const outcomes = await Promise.all(
      Array.from({ length: 300 }, async (_, n) => {
        if (n % 3 === 0) await readBoth();
        return transact({
          TransactItems: [
            { Update: take('left') },
            {
              Update: {
                TableName: 'stock',
                Key: { id: 'sold' },
                UpdateExpression: 'ADD amount :one',
                ExpressionAttributeValues: { ':one': 1 },
              },
            },
            { Put: { TableName: 'sagas', Item: { id: `s${n}`, sort: 'ledger', status: 'DONE', due: n } } },
          ],
        }).then(
          () => true,
          () => false,
        );
      }),
    );
    expect(outcomes.filter(Boolean)).toHaveLength(100);
    expect(sums).toEqual(new Set([100]));
    expect(await get('stock', { id: 'sold' })).toMatchObject({ amount: 100 });
    expect(await byStatus('DONE')).toHaveLength(100);
  });

  test('every third overlapping transaction is cancelled for a conflict when asked', async () => {
    await stand.close();
    stand = await start({ conflicts: { every: 3, windowMs: 1000 } });
    await put('stock', { id: 'apple', amount: 100 });
    const outcomes: string[] = [];
    for (let n = 0; n < 10; n++) {
      outcomes.push(
        await transact({
          TransactItems: [
            { Put: { TableName: 'stock', Item: { id: `own-${n}` } } },
            { Update: take('apple') },
          ],
        }).then(
          () => 'done',
          (error) => error.CancellationReasons.map((reason: { Code: string }) => reason.Code).join(),
        ),
      );
    }
    const refused = 'None,TransactionConflict';
    expect(outcomes).toEqual(
      // The first overlaps with nothing; of the nine after it every third is cancelled.
      ['done', 'done', 'done', refused, 'done', 'done', refused, 'done', 'done', refused],
    );
    expect(await get('stock', { id: 'apple' })).toMatchObject({ amount: 93 });
  });

  test('consume twice the capacity', async () => {
    await put('stock', { id: 'apple', amount: 100 });
    const { ConsumedCapacity } = await transact({ ...reserve(), ReturnConsumedCapacity: 'TOTAL' });
    expect(ConsumedCapacity).toEqual([
      { TableName: 'sagas', CapacityUnits: 2 },
      { TableName: 'stock', CapacityUnits: 2 },
    ]);
  });
});

describe('tables', () => {
  test('are ready at once, listed, and gone when deleted', async () => {
    await stand.client.send(new CreateTableCommand({ ...STOCK, TableName: 'more' }));
    await put('more', { id: 'x' });
    await waitUntilTableExists(
      { client: stand.client, maxWaitTime: 1, minDelay: 0.01, maxDelay: 0.02 },
      { TableName: 'more' },
    );
    const names = async () => (await stand.client.send(new ListTablesCommand({}))).TableNames;
    expect(await names()).toEqual(['more', 'sagas', 'stock']);
    expect(await failure(stand.client.send(new CreateTableCommand(STOCK)))).toMatchObject({
      name: 'ResourceInUseException',
    });
    await stand.client.send(new DeleteTableCommand({ TableName: 'more' }));
    expect(await names()).toEqual(['sagas', 'stock']);
    await stand.client.send(new CreateTableCommand({ ...STOCK, TableName: 'more' }));
    expect(await get('more', { id: 'x' })).toBeUndefined();
  });

  test('another shape of an existing table is an error that says what differs', async () => {
    expect(await stand.service.ensureTable(STOCK)).toBe('exists');
    await expect(stand.service.ensureTable({ ...SAGAS, GlobalSecondaryIndexes: undefined })).rejects.toThrow(
      'Table sagas exists with another GlobalSecondaryIndexes',
    );
  });

  test('items expire on the clock, with their index entries', async () => {
    await stand.client.send(
      new UpdateTimeToLiveCommand({
        TableName: 'sagas',
        TimeToLiveSpecification: { Enabled: true, AttributeName: 'expiresAt' },
      }),
    );
    const { TimeToLiveDescription } = await stand.client.send(
      new DescribeTimeToLiveCommand({ TableName: 'sagas' }),
    );
    expect(TimeToLiveDescription).toEqual({ TimeToLiveStatus: 'ENABLED', AttributeName: 'expiresAt' });
    const expiresAt = Math.floor((stand.clock.now() + 90 * DAY) / 1000);
    await put('sagas', { id: 'old', sort: 'x', status: 'UNDONE', due: 1, expiresAt });
    await put('sagas', { id: 'kept', sort: 'x', status: 'UNDONE', due: 1 });
    for (const [days, left] of [
      [89, 2],
      [2, 1],
    ] as const) {
      await new Promise<void>((resolve) => stand.clock.schedule(days * DAY, resolve));
      expect(await byStatus('UNDONE')).toHaveLength(left);
    }
    expect(await get('sagas', { id: 'kept', sort: 'x' })).toBeDefined();
    expect(await get('sagas', { id: 'old', sort: 'x' })).toBeUndefined();
  });

  test('point-in-time recovery is noted', async () => {
    const { ContinuousBackupsDescription } = await stand.client.send(
      new UpdateContinuousBackupsCommand({
        TableName: 'stock',
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      }),
    );
    expect(ContinuousBackupsDescription?.PointInTimeRecoveryDescription).toEqual({
      PointInTimeRecoveryStatus: 'ENABLED',
    });
  });

  test('a folder in use is one clear error', async () => {
    await stand.close();
    stand = await start({ path: folder });
    await expect(DynamoDbService.open({ clock: stand.clock, path: folder })).rejects.toThrow(
      `${folder} is in use: stop the process that has it open, or choose another folder.`,
    );
  });

  test('everything is still there after a restart from its folder', async () => {
    await stand.close();
    stand = await start({ path: folder });
    await put('stock', { id: 'apple', amount: 5 });
    const once: TransactWriteCommandInput = {
      TransactItems: [
        { Update: take('apple') },
        { Put: { TableName: 'sagas', Item: { id: 's1', sort: 'x', status: 'DONE', due: 1 } } },
      ],
      ClientRequestToken: 'kept-token',
    };
    await transact(once);
    await stand.close();
    stand = await start({ path: folder });
    expect(await get('stock', { id: 'apple' })).toEqual({ id: 'apple', amount: 4 });
    expect(await byStatus('DONE')).toHaveLength(1);
    await transact(once);
    expect(await get('stock', { id: 'apple' })).toEqual({ id: 'apple', amount: 4 });
  });
});
