import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { handler } from '../../../lambdas/order/orders';
import { context, LOG_TABLE, mockedAws, NOW } from '../support/mocked-aws';
import { orderCommands, results, validOrder } from '../support/orders';

const aws = mockedAws();
const { action, compensation, fence } = orderCommands();

describe('place-order', () => {
  it('fixes the number and the total of the order', async () => {
    expect(await handler(action('place-order'), context)).toEqual(results['place-order']);
  });

  it('writes the order with the ledger item, both if absent, and what cancels it', async () => {
    await handler(action('place-order'), context);
    const [items = [], ...others] = aws.transactions();
    expect(others).toEqual([]);
    expect(items.map(({ Put }) => [Put?.Item?.pk, Put?.ConditionExpression])).toEqual([
      ['order/s-1/place-order', 'attribute_not_exists(pk)'],
      ['order#s-1', 'attribute_not_exists(pk)'],
    ]);
    expect(aws.ledgerItem()).toMatchObject({
      state: 'DONE',
      records: [{ type: 'order', id: 's-1', undo: { kind: 'set', set: { status: 'CANCELLED' } } }],
    });
    expect(aws.records()).toEqual({
      'order#s-1': {
        type: 'order',
        id: 's-1',
        version: 1,
        writtenBy: 'order/s-1/place-order',
        pending: { saga: 'order/s-1', step: 'place-order' },
        customer: validOrder.customer.email,
        status: 'PENDING',
        total: 116_500,
        currency: 'EUR',
        items: validOrder.items.length,
        placedAt: new Date(NOW).toISOString(),
      },
    });
  });

  it('logs the saga with its input before the order is written', async () => {
    await handler(action('place-order'), context);
    const [first] = aws.dynamoDb.calls();
    expect(first?.args[0]).toBeInstanceOf(UpdateCommand);
    expect(first?.args[0].input).toMatchObject({
      TableName: LOG_TABLE,
      Key: { pk: 'order/s-1', sk: 'SagaStarted' },
      ExpressionAttributeValues: { ':input': JSON.stringify(validOrder) },
    });
    expect(aws.events()).toEqual(['place-order StepStarted', 'place-order StepSucceeded']);
  });

  it.each([
    ['no items', { ...validOrder, items: [] }, 'items'],
    [
      'a quantity of 0',
      { ...validOrder, items: [{ productId: 'chair-oak', quantity: 0, unitPrice: 1 }] },
      'items.0.quantity',
    ],
    [
      'a negative price',
      { ...validOrder, items: [{ productId: 'chair-oak', quantity: 1, unitPrice: -1 }] },
      'items.0.unitPrice',
    ],
    [
      'a currency that is not taken',
      { ...validOrder, payment: { ...validOrder.payment, currency: 'XXX' } },
      'payment.currency',
    ],
    [
      'a card number instead of a token',
      { ...validOrder, payment: { ...validOrder.payment, cardToken: '4111 1111 1111 1111' } },
      'payment.cardToken',
    ],
    ['a field that does not exist', { ...validOrder, discount: 99 }, '1 unknown key'],
  ])('refuses an order with %s', async (_what, input, field) => {
    const { action: place } = orderCommands(input);
    await expect(handler(place('place-order'), context)).rejects.toMatchObject({
      name: 'BusinessError',
      message: expect.stringMatching(new RegExp(`^InvalidInput: ${field}[:,]`)),
    });
    expect(aws.ledgerItem()).toBeUndefined();
  });
});

describe('cancel-order', () => {
  it('leaves a tombstone when the order was never placed', async () => {
    expect(await handler(compensation('place-order'), context)).toEqual({ state: 'UNDONE' });
    expect(aws.puts()).toEqual([
      expect.objectContaining({
        Item: { pk: 'order/s-1/place-order', state: 'UNDONE' },
        ConditionExpression: 'attribute_not_exists(pk)',
      }),
    ]);
  });

  it('writes UNDONE over the order that was placed', async () => {
    aws.standsThere('order/s-1/place-order', { state: 'DONE', result: '{}' });
    await handler(compensation('place-order'), context);
    const undo = aws.dynamoDb.commandCalls(UpdateCommand, { Key: { pk: 'order/s-1/place-order' } })[0];
    expect(undo?.args[0].input).toMatchObject({
      ConditionExpression: '#state = :done',
      ExpressionAttributeValues: { ':undone': 'UNDONE' },
    });
  });
});

describe('confirm-order', () => {
  it('confirms the order that was placed, and says where its parcel is', async () => {
    aws.standsThere('order#s-1', {
      type: 'order',
      id: 's-1',
      version: 1,
      writtenBy: 'order/s-1/place-order',
      pending: { saga: 'order/s-1', step: 'place-order' },
      status: 'PENDING',
      total: 116_500,
    });
    expect(await handler(action('confirm-order', { results }), context)).toEqual(results['confirm-order']);
    expect(aws.records()).toEqual({
      'order#s-1': {
        type: 'order',
        id: 's-1',
        version: 2,
        writtenBy: 'order/s-1/confirm-order',
        status: 'CONFIRMED',
        total: 116_500,
        trackingNumber: 'TRK-s-1',
      },
    });
  });

  it('is fenced when the order is undone before it', async () => {
    expect(await handler(fence('confirm-order'), context)).toEqual({ state: 'UNDONE' });
    expect(aws.records()).toEqual({});
  });
});
