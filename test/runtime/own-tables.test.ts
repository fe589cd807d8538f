import { PutCommand } from '@aws-sdk/lib-dynamodb';
import type { WriteEffect } from '../../lib/saga';
import { type DynamoDbBooksBench, dynamoDbBench, shop } from './support/books-bench';
import { DynamoDbEndpoint } from './support/dynamodb-endpoint';

/** The way out: items of tables that know nothing of sagas. Their conditions are DynamoDB's, so it is asked. */
const { action, compensation } = shop;

let endpoint: DynamoDbEndpoint;
let bench: DynamoDbBooksBench;
beforeAll(async () => {
  endpoint = await DynamoDbEndpoint.open();
});
beforeEach(async () => {
  bench = await dynamoDbBench(endpoint);
});
afterAll(() => endpoint.close());

const journal = () => bench.items(bench.journal);
const put = (Item: Record<string, unknown>) =>
  endpoint.client.send(new PutCommand({ TableName: bench.journal, Item }));
const TableName = 'journal';
const booking: WriteEffect<NonNullable<WriteEffect['undo']>> = {
  write: {
    Put: { TableName, Item: { pk: 'mon', amount: 5 }, ConditionExpression: 'attribute_not_exists(pk)' },
  },
  undo: {
    Delete: {
      TableName,
      Key: { pk: 'mon' },
      ConditionExpression: 'amount = :amount',
      ExpressionAttributeValues: { ':amount': 5 },
    },
  },
  refused: 'DayTaken',
};
const handler = (effects: readonly WriteEffect<NonNullable<WriteEffect['undo']>>[]) =>
  bench.handler({
    open: () => ({ result: 'ok', effects: [{ counter: 'x', take: 1, capacity: 1 }, ...effects] }),
  });

it('an item of a table of one’s own is written with the ledger item, and undone with it', async () => {
  const handle = handler([booking]);
  expect(await handle(action('open'))).toBe('ok');
  expect(await handle(action('open', { attempt: 2 }))).toBe('ok');
  expect(await journal()).toEqual([{ pk: 'mon', amount: 5 }]);
  await handle(compensation('open'));
  await handle(compensation('open', { runner: 'u1' }));
  expect(await journal()).toEqual([]);
  expect(await bench.ledger.available('x')).toBe(1);
});

it('its condition decides: what does not hold is the answer no, by the code of the effect, and nothing is written', async () => {
  await put({ pk: 'mon', amount: 9 });
  const handle = handler([booking]);
  await expect(handle(action('open'))).rejects.toMatchObject({ name: 'BusinessError', code: 'DayTaken' });
  expect(await bench.ledger.read('shop/s-1/open')).toBeUndefined();
  expect(await bench.ledger.available('x')).toBeUndefined();
});

it('a condition without a code of its own says which write it was', async () => {
  await put({ pk: 'mon', amount: 9 });
  const { refused: _refused, ...plain } = booking;
  const handled = handler([
    {
      write: { Put: { TableName, Item: { pk: 'tue' } } },
      undo: { Delete: { TableName, Key: { pk: 'tue' } } },
    },
    plain,
  ])(action('open'));
  await expect(handled).rejects.toMatchObject({ code: 'ConditionFailed' });
  await expect(handled).rejects.toThrow('write 2 of 2');
  expect(await journal()).toEqual([{ pk: 'mon', amount: 9 }]);
});

it('an undo whose condition does not hold any more is parked, and overwrites nothing', async () => {
  const handle = handler([booking]);
  await handle(action('open'));
  await put({ pk: 'mon', amount: 7 });
  await expect(handle(compensation('open'))).rejects.toMatchObject({
    name: 'BusinessError',
    code: 'ChangedSince',
  });
  expect(await journal()).toEqual([{ pk: 'mon', amount: 7 }]);
  expect(await bench.ledger.available('x')).toBe(0);
  await put({ pk: 'mon', amount: 5 });
  await handle(compensation('open', { runner: 'redrive' }));
  expect(await journal()).toEqual([]);
});

it('an expression that DynamoDB refuses is a fault of the handler that no retry mends', async () => {
  const handled = handler([
    {
      write: { Update: { TableName, Key: { pk: 'mon' }, UpdateExpression: 'SET amount = ' } },
      undo: { Delete: { TableName, Key: { pk: 'mon' } } },
    },
  ])(action('open'));
  await expect(handled).rejects.toMatchObject({ name: 'BusinessError', code: 'InvalidEffect' });
  await expect(handled).rejects.toThrow('open');
});
