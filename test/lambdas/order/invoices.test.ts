import { handler } from '../../../lambdas/order/invoices';
import { context, mockedAws } from '../support/mocked-aws';
import { orderCommands, results } from '../support/orders';

const aws = mockedAws();
const { action, compensation } = orderCommands();

describe('generate-invoice', () => {
  it('invoices what was paid, in the currency of the payment', async () => {
    const paid = { ...results, 'process-payment': { amount: 4_200, currency: 'USD' } };
    expect(await handler(action('generate-invoice', { results: paid }), context)).toEqual({
      invoiceNumber: 'INV-s-1',
      amount: 4_200,
      currency: 'USD',
    });
    expect(aws.puts()[0]?.Item).toMatchObject({ pk: 'order/s-1/generate-invoice', state: 'DONE' });
  });

  it('without a payment is a fault to be looked at, not an invoice', async () => {
    await expect(
      handler(action('generate-invoice', { results: { 'place-order': {} } }), context),
    ).rejects.toMatchObject({ name: 'TransientError' });
    expect(aws.puts()).toEqual([]);
  });
});

describe('cancel-invoice', () => {
  it('leaves a tombstone', async () => {
    await handler(compensation('generate-invoice'), context);
    expect(aws.puts()[0]?.Item).toMatchObject({ pk: 'order/s-1/generate-invoice', state: 'UNDONE' });
  });
});
