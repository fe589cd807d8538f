import valid from '../../examples/order/valid.json';
import { listSagas, rerunSaga, subjectOf } from '../../lib/operations';
import { isoTime } from '../../lib/runtime';
import type { SagaHeader } from '../../lib/saga';
import { orderSaga } from '../../lib/sagas';
import { MemoryOperations } from './support/memory-operations';

const pagesOf = async (
  pages: AsyncIterable<readonly SagaHeader[]>,
): Promise<readonly (readonly SagaHeader[])[]> => {
  const found: (readonly SagaHeader[])[] = [];
  for await (const page of pages) found.push(page);
  return found;
};

describe('listing', () => {
  test('all sagas, newest first, each once, in pages', async () => {
    const world = new MemoryOperations(orderSaga);
    for (let n = 0; n < 25; n++) await world.logged(`saga-${n}`, [{ step: 'place-order' }]);
    const pages = await pagesOf(listSagas(world.ports, { pageSize: 10 }));
    expect(pages.map(({ length }) => length)).toEqual([10, 10, 5]);
    expect(pages.flat().map(({ sagaId }) => sagaId)).toEqual(
      Array.from({ length: 25 }, (_, n) => `saga-${24 - n}`),
    );
  });

  test('by status, and since a time', async () => {
    const world = new MemoryOperations(orderSaga);
    await world.logged('old', [{ step: 'place-order' }]);
    world.time += 60_000;
    const since = isoTime(world.time);
    await world.logged('new', [{ step: 'place-order' }]);
    await world.logged('back', [{ type: 'StepFailed', step: 'place-order' }]);
    const ids = async (query: Parameters<typeof listSagas>[1]) =>
      (await pagesOf(listSagas(world.ports, query))).flat().map(({ sagaId }) => sagaId);
    expect(await ids({ since })).toEqual(['back', 'new']);
    expect(await ids({ since, status: 'RUNNING' })).toEqual(['new']);
    expect(await ids({ status: 'COMPENSATING' })).toEqual(['back']);
    expect(await ids({ since: isoTime(world.time + 1) })).toEqual([]);
  });

  test('stops reading where everything was started before', async () => {
    const world = new MemoryOperations(orderSaga);
    for (let n = 0; n < 30; n++) await world.logged(`old-${n}`, []);
    // Sagas are due hours after their start: as long as that, the list cannot tell.
    world.time += 30 * 86_400_000;
    await world.logged('new', []);
    let reads = 0;
    const log = {
      ...world.ports.log,
      list: (query: Parameters<typeof world.ports.log.list>[0]) => {
        reads++;
        return world.ports.log.list(query);
      },
    };
    const pages = await pagesOf(
      listSagas({ ...world.ports, log }, { since: isoTime(world.time - 60_000), pageSize: 5 }),
    );
    expect(pages.flat().map(({ sagaId }) => sagaId)).toEqual(['new']);
    expect(reads).toBe(1);
  });
});

describe('running again', () => {
  let world: MemoryOperations;
  beforeEach(async () => {
    world = new MemoryOperations(orderSaga);
    await world.logged('one', [{ step: 'place-order' }], valid);
  });

  test('starts the same input under the next free id', async () => {
    world.execution('one-2', {});
    expect(await rerunSaga(world.ports, 'one')).toMatchObject({
      sagaId: 'one-3',
      rerunOf: 'one',
      sagaName: 'order',
    });
    const started = [...world.executions.values()].find(({ arn }) => arn.endsWith(':one-3'));
    expect(JSON.parse(started?.input ?? '')).toEqual(valid);
  });

  test('under the id that is asked for', async () => {
    expect(await rerunSaga(world.ports, 'one', 'other')).toMatchObject({ sagaId: 'other' });
    await expect(rerunSaga(world.ports, 'one', 'other')).rejects.toMatchObject({ code: 'SagaIdTaken' });
    await expect(rerunSaga(world.ports, 'one', 'one')).rejects.toMatchObject({ code: 'SagaIdTaken' });
    await expect(rerunSaga(world.ports, 'one', 'no such id')).rejects.toMatchObject({
      code: 'InvalidSagaId',
    });
  });

  test('an id of 64 characters makes room for the number', async () => {
    const id = 'x'.repeat(64);
    await world.logged(id, [], valid);
    expect((await rerunSaga(world.ports, id)).sagaId).toBe(`${'x'.repeat(62)}-2`);
  });

  test('with the input of the execution when no action got through', async () => {
    world.execution('early', { input: JSON.stringify(valid) });
    expect(await rerunSaga(world.ports, 'early')).toMatchObject({ sagaId: 'early-2' });
  });

  test('not without any input', async () => {
    world.execution('forgotten', {});
    await expect(rerunSaga(world.ports, 'forgotten')).rejects.toMatchObject({ code: 'NoInput' });
    await expect(rerunSaga(world.ports, 'nobody')).rejects.toMatchObject({ code: 'UnknownSaga' });
  });
});

const UNWIND = 'arn:aws:states:us-east-1:000000000000:stateMachine:Unwind';

describe('what a message is about', () => {
  test.each([
    [
      { saga: { id: 'a', name: 'order' }, step: 's', phase: 'action', error: { error: 'E', cause: '' } },
      'step',
    ],
    [{ saga: { id: 'a', name: 'order' }, step: 's', phase: 'fence', error: {} }, 'unreadable'],
    [{ detail: { name: 'a.u12', status: 'ABORTED' } }, 'execution'],
    [{ detail: { name: 5 } }, 'unreadable'],
    [null, 'unreadable'],
    ['text', 'unreadable'],
    [[], 'unreadable'],
  ])('%j', (body, kind) => {
    expect(subjectOf(body, UNWIND).kind).toBe(kind);
  });

  test.each([
    ['order-u1', 'arn:aws:states:us-east-1:000000000000:stateMachine:Saga', 'order-u1'],
    ['order-u1', UNWIND, 'order'],
    ['order-u1-u2', UNWIND, 'order-u1'],
  ])('an execution %s of %s is about saga %s', (name, stateMachineArn, sagaId) => {
    expect(subjectOf({ detail: { name, stateMachineArn, status: 'ABORTED' } }, UNWIND)).toMatchObject({
      sagaId,
    });
  });
});
