import { QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { handler } from '../../../lambdas/order/notifications';
import { orderSaga } from '../../../lib/sagas';
import { context, LOG_TABLE, mockedAws } from '../support/mocked-aws';
import { orderCommands, results, validOrder } from '../support/orders';
import { undoneEvent } from '../support/undone';

const aws = mockedAws();
const { action, fence } = orderCommands();

describe('notify-customer', () => {
  it('tells where the parcel is', async () => {
    expect(await handler(action('notify-customer', { results }), context)).toEqual({
      channel: 'email',
      about: 'TRK-s-1',
    });
    expect(aws.records()).toMatchObject({
      'notification#order-s-1': {
        to: validOrder.customer.email,
        subject: expect.stringContaining('s-1'),
        text: expect.stringContaining('TRK-s-1'),
        order: 's-1',
        version: 1,
      },
    });
  });

  it('closes the saga in its log: reads all of it consistently, then raises the header', async () => {
    aws.dynamoDb.on(QueryCommand, { TableName: LOG_TABLE }).resolves({
      Items: [
        {
          pk: 'order/s-1',
          sk: 'SagaStarted',
          steps: [{ name: 'notify-customer', by: 'notifications', type: 'retriable' }],
        },
        {
          pk: 'order/s-1',
          sk: 'e',
          type: 'StepSucceeded',
          step: 'notify-customer',
          runner: 'main',
          attempt: 1,
        },
      ],
    });
    await handler(action('notify-customer', { results }), context);
    const [query] = aws.dynamoDb.commandCalls(QueryCommand);
    expect(query?.args[0].input).toMatchObject({ ConsistentRead: true });
    const [raise] = aws.dynamoDb.commandCalls(UpdateCommand);
    expect(raise?.args[0].input.ExpressionAttributeValues).toMatchObject({ ':status': 'COMPLETED' });
    expect(raise?.args[0].input.ConditionExpression).toContain('statusRank < :statusRank');
  });

  it('is carried out however late: past the pivot there is no way back', async () => {
    const old = action('notify-customer', { results });
    const command = { ...old, saga: { ...old.saga, startTime: '2020-01-01T00:00:00.000Z' } };
    expect(await handler(command, context)).toMatchObject({ channel: 'email' });
  });

  it('has no compensation, but can be fenced', async () => {
    expect(await handler(fence('notify-customer'), context)).toEqual({ state: 'UNDONE' });
    expect(aws.ledgerItem()).toMatchObject({ pk: 'order/s-1/notify-customer', state: 'UNDONE' });
  });
});

describe('an order that was undone', () => {
  const placed = { 'place-order': results['place-order'] };
  const charged = { ...placed, 'process-payment': results['process-payment'] };
  const hear = (done: Readonly<Record<string, unknown>>) =>
    handler(undoneEvent(aws, orderSaga, validOrder, done), context);

  it('is told to a customer who was charged', async () => {
    expect(await hear(charged)).toEqual({ batchItemFailures: [] });
    expect(aws.records()).toMatchObject({
      'notification#order-s-1@undone': {
        to: validOrder.customer.email,
        subject: expect.stringContaining('s-1'),
        order: 's-1',
        writtenBy: 'order/s-1/when-undone',
      },
    });
  });

  it('is nothing to write about to one who was not', async () => {
    expect(await hear(placed)).toEqual({ batchItemFailures: [] });
    expect(aws.records()).toEqual({});
  });
});
