import { cancelSaga } from '../../lib/operations';
import { orderSaga } from '../../lib/sagas';
import { MemoryOperations } from './support/memory-operations';

const RUNNING = [
  { type: 'StepStarted', step: 'place-order' },
  { type: 'StepSucceeded', step: 'place-order' },
  { type: 'StepStarted', step: 'process-payment' },
] as const;

describe('cancelling', () => {
  let world: MemoryOperations;
  beforeEach(() => {
    world = new MemoryOperations(orderSaga);
  });

  test('says so in the log before it stops anything, and only then unwinds', async () => {
    await world.logged('one', RUNNING);
    world.execution('one', {});
    const stopped: string[] = [];
    const { stop } = world.ports.orchestrator;
    const ports = {
      ...world.ports,
      orchestrator: {
        ...world.ports.orchestrator,
        stop: async (...args: Parameters<typeof stop>) => {
          stopped.push(...(await world.read('one')).events.map(({ type }) => type).slice(-1));
          await stop(...args);
        },
      },
    };
    expect(await cancelSaga(ports, 'one', 'the customer called')).toEqual({
      sagaId: 'one',
      sagaName: 'order',
      outcome: 'unwinding',
      statusBefore: 'RUNNING',
      unwind: 'one-u1',
    });
    expect(stopped).toEqual(['CancelRequested']);
    expect(world.calls).toEqual(['stop one', 'start one-u1']);
    const { header, events } = await world.read('one');
    expect(header.status).toBe('COMPENSATING');
    expect(events).toContainEqual(
      expect.objectContaining({ type: 'CancelRequested', runner: 'operator', reason: 'the customer called' }),
    );
  });

  test('twice is once', async () => {
    await world.logged('one', RUNNING);
    world.execution('one', {});
    await cancelSaga(world.ports, 'one', 'first');
    const again = await cancelSaga(world.ports, 'one', 'second');
    expect(again).toMatchObject({ outcome: 'already-unwinding', unwind: 'one-u1' });
    expect(world.calls).toEqual(['stop one', 'start one-u1']);
    const { events } = await world.read('one');
    expect(events.filter(({ type }) => type === 'CancelRequested').map(({ reason }) => reason)).toEqual([
      'first',
    ]);
  });

  test('ten times at once is once', async () => {
    await world.logged('one', RUNNING);
    world.execution('one', {});
    await Promise.all(Array.from({ length: 10 }, () => cancelSaga(world.ports, 'one', 'all at once')));
    expect(new Set(world.calls)).toEqual(new Set(['stop one', 'start one-u1']));
    const { events } = await world.read('one');
    expect(events.filter(({ type }) => type === 'UnwindStarted')).toHaveLength(1);
  });

  test('an operator who died between the mark and the unwind can cancel again', async () => {
    await world.logged('one', [...RUNNING, { type: 'CancelRequested', runner: 'operator', reason: 'first' }]);
    world.execution('one', {});
    expect(await cancelSaga(world.ports, 'one', 'again')).toMatchObject({
      outcome: 'unwinding',
      unwind: 'one-u1',
    });
    expect(world.calls).toEqual(['stop one', 'start one-u1']);
  });

  test('after a dead unwind the next one runs', async () => {
    await world.logged('one', [...RUNNING, { type: 'UnwindStarted', runner: 'u1' }]);
    world.execution('one', { status: 'ABORTED' });
    world.execution('one-u1', { status: 'TIMED_OUT' }, 'unwind');
    expect(await cancelSaga(world.ports, 'one', 'please')).toMatchObject({
      unwind: 'one-u2',
      outcome: 'unwinding',
    });
  });

  test('a saga of which nothing is logged yet is stopped and unwound, with the deadline that its input asks for', async () => {
    world.execution('fresh', { input: JSON.stringify({ deadlineSeconds: 120 }) });
    expect(await cancelSaga(world.ports, 'fresh', 'too late')).toMatchObject({
      outcome: 'unwinding',
      statusBefore: 'PENDING',
    });
    const { header, state } = await world.read('fresh');
    expect(Date.parse(header.expireTime) - Date.parse(header.createTime)).toBe(120_000);
    expect(state.status).toBe('COMPENSATING');
  });

  test('a completed saga is not stopped, only unwound', async () => {
    await world.logged(
      'done',
      orderSaga.steps.map(({ name }) => ({ type: 'StepSucceeded' as const, step: name })),
    );
    world.execution('done', { status: 'SUCCEEDED' });
    expect(await cancelSaga(world.ports, 'done', 'returned')).toMatchObject({
      outcome: 'unwinding',
      statusBefore: 'COMPLETED',
    });
    expect(world.calls).toEqual(['start done-u1']);
  });

  test('a compensated saga is left alone', async () => {
    await world.logged('undone', [
      { type: 'StepFailed', step: 'place-order' },
      { type: 'CompensationSucceeded', step: 'place-order' },
    ]);
    expect(await cancelSaga(world.ports, 'undone', 'why not')).toMatchObject({
      outcome: 'already-compensated',
      unwind: null,
    });
    expect(world.calls).toEqual([]);
    expect((await world.read('undone')).events).toHaveLength(2);
  });

  test.each(['nobody', 'no such id', 'x'.repeat(65), ''])('%j is a clear error', async (id) => {
    await expect(cancelSaga(world.ports, id, 'typo')).rejects.toMatchObject({
      code: 'UnknownSaga',
      message: expect.stringContaining(`'${id}'`),
    });
  });
});
