import { starter } from '../../../lambdas/operations/start';
import { undoFromLedger } from '../../../lib/runtime';
import { tripSaga } from '../../runtime/support/sagas';
import { OperationsBench, queueEvent } from '../support/operations-bench';

const input = { product: 'chair', pieces: 2 };
const request = (more: Record<string, unknown> = {}) => ({ saga: 'trip', id: 's-1', input, ...more });

const setUp = () => {
  const done = () => ({ result: {} });
  const bench = new OperationsBench(tripSaga, {
    book: done,
    unbook: undoFromLedger,
    pay: done,
    refund: undoFromLedger,
    tell: done,
  });
  const start = starter(() => bench.tools);
  const take = async (...bodies: unknown[]) =>
    (await start(queueEvent(bodies))).batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
  return { bench, take };
};

describe('a request in the queue', () => {
  it('starts the saga under its own id', async () => {
    const { bench, take } = setUp();
    expect(await take(request())).toEqual([]);
    expect(bench.started).toEqual([{ name: 's-1', input }]);
    expect(bench.refused).toEqual([]);
  });

  it('that comes twice starts one saga, whether it runs, has ended or was forgotten', async () => {
    const { bench, take } = setUp();
    await take(request(), request());
    const { input: text = '' } = bench.executions.values().next().value ?? {};
    bench.execution('s-1', 'SUCCEEDED', { input: text });
    await take(request());
    bench.executions.clear();
    await bench.ran(input);
    await take(request());
    expect(bench.started).toHaveLength(1);
    expect(bench.refused).toEqual([]);
  });

  it('with the fields of its input in another order is the same request', async () => {
    const { bench, take } = setUp();
    await take(request(), request({ input: { pieces: 2, product: 'chair' } }));
    expect(bench.started).toHaveLength(1);
    expect(bench.refused).toEqual([]);
  });

  it.each([
    ['no JSON', '{', 'MalformedRequest'],
    ['no object', [1], 'MalformedRequest'],
    ['no saga', { id: 's-1', input }, 'MalformedRequest'],
    ['another saga', request({ saga: 'order' }), 'UnknownSaga'],
    ['no id', request({ id: undefined }), 'MalformedRequest'],
    ['an id with a slash', request({ id: 'a/b' }), 'InvalidSagaId'],
    ['an id that is too long', request({ id: 'x'.repeat(65) }), 'InvalidSagaId'],
    ['an id that is a number', request({ id: 4711 }), 'InvalidSagaId'],
    ['no input', request({ input: undefined }), 'MalformedRequest'],
    ['input that breaks the schema', request({ input: { product: 'chair' } }), 'InvalidInput'],
  ])('with %s goes to the dead-letter queue, with the reason', async (_what, body, code) => {
    const { bench, take } = setUp();
    expect(await take(body)).toEqual([]);
    expect(bench.started).toEqual([]);
    expect(bench.refused).toEqual([
      { code, reason: expect.any(String), request: typeof body === 'string' ? body : JSON.stringify(body) },
    ]);
  });

  it('with an id that was used with another input is refused', async () => {
    const { bench, take } = setUp();
    await take(request());
    expect(await take(request({ input: { ...input, pieces: 3 } }))).toEqual([]);
    expect(bench.started).toHaveLength(1);
    expect(bench.refused).toEqual([expect.objectContaining({ code: 'SagaIdTaken' })]);
  });

  it('that cannot be refused now comes again', async () => {
    const { bench, take } = setUp();
    bench.queueFailure = new Error('QueueDoesNotExist');
    expect(await take('{')).toEqual(['m1']);
  });

  it('that Step Functions throttles comes again, alone', async () => {
    const { bench, take } = setUp();
    const { orchestrator } = bench.tools;
    const { start } = orchestrator;
    Object.assign(orchestrator, {
      start: async (machine: string, name: string, text: string) => {
        if (name === 'busy') throw new Error('ThrottlingException');
        return start(machine, name, text);
      },
    });
    expect(await take(request({ id: 'a' }), request({ id: 'busy' }), request({ id: 'b' }))).toEqual(['m2']);
    expect(bench.started.map(({ name }) => name)).toEqual(['a', 'b']);
    expect(bench.refused).toEqual([]);
  });

  it('leaves nothing of its input in the log lines', async () => {
    const { bench, take } = setUp();
    await take(request(), '{"card":"4111 1111"', request({ id: 'x', input: { secret: 'tok_4111' } }));
    expect(JSON.stringify(bench.lines)).not.toMatch(/4111|chair/);
  });
});
