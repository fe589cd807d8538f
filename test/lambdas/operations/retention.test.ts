import type { SweeperTools } from '../../../lambdas/operations/sweep/sweep-tools';
import { sweeper } from '../../../lambdas/operations/sweeper';
import { eventOf, memorySagaLog, startOf } from '../../../lib/runtime';
import { FOREVER, type LedgerRemoval, type SagaStatus } from '../../../lib/saga';
import { tripSaga } from '../../runtime/support/sagas';
import { OperationsBench } from '../support/operations-bench';

const DAY = 86_400_000;
const RETENTION = Number(tripSaga.retentionSeconds) * 1000;

/** Sweeps of trips that are over, on a log in memory; ledgers only say which of their items were removed. */
const setUp = (definition = tripSaga as typeof tripSaga) => {
  const done = () => ({ result: { done: true } });
  const bench = new OperationsBench(definition, {
    book: done,
    unbook: { kind: 'undo-from-ledger' },
    pay: done,
    refund: { kind: 'undo-from-ledger' },
    tell: done,
  });
  const log = memorySagaLog();
  const removed: string[] = [];
  const faults = { ledger: false };
  const ledger: LedgerRemoval = {
    strip: async () => false,
    remove: async (key) => {
      if (faults.ledger) throw new Error('the table does not answer');
      removed.push(key);
    },
  };
  const tools: SweeperTools = { ...bench.tools, log, logRemoval: log, ledgerRemovalOf: () => ledger };
  const { clock } = bench.desk;
  const over = async (id: string, status: SagaStatus = 'COMPLETED') => {
    const saga = { ...bench.reference(id), startTime: tools.now() };
    const work = { clock };
    await log.start({ ...startOf(definition, saga), input: { guest: 'Ada' } }, tools.now());
    for (const { name } of startOf(definition, saga).steps) {
      const command = { step: { name, runner: 'main', attempt: 1 } };
      await log.append(saga, eventOf(command, 'StepSucceeded', work, { data: { seat: '7A' } }));
      if (status === 'COMPENSATED' && name !== 'tell')
        await log.append(saga, eventOf(command, 'CompensationSucceeded', work));
    }
    await log.raise(saga, status, tools.now());
  };
  const read = (id: string) => log.read({ name: definition.name, id });
  return { bench, log, tools, sweep: sweeper(() => tools), over, read, removed, faults, clock };
};

const keysOf = (...ids: readonly string[]) =>
  ids.flatMap((id) => ['book', 'pay', 'tell'].map((step) => `trip/${id}/${step}`));

describe('retention', () => {
  it('is counted from the end, and keeps an id for ever', async () => {
    const { sweep, over, read, removed, clock } = setUp();
    await over('s-1');
    await clock.advance(RETENTION - 1000);
    expect(await sweep()).toMatchObject({ removed: 0, finished: true });
    await clock.advance(2000);
    expect(await sweep()).toMatchObject({ removed: 1, finished: true });
    expect(removed).toEqual(keysOf('s-1'));
    expect(await read('s-1')).toMatchObject({
      header: { sagaId: 's-1', status: 'COMPLETED', closed: { as: 'removed' } },
      events: [],
    });
    expect((await read('s-1'))?.header).not.toHaveProperty('input');
    expect(await sweep()).toMatchObject({ removed: 0 });
  });

  it('removes what the participant keeps that heard of the undoing', async () => {
    const { tools, over, removed, clock } = setUp();
    await over('s-1', 'COMPENSATED');
    await clock.advance(RETENTION + DAY);
    const definition = { ...tripSaga, whenUndone: 'desk' };
    expect(await sweeper(() => ({ ...tools, definition }))()).toMatchObject({ removed: 1, finished: true });
    expect(removed).toEqual([...keysOf('s-1'), 'trip/s-1/when-undone']);
  });

  it('is for ever where one wrote it down', async () => {
    const { sweep, over, removed, clock } = setUp({ ...tripSaga, retentionSeconds: FOREVER });
    await over('s-1');
    await clock.advance(100 * RETENTION);
    expect(await sweep()).toMatchObject({ removed: 0, finished: true });
    expect(removed).toEqual([]);
  });

  it('begins with what ended last: an event that came later counts', async () => {
    const { sweep, over, log, bench, tools, clock } = setUp();
    await over('s-1');
    await clock.advance(RETENTION - DAY);
    const step = { step: { name: 'tell', runner: 'redrive', attempt: 9 } };
    await log.append(bench.reference(), eventOf(step, 'StepSucceeded', tools));
    await clock.advance(2 * DAY);
    expect(await sweep()).toMatchObject({ removed: 0 });
    await clock.advance(RETENTION);
    expect(await sweep()).toMatchObject({ removed: 1 });
  });

  it('waits for thirty days past the deadline: until then a late attempt has to find its tombstone', async () => {
    const year = 365 * 86_400;
    const { sweep, over, clock } = setUp({
      ...tripSaga,
      deadlineSeconds: year,
      retentionSeconds: 90 * 86_400,
    });
    await over('s-1', 'COMPENSATED');
    await clock.advance(91 * DAY);
    expect(await sweep()).toMatchObject({ removed: 0, finished: true });
    await clock.advance((365 + 30 - 91) * DAY - 1000);
    expect(await sweep()).toMatchObject({ removed: 0 });
    await clock.advance(2000);
    expect(await sweep()).toMatchObject({ removed: 1 });
  });

  it('removes nothing that was taken up again while it looked', async () => {
    const { tools, sweep, over, log, read, removed, bench, clock } = setUp();
    await over('s-1');
    await clock.advance(RETENTION + DAY);
    const cancelling = {
      ...log,
      read: async (saga: Parameters<typeof log.read>[0]) => {
        const logged = await log.read(saga);
        const cancelled = {
          type: 'CancelRequested',
          runner: 'operator',
          attempt: 1,
          at: tools.now(),
        } as const;
        await log.appendAndRaise(startOf(tripSaga, bench.reference()), [cancelled], 'COMPENSATING');
        return logged;
      },
    };
    expect(await sweeper(() => ({ ...tools, log: cancelling }))()).toMatchObject({ removed: 0 });
    expect(removed).toEqual([]);
    expect((await read('s-1'))?.header).toMatchObject({ status: 'COMPENSATING', input: { guest: 'Ada' } });
    expect(await sweep()).toMatchObject({ removed: 0 });
  });

  it('goes on where it was cut off, and is not kept from the others by the trouble of one', async () => {
    const { sweep, over, read, removed, faults, bench, clock } = setUp();
    for (const id of ['s-1', 's-2']) await over(id);
    await clock.advance(RETENTION + DAY);
    faults.ledger = true;
    expect(await sweep()).toMatchObject({ removed: 0, finished: false });
    expect(bench.lines.filter(({ message }) => message === 'a saga could not be removed')).toHaveLength(2);
    // It is closed already: nobody can take it back over ledgers that may be gone.
    expect((await read('s-1'))?.header.closed).toMatchObject({ as: 'removed' });
    expect((await read('s-1'))?.events).not.toEqual([]);
    faults.ledger = false;
    expect(await sweep()).toMatchObject({ removed: 2 });
    expect(removed).toEqual(keysOf('s-1', 's-2'));
    expect((await read('s-1'))?.events).toEqual([]);
  });

  it('says that it did not come to its end when its time was over', async () => {
    const { sweep, over, removed, clock } = setUp();
    for (const id of ['s-1', 's-2']) await over(id);
    await clock.advance(RETENTION + DAY);
    const context = { getRemainingTimeInMillis: () => (removed.length < 3 ? 600_000 : 0) };
    expect(await sweep(undefined, context)).toMatchObject({ removed: 1, finished: false });
    expect(await sweep()).toMatchObject({ removed: 1, finished: true });
  });
});
