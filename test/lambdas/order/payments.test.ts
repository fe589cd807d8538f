import { TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { handler } from '../../../lambdas/order/payments';
import { cancelled, context, mockedAws, NOW } from '../support/mocked-aws';
import { example, orderCommands, results, validOrder } from '../support/orders';

const aws = mockedAws();
const charge = (total: number, input: unknown = validOrder) =>
  handler(orderCommands(input).action('process-payment', { results: { 'place-order': { total } } }), context);

describe('process-payment', () => {
  it('charges the total of the order that was placed', async () => {
    expect(await charge(116_500)).toEqual(results['process-payment']);
    expect(aws.ledgerItem()).toMatchObject({ pk: 'order/s-1/process-payment', state: 'DONE' });
    expect(aws.records()).toMatchObject({
      'charge#PAY-s-1': { order: 's-1', amount: 116_500, currency: 'EUR', status: 'CHARGED' },
    });
  });

  it('charges in the currency of the order', async () => {
    const dollars = { ...validOrder, payment: { ...validOrder.payment, currency: 'USD' } };
    expect(await charge(100, dollars)).toMatchObject({ currency: 'USD' });
  });

  it('is declined with a card that the issuer declines, and says nothing about the card', async () => {
    const declined = example('declined-card');
    const error = (await charge(100, declined).catch((thrown: unknown) => thrown)) as Error;
    expect([error.name, error.message]).toEqual([
      'BusinessError',
      'CardDeclined: the card issuer declined the charge',
    ]);
    expect(`${error.message}${error.stack}`).not.toContain(declined.payment.cardToken);
    expect(aws.ledgerItem()).toBeUndefined();
  });

  it.each([
    [1_000_000, undefined],
    [1_000_001, 'AmountOverLimit: the amount 1000001 is above the limit of 1000000 cents'],
  ])('of %i cents is judged by the limit', async (total, refusal) => {
    const outcome = await charge(total).then(
      () => undefined,
      ({ message }: Error) => message,
    );
    expect(outcome).toBe(refusal);
  });

  it('that was charged before is not charged again, even with a card that is declined by now', async () => {
    aws.dynamoDb.on(TransactWriteCommand).rejects(cancelled('ConditionalCheckFailed', 'None'));
    aws.standsThere('order/s-1/process-payment', { state: 'DONE', result: '{"paymentId":"PAY-first"}' });
    expect(await charge(116_500)).toEqual({ paymentId: 'PAY-first' });
    expect(await charge(116_500, example('declined-card'))).toEqual({ paymentId: 'PAY-first' });
  });

  it('that was refunded before the attempt arrived is refused', async () => {
    aws.dynamoDb.on(TransactWriteCommand).rejects(cancelled('ConditionalCheckFailed', 'None'));
    aws.standsThere('order/s-1/process-payment', { state: 'UNDONE' });
    await expect(charge(116_500)).rejects.toMatchObject({
      name: 'BusinessError',
      message: expect.stringMatching(/^AlreadyCompensated: /),
    });
  });

  it('is tried again when the database does not answer', async () => {
    aws.dynamoDb.on(TransactWriteCommand).rejects(new Error('socket hang up'));
    await expect(charge(116_500)).rejects.toMatchObject({ name: 'TransientError' });
  });
});

describe('refund-payment', () => {
  const charged = {
    state: 'DONE',
    result: JSON.stringify(results['process-payment']),
    records: [
      {
        type: 'charge',
        id: 'PAY-s-1',
        wrote: { version: 1, writtenBy: 'order/s-1/process-payment' },
        undo: { kind: 'set', set: { status: 'REFUNDED' } },
      },
    ],
  };

  it('writes a refund that names the charge, with the charge that is refunded', async () => {
    aws.standsThere('order/s-1/process-payment', charged);
    aws.standsThere('charge#PAY-s-1', {
      type: 'charge',
      id: 'PAY-s-1',
      version: 1,
      writtenBy: 'order/s-1/process-payment',
      status: 'CHARGED',
    });
    await handler(orderCommands().compensation('process-payment'), context);
    expect(aws.records()).toMatchObject({
      'charge#PAY-s-1': { status: 'REFUNDED', version: 2, writtenBy: 'order/s-1/refund-payment' },
      'refund#REF-s-1': {
        charge: 'PAY-s-1',
        amount: 116_500,
        currency: 'EUR',
        at: new Date(NOW).toISOString(),
      },
    });
  });

  it('of what was never charged refunds nothing', async () => {
    await handler(orderCommands().compensation('process-payment'), context);
    expect(aws.records()).toEqual({});
  });

  it('needs nothing but the id of the saga', async () => {
    aws.standsThere('order/s-1/process-payment', { state: 'DONE', result: charged.result });
    const command = orderCommands().compensation('process-payment');
    expect(Object.keys(command)).toEqual(['saga', 'step']);
    expect(await handler(command, context)).toEqual({ state: 'UNDONE' });
  });
});
