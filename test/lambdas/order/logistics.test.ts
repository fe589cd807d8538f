import { SendTaskFailureCommand, SendTaskSuccessCommand } from '@aws-sdk/client-sfn';
import { handler } from '../../../lambdas/order/logistics';
import { context, mockedAws } from '../support/mocked-aws';
import { example, orderCommands, results, validOrder } from '../support/orders';

const aws = mockedAws();
const ship = (input: unknown = validOrder) => orderCommands(input).action('ship-order', { results });
const to = (country: string) => ({
  ...validOrder,
  shippingAddress: { ...validOrder.shippingAddress, country },
});
const queued = (input: unknown = validOrder) => ({
  Records: [
    {
      messageId: 'm1',
      receiptHandle: 'r1',
      body: JSON.stringify({ ...ship(input), taskToken: 'a-token' }),
      attributes: { ApproximateReceiveCount: '1' },
    },
  ],
});

describe('ship-order', () => {
  it('hands the parcel to the carrier', async () => {
    expect(await handler(ship(), context)).toEqual({ trackingNumber: 'TRK-s-1', country: 'DE' });
    expect(aws.ledgerItem()).toMatchObject({
      pk: 'order/s-1/ship-order',
      state: 'DONE',
      records: [{ undo: { kind: 'set', set: { status: 'CALLED_BACK' } } }],
    });
    expect(aws.records()).toMatchObject({
      'shipment#TRK-s-1': { order: 's-1', country: 'DE', status: 'HANDED_OVER' },
    });
  });

  it.each(['DE', 'CH', 'US'])('delivers to %s', async (country) => {
    expect(await handler(ship(to(country)), context)).toMatchObject({ country });
  });

  it.each(['AQ', 'ZZ'])('does not deliver to %s', async (country) => {
    await expect(handler(ship(to(country)), context)).rejects.toMatchObject({
      name: 'BusinessError',
      message: `AddressNotServed: the carrier does not deliver to ${country}`,
    });
    expect(aws.ledgerItem()).toBeUndefined();
  });

  it('from the queue answers its task token', async () => {
    expect(await handler(queued(), context)).toEqual({ batchItemFailures: [] });
    expect(aws.sfn.commandCalls(SendTaskSuccessCommand)[0]?.args[0].input).toEqual({
      taskToken: 'a-token',
      output: JSON.stringify({ trackingNumber: 'TRK-s-1', country: 'DE' }),
    });
  });

  it('from the queue says no through the task token as well', async () => {
    expect(await handler(queued(example('address-not-served')), context)).toEqual({ batchItemFailures: [] });
    expect(aws.sfn.commandCalls(SendTaskFailureCommand)[0]?.args[0].input).toMatchObject({
      taskToken: 'a-token',
      error: 'BusinessError',
      cause: expect.stringMatching(/^AddressNotServed: /),
    });
  });
});

describe('cancel-shipment', () => {
  it('leaves a tombstone', async () => {
    await handler(orderCommands().compensation('ship-order'), context);
    expect(aws.puts()[0]?.Item).toMatchObject({ pk: 'order/s-1/ship-order', state: 'UNDONE' });
  });
});
