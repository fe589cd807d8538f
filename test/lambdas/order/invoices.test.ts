import { GetCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { handler } from '../../../lambdas/order/invoices';
import { cancelled, context, mockedAws, NOW } from '../support/mocked-aws';
import { orderCommands, results } from '../support/orders';

const aws = mockedAws();
const { action, compensation } = orderCommands();

describe('generate-invoice', () => {
  it('invoices what was paid, in the currency of the payment', async () => {
    aws.standsThere('sequence/invoice', { last: 16 });
    const paid = { ...results, 'process-payment': { amount: 4_200, currency: 'USD' } };
    expect(await handler(action('generate-invoice', { results: paid }), context)).toEqual({
      invoiceNumber: 'INV-000017',
      amount: 4_200,
      currency: 'USD',
    });
    expect(aws.ledgerItem()).toMatchObject({ pk: 'order/s-1/generate-invoice', state: 'DONE' });
    expect(aws.records()).toMatchObject({
      'invoice#INV-000017': {
        order: 's-1',
        amount: 4_200,
        currency: 'USD',
        status: 'ISSUED',
        issuedAt: new Date(NOW).toISOString(),
      },
    });
  });

  it('without a payment is a fault to be looked at, not an invoice', async () => {
    await expect(
      handler(action('generate-invoice', { results: { 'place-order': {} } }), context),
    ).rejects.toMatchObject({ name: 'TransientError' });
    expect(aws.ledgerItem()).toBeUndefined();
  });

  it('takes the next number when another invoice took its own', async () => {
    aws.dynamoDb
      .on(GetCommand, { Key: { pk: 'sequence/invoice' } })
      .resolvesOnce({ Item: { last: 1 } })
      .resolves({ Item: { last: 2 } });
    aws.dynamoDb
      .on(TransactWriteCommand)
      .rejectsOnce(cancelled('None', 'None', 'ConditionalCheckFailed'))
      .resolves({});
    expect(await handler(action('generate-invoice', { results }), context)).toMatchObject({
      invoiceNumber: 'INV-000003',
    });
  });
});

describe('cancel-invoice', () => {
  const issued = (more: object) =>
    aws.standsThere('order/s-1/generate-invoice', {
      state: 'DONE',
      result: '{"invoiceNumber":"INV-000017","amount":4200,"currency":"USD"}',
      ...more,
    });

  it('credits the invoice: a note with a number of its own, and both name each other', async () => {
    issued({
      records: [
        {
          type: 'invoice',
          id: 'INV-000017',
          wrote: { version: 1, writtenBy: 'order/s-1/generate-invoice' },
          undo: { kind: 'set', set: { status: 'CREDITED' } },
        },
      ],
    });
    aws.standsThere('sequence/credit-note', { last: 4 });
    aws.standsThere('invoice#INV-000017', {
      type: 'invoice',
      id: 'INV-000017',
      version: 1,
      writtenBy: 'order/s-1/generate-invoice',
      status: 'ISSUED',
    });
    expect(await handler(compensation('generate-invoice'), context)).toEqual({
      state: 'UNDONE',
      result: { creditNote: 'CRN-000005' },
    });
    expect(aws.records()).toMatchObject({
      'invoice#INV-000017': { status: 'CREDITED', creditNote: 'CRN-000005', version: 2 },
      'credit-note#CRN-000005': {
        invoice: 'INV-000017',
        amount: 4_200,
        currency: 'USD',
        at: new Date(NOW).toISOString(),
      },
    });
  });

  it('has nothing to credit of an invoice that never was in the books', async () => {
    issued({});
    expect(await handler(compensation('generate-invoice'), context)).toEqual({ state: 'UNDONE' });
    expect(aws.records()).toEqual({});
  });

  it('leaves a tombstone', async () => {
    await handler(compensation('generate-invoice'), context);
    expect(aws.puts()[0]?.Item).toMatchObject({ pk: 'order/s-1/generate-invoice', state: 'UNDONE' });
  });
});
