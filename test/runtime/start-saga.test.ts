import fc from 'fast-check';
import { canonicalJson, executionArn, memorySagaLog, startOf, startSaga } from '../../lib/runtime';
import type { ExecutionSummary, Orchestrator } from '../../lib/saga';
import { sagaOf } from './support/commands';
import { tripSaga } from './support/sagas';

const MACHINE = 'arn:aws:states:us-east-1:000000000000:stateMachine:Trip:live';
const input = { product: 'chair', pieces: 2 };

const setUp = () => {
  const executions = new Map<string, ExecutionSummary>();
  const started: { readonly name: string; readonly input: string }[] = [];
  const orchestrator: Orchestrator = {
    // As Step Functions: the same name and input is fine while it runs, and nothing else.
    start: async (machine, name, text) => {
      const arn = executionArn(machine, name);
      const found = executions.get(arn);
      if (found) return found.status === 'RUNNING' && found.input === text ? 'started' : 'exists';
      executions.set(arn, { arn, status: 'RUNNING', input: text });
      started.push({ name, input: text });
      return 'started';
    },
    describe: async (arn) => executions.get(arn),
    stop: async () => undefined,
    statesEntered: async function* () {},
  };
  const tools = { log: memorySagaLog(), orchestrator, stateMachineArn: MACHINE };
  const start = (id: unknown, of: unknown = input) => startSaga(tools, tripSaga, id, of);
  const end = (status: ExecutionSummary['status']) => {
    for (const [arn, execution] of executions) executions.set(arn, { ...execution, status });
  };
  return { tools, executions, started, start, end };
};

describe('starting a saga', () => {
  it('starts an execution under the id, with canonical input', async () => {
    const { start, started } = setUp();
    expect(await start('order-4711')).toEqual({
      executionArn: 'arn:aws:states:us-east-1:000000000000:execution:Trip:order-4711',
      outcome: 'started',
    });
    expect(started).toEqual([{ name: 'order-4711', input: '{"pieces":2,"product":"chair"}' }]);
  });

  it.each([
    'RUNNING',
    'SUCCEEDED',
    'FAILED',
    'ABORTED',
  ] as const)('again while it is %s answers with the one that exists', async (status) => {
    const { start, started, end } = setUp();
    const first = await start('a');
    end(status);
    expect((await start('a', { pieces: 2, product: 'chair' })).executionArn).toBe(first.executionArn);
    expect(started).toHaveLength(1);
  });

  it.each([
    'RUNNING',
    'SUCCEEDED',
    'FAILED',
  ] as const)('with another input while it is %s is refused', async (status) => {
    const { start, end } = setUp();
    await start('a');
    end(status);
    await expect(start('a', { ...input, pieces: 3 })).rejects.toMatchObject({
      name: 'SagaError',
      code: 'SagaIdTaken',
      message: expect.stringContaining("saga id 'a'"),
    });
  });

  it('again when Step Functions has forgotten it answers from the log', async () => {
    const { tools, start, started, executions } = setUp();
    await start('a');
    await tools.log.start({ ...startOf(tripSaga, sagaOf(tripSaga, 'a')), input }, '2026-11-24T10:00:00.000Z');
    executions.clear();
    expect((await start('a')).outcome).toBe('exists');
    await expect(start('a', { ...input, pieces: 3 })).rejects.toMatchObject({ code: 'SagaIdTaken' });
    expect(started).toHaveLength(1);
  });

  it('of one that was turned back before its first step is the same one: its execution has the input', async () => {
    const { tools, start, end } = setUp();
    await start('a');
    end('ABORTED');
    await tools.log.appendAndRaise(
      startOf(tripSaga, sagaOf(tripSaga, 'a')),
      [{ type: 'UnwindStarted', runner: 'u1', attempt: 1, at: '2026-11-24T10:00:09.000Z' }],
      'COMPENSATING',
    );
    expect((await start('a')).outcome).toBe('exists');
    await expect(start('a', { ...input, pieces: 3 })).rejects.toMatchObject({ code: 'SagaIdTaken' });
  });

  it('under an id whose saga left no input is refused: nobody can tell whether it is the same', async () => {
    const { tools, start, started } = setUp();
    await tools.log.appendAndRaise(startOf(tripSaga, sagaOf(tripSaga, 'a')), [], 'COMPENSATING');
    await expect(start('a')).rejects.toMatchObject({ code: 'SagaIdTaken' });
    expect(started).toEqual([]);
  });

  it.each([
    '',
    'a b',
    'ä',
    'a/b',
    'a.u1',
    '../x',
    'x'.repeat(65),
    4711,
    null,
    undefined,
    {},
  ])('under the id %p is refused', async (id) => {
    const { start, started } = setUp();
    await expect(start(id)).rejects.toMatchObject({ name: 'SagaError', code: 'InvalidSagaId' });
    expect(started).toEqual([]);
  });

  it('with input that breaks the schema is refused, naming the field', async () => {
    const { start, started } = setUp();
    await expect(start('a', { ...input, pieces: 'many' })).rejects.toMatchObject({
      code: 'InvalidInput',
      message: expect.stringMatching(/^the input of trip is not valid: pieces: /),
    });
    expect(started).toEqual([]);
  });

  it('with more than 64 KB of input is refused', async () => {
    const { tools, started } = setUp();
    const anything = {
      ...tripSaga,
      input: { safeParse: (data: unknown) => ({ success: true, data }) as never },
    };
    const text = (bytes: number) => ({ text: 'x'.repeat(bytes - '{"text":""}'.length) });
    await expect(startSaga(tools, anything, 'a', text(64 * 1024 + 1))).rejects.toMatchObject({
      code: 'InputTooLarge',
    });
    await startSaga(tools, anything, 'a', text(64 * 1024));
    expect(started).toHaveLength(1);
  });
});

describe('canonical JSON', () => {
  it('is the same whatever the order of the keys, and means the same', () => {
    const shuffled = (value: unknown): unknown =>
      Array.isArray(value)
        ? value.map(shuffled)
        : typeof value === 'object' && value !== null
          ? Object.fromEntries(
              Object.entries(value)
                .reverse()
                .map(([key, item]) => [key, shuffled(item)]),
            )
          : value;
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(canonicalJson(shuffled(value))).toBe(canonicalJson(value));
        expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
      { seed: 20261124, numRuns: 500 },
    );
  });

  it('keeps the order of lists', () => {
    expect(canonicalJson([2, 1])).not.toBe(canonicalJson([1, 2]));
  });
});
