import { undoFromLedger } from '../../lib/runtime';
import { type Failure, ledgerKey } from '../../lib/saga';
import { commandsOf, failureAt, sagaOf } from './support/commands';
import { MemoryDesk } from './support/memory-desk';
import { tourSaga, tripSaga } from './support/sagas';

const input = { product: 'chair', pieces: 2 };
const { action, compensation, fence } = commandsOf(tripSaga, input);
const before = { book: { booking: true }, pay: { paid: true } };

const setUp = () => {
  const desk = new MemoryDesk();
  const handle = desk.handler(tripSaga, 'desk', {
    book: () => ({ result: { booking: true }, effects: [{ counter: 'chair', take: 2, capacity: 10 }] }),
    unbook: undoFromLedger,
    pay: () => ({ result: { paid: true } }),
    refund: undoFromLedger,
    tell: () => ({ result: { told: true } }),
  });
  const saga = () => desk.saga('trip', 's-1');
  const typesOf = async (step: string) =>
    ((await saga())?.events ?? []).filter((event) => event.step === step).map(({ type }) => type);
  const stateOf = (step: string) => desk.table.items.get(ledgerKey(sagaOf(tripSaga), step))?.state;
  return { desk, handle, saga, typesOf, stateOf, left: () => desk.table.counters.get('chair') };
};

describe('a chain of compensations', () => {
  const run = async () => {
    const world = setUp();
    await world.handle(action('book'));
    await world.handle(action('pay', { results: { book: before.book } }));
    world.desk.writes.length = 0;
    await world.handle(compensation('pay', { failure: failureAt('pay') }));
    await world.handle(compensation('book', { failure: failureAt('pay') }));
    return world;
  };

  it('begins with the failure, the event and the header in one transaction, and ends with the header', async () => {
    const { desk } = await run();
    expect(desk.writes).toEqual([
      'log.appendAndRaise',
      'ledger.undo',
      'log.append',
      'log.append',
      'ledger.undo',
      'log.append',
      'log.raise',
    ]);
  });

  it('undoes every effect, and says of each step what became of it', async () => {
    const { saga, typesOf, stateOf, left } = await run();
    expect(left()).toBe(10);
    expect([stateOf('book'), stateOf('pay')]).toEqual(['UNDONE', 'UNDONE']);
    expect(await typesOf('pay')).toEqual([
      'StepStarted',
      'StepSucceeded',
      'StepFailed',
      'CompensationStarted',
      'CompensationSucceeded',
    ]);
    expect(await typesOf('book')).toEqual([
      'StepStarted',
      'StepSucceeded',
      'CompensationStarted',
      'CompensationSucceeded',
    ]);
    expect((await saga())?.header.status).toBe('COMPENSATED');
    expect((await saga())?.state.steps.map(({ status }) => status)).toEqual([
      'COMPENSATED',
      'COMPENSATED',
      'PENDING',
    ]);
  });

  it('keeps why the step was given up, at most 1000 characters of it', async () => {
    const { handle, saga } = setUp();
    const failure: Failure = { steps: ['pay'], error: 'States.Timeout', cause: 'c'.repeat(5000) };
    await handle(compensation('pay', { failure }));
    const failed = (await saga())?.events.find(({ type }) => type === 'StepFailed');
    expect(failed?.error).toEqual({ error: 'States.Timeout', cause: 'c'.repeat(1000) });
  });

  it('is COMPENSATING between its first and its last compensation', async () => {
    const { handle, saga } = setUp();
    await handle(action('book'));
    await handle(compensation('pay', { failure: failureAt('pay') }));
    expect((await saga())?.header.status).toBe('COMPENSATING');
    await handle(compensation('book', { failure: failureAt('pay') }));
    expect((await saga())?.header.status).toBe('COMPENSATED');
  });

  it('stays COMPENSATING when a compensation is missing from it', async () => {
    const { handle, saga } = setUp();
    await handle(action('book'));
    await handle(action('pay', { results: { book: before.book } }));
    await handle(compensation('book', { failure: failureAt('pay') }));
    expect((await saga())?.header.status).toBe('COMPENSATING');
    await handle(compensation('pay', { failure: failureAt('pay'), runner: 'redrive' }));
    expect((await saga())?.state.status).toBe('COMPENSATED');
  });

  it.each(['before', 'after'] as const)('survives a crash %s any write of any compensation', async (when) => {
    for (const step of ['pay', 'book']) {
      for (let at = 0; at < 4; at++) {
        const { desk, handle, saga, left } = setUp();
        await handle(action('book'));
        await handle(action('pay', { results: { book: before.book } }));
        const undo = async (name: string) => {
          const command = compensation(name, { failure: failureAt('pay') });
          if (name !== step) return handle(command);
          desk.crash = { at: desk.writes.length + at, when };
          await handle(command).catch(() => undefined);
          desk.crash = undefined;
          return handle(compensation(name, { failure: failureAt('pay'), attempt: 2 }));
        };
        await undo('pay');
        await undo('book');
        expect(left()).toBe(10);
        expect([(await saga())?.header.status, (await saga())?.state.status]).toEqual([
          'COMPENSATED',
          'COMPENSATED',
        ]);
      }
    }
  });
});

describe('a compensation', () => {
  it('of a step that never happened succeeds, and refuses the attempt that comes later', async () => {
    const { desk, handle, stateOf, left } = setUp();
    expect(await handle(compensation('book', { failure: failureAt('book') }))).toEqual({ state: 'UNDONE' });
    expect(stateOf('book')).toBe('UNDONE');
    await expect(handle(action('book'))).rejects.toMatchObject({
      name: 'BusinessError',
      message: 'AlreadyCompensated: this step was undone before the attempt arrived',
    });
    expect(left()).toBeUndefined();
    expect(desk.table.items.size).toBe(1);
  });

  it('that comes first makes the header; the attempt that comes later brings its input', async () => {
    const { handle, saga } = setUp();
    await handle(compensation('book', { failure: failureAt('book') }));
    expect((await saga())?.header).toMatchObject({ status: 'COMPENSATED', version: 1, sagaId: 's-1' });
    expect((await saga())?.header.input).toBeUndefined();
    await expect(handle(action('book'))).rejects.toBeDefined();
    expect((await saga())?.header).toMatchObject({ status: 'COMPENSATED', input });
  });

  it('by several undoers at once gives back once', async () => {
    const { handle, left, saga } = setUp();
    await handle(action('book'));
    await Promise.all(
      ['main', 'u1', 'u2', 'redrive', 'operator'].map((runner) =>
        handle(
          compensation('book', { runner, ...(runner === 'main' ? { failure: failureAt('book') } : {}) }),
        ),
      ),
    );
    expect(left()).toBe(10);
    expect((await saga())?.state.status).toBe('COMPENSATED');
  });

  it('needs no input: it would be undone whatever that was', async () => {
    const { handle, left } = setUp();
    await handle(action('book'));
    const command = { ...compensation('book'), input: { nonsense: true }, results: 'nonsense' };
    expect(await handle(command)).toEqual({ state: 'UNDONE' });
    expect(left()).toBe(10);
  });

  it('is not stopped by the deadline', async () => {
    const { desk, handle, left } = setUp();
    await handle(action('book'));
    desk.clock.advance(1000 * 86_400_000);
    await handle(compensation('book'));
    expect(left()).toBe(10);
  });

  it('by the unwind machine names no failure, and leaves the header to whoever marked the saga', async () => {
    const { desk, handle, typesOf, saga } = setUp();
    await handle(action('book'));
    await handle(action('pay', { results: { book: before.book } }));
    desk.writes.length = 0;
    await handle(compensation('pay', { runner: 'u1' }));
    expect(desk.writes).toEqual(['log.append', 'ledger.undo', 'log.append']);
    expect(await typesOf('pay')).not.toContain('StepFailed');
    expect((await saga())?.header.status).toBe('RUNNING');
  });

  it('accepts that the state machine says null for no failure', async () => {
    const { handle, typesOf } = setUp();
    await handle(action('book'));
    await handle({ ...compensation('book'), failure: null });
    expect(await typesOf('book')).not.toContain('StepFailed');
  });
});

describe('a group that failed', () => {
  const tour = commandsOf(tourSaga, input);
  const setUpTour = () => {
    const desk = new MemoryDesk();
    const done = () => ({ result: { done: true } });
    const handle = desk.handler(tourSaga, 'desk', {
      plan: done,
      unplan: undoFromLedger,
      guide: done,
      unguide: undoFromLedger,
      train: done,
      untrain: undoFromLedger,
      ferry: done,
      unferry: undoFromLedger,
      tell: done,
    });
    const failed = async () =>
      (await desk.saga('tour', 's-1'))?.events
        .filter(({ type }) => type === 'StepFailed')
        .map(({ step }) => step);
    return { desk, handle, failed };
  };
  const failure = failureAt('train', 'ferry');

  it('says so of the branch that gave no result, not of the one that had succeeded', async () => {
    const { handle, failed } = setUpTour();
    await handle(tour.action('plan'));
    await handle(tour.action('ferry', { results: { plan: { done: true } } }));
    await handle(tour.compensation('train', { failure, skipped: false }));
    await handle(tour.compensation('ferry', { failure, skipped: false }));
    expect(await failed()).toEqual(['train']);
  });

  it('does not say so either on the second attempt of the compensation, which has undone it', async () => {
    const { desk, handle, failed } = setUpTour();
    await handle(tour.action('plan'));
    await handle(tour.action('ferry', { results: { plan: { done: true } } }));
    desk.crash = { at: desk.writes.length + 1, when: 'after' };
    await expect(handle(tour.compensation('ferry', { failure, skipped: false }))).rejects.toBeDefined();
    desk.crash = undefined;
    await handle(tour.compensation('ferry', { failure, skipped: false, attempt: 2 }));
    expect(await failed()).toEqual([]);
  });

  it('says of a branch that nobody asked for that it was skipped', async () => {
    const { desk, handle, failed } = setUpTour();
    await handle(tour.action('plan'));
    await handle(tour.compensation('train', { failure, skipped: false }));
    await handle(tour.compensation('ferry', { failure, skipped: true }));
    await handle(tour.compensation('guide', { failure, skipped: true }));
    await handle(tour.compensation('plan', { failure }));
    expect(await failed()).toEqual(['train']);
    const saga = await desk.saga('tour', 's-1');
    expect(saga?.header.status).toBe('COMPENSATED');
    expect(saga?.state.steps.map(({ name, status }) => [name, status])).toEqual([
      ['plan', 'COMPENSATED'],
      ['guide', 'SKIPPED'],
      ['train', 'COMPENSATED'],
      ['ferry', 'SKIPPED'],
      ['tell', 'PENDING'],
    ]);
  });

  it('is marked backward by whichever branch is undone first', async () => {
    for (const first of ['train', 'ferry']) {
      const { desk, handle } = setUpTour();
      await handle(tour.action('plan'));
      await handle(tour.compensation(first, { failure, skipped: false }));
      expect((await desk.saga('tour', 's-1'))?.header.status).toBe('COMPENSATING');
    }
  });
});

describe('a fence', () => {
  it('keeps a retriable step from ever happening', async () => {
    const { handle, stateOf, saga, typesOf } = setUp();
    await handle(action('book'));
    expect(await handle(fence('tell'))).toEqual({ state: 'UNDONE' });
    expect(stateOf('tell')).toBe('UNDONE');
    expect(await typesOf('tell')).toEqual(['StepFenced']);
    await expect(handle(action('tell', { results: before }))).rejects.toMatchObject({
      name: 'BusinessError',
    });
    expect((await saga())?.header.status).toBe('COMPENSATING');
  });

  it('leaves a step that has happened as it is', async () => {
    const { handle, stateOf } = setUp();
    await handle(action('book'));
    await handle(action('tell', { results: before }));
    expect(await handle(fence('tell'))).toEqual({ state: 'DONE' });
    expect(stateOf('tell')).toBe('DONE');
  });

  it('takes two write calls: the tombstone, then its event with the header', async () => {
    const { desk, handle } = setUp();
    await handle(fence('tell'));
    expect(desk.writes).toEqual(['ledger.fence', 'log.appendAndRaise']);
  });

  it('is for retriable steps only: the others are undone', async () => {
    const { desk, handle } = setUp();
    await expect(handle(fence('book'))).rejects.toMatchObject({
      name: 'BusinessError',
      message: expect.stringContaining('UnknownCommand'),
    });
    expect(desk.table.items.size).toBe(0);
  });

  it('marks the saga: from then on a step that is pending is not undone yet', async () => {
    const { handle, saga } = setUp();
    await handle(action('book'));
    await handle(fence('tell'));
    await handle(compensation('book', { runner: 'u1' }));
    expect((await saga())?.header.status).toBe('COMPENSATING');
    await handle(compensation('pay', { runner: 'u1' }));
    expect((await saga())?.state.status).toBe('COMPENSATED');
  });
});
