import { SendMessageBatchCommand } from '@aws-sdk/client-sqs';
import { Deployed, exampleOf } from '../operations/support/deployed';

const REQUESTS = 500;
const order = exampleOf('order') as { readonly items: readonly object[] };
/** A little of everything, so that the stock lasts. */
const input = { ...order, items: order.items.map((item) => ({ ...item, quantity: 1 })) };
const request = (changes: object): string =>
  JSON.stringify({ saga: 'order', id: 'malformed', input, ...changes });

/** Twenty messages that nobody can carry out, and the code that says why. */
const MALFORMED: readonly (readonly [string, string])[] = [
  ['', 'MalformedRequest'],
  ['{', 'MalformedRequest'],
  ['null', 'MalformedRequest'],
  ['[]', 'MalformedRequest'],
  ['"order"', 'MalformedRequest'],
  ['42', 'MalformedRequest'],
  ['{}', 'MalformedRequest'],
  [request({ saga: 1 }), 'MalformedRequest'],
  [request({ saga: undefined }), 'MalformedRequest'],
  [request({ saga: 'travel' }), 'UnknownSaga'],
  [request({ saga: 'constructor' }), 'UnknownSaga'],
  [request({ id: undefined }), 'MalformedRequest'],
  [request({ id: null }), 'InvalidSagaId'],
  [request({ id: '' }), 'InvalidSagaId'],
  [request({ id: 'a b' }), 'InvalidSagaId'],
  [request({ id: 'x'.repeat(65) }), 'InvalidSagaId'],
  [request({ input: undefined }), 'MalformedRequest'],
  [request({ input: 'text' }), 'InvalidInput'],
  [request({ input: { ...input, items: [] } }), 'InvalidInput'],
  [request({ input: { ...input, gift: true } }), 'InvalidInput'],
  // SQS takes no empty message: a blank one stands for it.
].map(([body = '', code = '']) => [body === '' ? ' ' : body, code] as const);

test('500 messages, each sent twice, and 20 malformed ones: 500 sagas, and 20 dead letters with their reasons', async () => {
  const deployed = await Deployed.open();
  try {
    deployed.setSchedules(false);
    const { resources } = deployed.saga('order');
    const good = Array.from({ length: REQUESTS }, (_, n) => request({ id: `request-${n}` }));
    const bodies = [...good, ...MALFORMED.map(([body]) => body), ...good.reverse()];
    for (let from = 0; from < bodies.length; from += 10) {
      await deployed.clients.sqs.send(
        new SendMessageBatchCommand({
          QueueUrl: resources.requestsQueueUrl,
          Entries: bodies.slice(from, from + 10).map((MessageBody, n) => ({ Id: String(n), MessageBody })),
        }),
      );
    }
    await deployed.stack.idle();

    const names = deployed.stack.executions().map(({ name }) => name);
    expect(new Set(names)).toEqual(new Set(Array.from({ length: REQUESTS }, (_, n) => `request-${n}`)));
    expect(names).toHaveLength(REQUESTS);
    for (const name of names) {
      expect([name, (await deployed.read('order', name)).state.status]).toEqual([
        name,
        expect.stringMatching(/^(COMPLETED|COMPENSATED)$/),
      ]);
    }
    expect(await deployed.wrongCounters('order')).toEqual([]);

    const queue = resources.requestsDeadLetterQueueUrl.split('/').pop() ?? '';
    const letters = deployed.stack
      .messages(queue)
      .map(
        ({ body }) =>
          JSON.parse(body) as { readonly code: string; readonly reason: string; readonly request: string },
      );
    const byRequest = (a: readonly string[], b: readonly string[]) => (String(a) < String(b) ? -1 : 1);
    expect(letters.map((letter) => [letter.request, letter.code]).sort(byRequest)).toEqual(
      MALFORMED.map(([body, code]) => [body, code]).sort(byRequest),
    );
    for (const { reason } of letters) expect(reason.length).toBeGreaterThan(20);
    expect(deployed.leftMessages()).toHaveLength(MALFORMED.length);
  } finally {
    await deployed.close();
  }
});
