import { GetCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { handler } from '../../../lambdas/order/inventory';
import { cancelled, context, mockedAws, TABLE } from '../support/mocked-aws';
import { example, orderCommands, results, validOrder } from '../support/orders';

const aws = mockedAws();
const KEY = 'order/s-1/remove-product-from-stock';
const before = { 'place-order': results['place-order'], 'process-payment': results['process-payment'] };
const take = (input: unknown = validOrder) =>
  handler(orderCommands(input).action('remove-product-from-stock', { results: before }), context);
const order = (...items: [productId: string, quantity: number][]) => ({
  ...validOrder,
  items: items.map(([productId, quantity]) => ({ productId, quantity, unitPrice: 100 })),
});

describe('remove-product-from-stock', () => {
  it('takes all pieces in the transaction that writes the ledger', async () => {
    await take(order(['chair-oak', 4], ['desk-walnut', 1]));
    const [items] = aws.transactions();
    expect(items).toHaveLength(3);
    expect(items?.[0]?.Put).toMatchObject({
      TableName: TABLE,
      Item: { pk: KEY, state: 'DONE' },
      ConditionExpression: 'attribute_not_exists(pk)',
    });
    expect(
      items?.slice(1).map(({ Update }) => [Update?.Key?.pk, Update?.ExpressionAttributeValues?.[':take']]),
    ).toEqual([
      ['counter/stock/chair-oak', 4],
      ['counter/stock/desk-walnut', 1],
    ]);
    expect(aws.puts()).toEqual([]);
  });

  it('adds up a product that is ordered twice: a transaction may touch an item once', async () => {
    await take(order(['chair-oak', 4], ['chair-oak', 3]));
    const [items] = aws.transactions();
    expect(items).toHaveLength(2);
    expect(items?.[1]?.Update?.ExpressionAttributeValues?.[':take']).toBe(7);
  });

  it('answers with what was taken', async () => {
    expect(await take(order(['lamp-brass', 2]))).toEqual({
      products: [{ productId: 'lamp-brass', quantity: 2 }],
    });
  });

  it.each(['teapot', 'constructor', 'toString'])('knows no product %s', async (productId) => {
    await expect(take(order([productId, 1]))).rejects.toMatchObject({
      name: 'BusinessError',
      message: `UnknownProduct: there is no product ${productId}`,
    });
    expect(aws.transactions()).toEqual([]);
  });

  it('refuses the example with an unknown product', async () => {
    await expect(take(example('unknown-product'))).rejects.toMatchObject({
      message: expect.stringMatching(/^UnknownProduct: /),
    });
  });

  it('says how many are left when there are too few', async () => {
    aws.dynamoDb.on(TransactWriteCommand).rejects(cancelled('None', 'ConditionalCheckFailed'));
    aws.dynamoDb
      .on(GetCommand, { Key: { pk: 'counter/stock/sofa-linen' } })
      .resolves({ Item: { available: 1 } });
    await expect(take(order(['sofa-linen', 2]))).rejects.toMatchObject({
      name: 'BusinessError',
      message: 'OutOfStock: stock/sofa-linen: asked for 2, 1 available',
    });
  });

  it('answers a duplicate of the attempt that took the last piece with its result', async () => {
    aws.dynamoDb
      .on(TransactWriteCommand)
      .rejects(cancelled('ConditionalCheckFailed', 'ConditionalCheckFailed'));
    aws.standsThere(KEY, { state: 'DONE', result: '{"products":["mine"]}' });
    expect(await take(order(['sofa-linen', 3]))).toEqual({ products: ['mine'] });
  });

  it('tries again after a conflict with another order', async () => {
    aws.dynamoDb.on(TransactWriteCommand).rejectsOnce(cancelled('None', 'TransactionConflict')).resolves({});
    await take(order(['chair-oak', 1]));
    expect(aws.transactions()).toHaveLength(2);
  });
});

describe('restore-stock', () => {
  it('gives back what the ledger says was taken, in one transaction', async () => {
    aws.standsThere(KEY, {
      state: 'DONE',
      result: '{}',
      effects: [
        { counter: 'stock/chair-oak', take: 4, capacity: 500 },
        { counter: 'stock/sofa-linen', take: 1, capacity: 3 },
      ],
    });
    await handler(orderCommands().compensation('remove-product-from-stock'), context);
    const [items] = aws.transactions();
    expect(items?.[0]?.Update).toMatchObject({
      Key: { pk: KEY },
      ConditionExpression: '#state = :done',
      ExpressionAttributeValues: { ':undone': 'UNDONE' },
    });
    expect(
      items
        ?.slice(1)
        .map(({ Update }) => [Update?.Key?.pk, Update?.UpdateExpression, Update?.ExpressionAttributeValues]),
    ).toEqual([
      ['counter/stock/chair-oak', 'SET #available = #available + :take', { ':take': 4 }],
      ['counter/stock/sofa-linen', 'SET #available = #available + :take', { ':take': 1 }],
    ]);
  });

  it('gives nothing back that was given back before', async () => {
    aws.standsThere(KEY, {
      state: 'UNDONE',
      effects: [{ counter: 'stock/chair-oak', take: 4, capacity: 500 }],
    });
    expect(await handler(orderCommands().compensation('remove-product-from-stock'), context)).toEqual({
      state: 'UNDONE',
    });
    expect(aws.transactions()).toEqual([]);
  });
});
