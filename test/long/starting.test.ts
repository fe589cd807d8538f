import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { startSaga } from '../../lib/runtime';
import { Deployed, exampleOf } from '../operations/support/deployed';

const DAY_MS = 86_400_000;

let deployed: Deployed;
beforeAll(async () => {
  deployed = await Deployed.open();
  deployed.setSchedules(false);
});
afterAll(() => deployed.close());

const start = (id: string, input: unknown = exampleOf('order')) => {
  const { ports, definition } = deployed.saga('order');
  return startSaga(ports, definition, id, input);
};
const executionsOf = (id: string) => deployed.stack.executions().filter(({ name }) => name === id);

test('the same id started 10 times at once is one saga', async () => {
  const answers = await Promise.all(Array.from({ length: 10 }, () => start('at-once')));
  expect(new Set(answers.map(({ executionArn }) => executionArn)).size).toBe(1);
  await deployed.stack.idle();
  expect(executionsOf('at-once')).toHaveLength(1);
  expect((await deployed.read('order', 'at-once')).state.status).toBe('COMPLETED');
  expect(await deployed.wrongCounters('order')).toEqual([]);
});

test('the same id and input, with its fields in another order, answers with the saga that exists', async () => {
  await start('again');
  await deployed.stack.idle();
  const shuffled = Object.fromEntries(Object.entries(exampleOf('order') as object).reverse());
  expect(await start('again', shuffled)).toMatchObject({ outcome: 'exists' });
  expect(executionsOf('again')).toHaveLength(1);
});

test('another input is refused, while it runs and afterwards', async () => {
  const release = deployed.clock.hold();
  try {
    deployed.stack.addFault({ command: 'place-order', kind: 'timeout', sagaId: 'taken' });
    await start('taken');
    await expect(start('taken', exampleOf('order', 'out-of-stock'))).rejects.toMatchObject({
      code: 'SagaIdTaken',
    });
  } finally {
    release();
  }
  await deployed.stack.idle();
  await expect(start('taken', exampleOf('order', 'out-of-stock'))).rejects.toMatchObject({
    code: 'SagaIdTaken',
  });
  expect(executionsOf('taken')).toHaveLength(1);
});

test('also when Step Functions has forgotten it', async () => {
  const { ports, definition } = deployed.saga('order');
  await start('forgotten');
  await deployed.stack.idle();
  await deployed.stack.pass(100 * DAY_MS);
  const forgetful = {
    ...ports,
    orchestrator: {
      ...ports.orchestrator,
      describe: async () => undefined,
      start: async () => 'started' as const,
    },
  };
  expect(await startSaga(forgetful, definition, 'forgotten', exampleOf('order'))).toMatchObject({
    outcome: 'exists',
  });
});

test.each([
  ['an id with a space', 'my order', exampleOf('order'), 'InvalidSagaId'],
  ['an id of 65 characters', 'x'.repeat(65), exampleOf('order'), 'InvalidSagaId'],
  ['an input that breaks the schema', 'broken', { customer: {} }, 'InvalidInput'],
  [
    'an input that is too large',
    'large',
    { ...(exampleOf('order') as object), customer: { name: 'x', email: 'y'.repeat(70_000) } },
    'InvalidInput',
  ],
])('%s starts nothing', async (_name, id, input, code) => {
  await expect(start(id, input)).rejects.toMatchObject({ code });
  expect(executionsOf(id)).toEqual([]);
});

// 500 requests, each sent twice: test/long/saga-requests.test.ts.
test('a message on saga-requests starts a saga; what is malformed goes to the dead-letter queue with the reason', async () => {
  const { resources } = deployed.saga('order');
  const send = (MessageBody: string) =>
    deployed.clients.sqs.send(new SendMessageCommand({ QueueUrl: resources.requestsQueueUrl, MessageBody }));
  await send(JSON.stringify({ saga: 'order', id: 'by-queue', input: exampleOf('order') }));
  await send('{ "saga": "order"');
  await deployed.stack.idle();
  expect((await deployed.read('order', 'by-queue')).state.status).toBe('COMPLETED');
  const letters = deployed.stack
    .messages(resources.requestsDeadLetterQueueUrl.split('/').pop() ?? '')
    .map(({ body }) => JSON.parse(body) as unknown);
  expect(letters).toEqual([
    {
      code: 'MalformedRequest',
      reason: expect.stringContaining('{ saga, id, input }'),
      request: '{ "saga": "order"',
    },
  ]);
});
