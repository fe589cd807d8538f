import { type Decision, undoFromLedger } from '../../lib/runtime';
import { BusinessError, ledgerKey } from '../../lib/saga';
import { commandsOf, sagaOf } from './support/commands';
import { Crash, MemoryDesk } from './support/memory-desk';
import { tourSaga, tripSaga } from './support/sagas';

const input = { product: 'chair', pieces: 2 };
const { action, compensation } = commandsOf(tripSaga, input);

/** Business rules whose answers a test may change; `decided` counts how often they were asked. */
const setUp = () => {
  const desk = new MemoryDesk();
  const rules = {
    decided: 0,
    book: (): Decision => ({
      result: { booking: rules.decided },
      effects: [{ counter: 'chair', take: 2, capacity: 10 }],
      exhausted: 'OutOfStock',
    }),
  };
  const handle = desk.handler(tripSaga, 'desk', {
    book: () => {
      rules.decided++;
      return rules.book();
    },
    unbook: undoFromLedger,
    pay: () => ({ result: { paid: true } }),
    refund: undoFromLedger,
    tell: () => ({ result: { told: true } }),
  });
  const eventsOf = async (id = 's-1') => (await desk.saga('trip', id))?.events ?? [];
  const typesOf = async (id?: string) => (await eventsOf(id)).map(({ type }) => type);
  const left = () => desk.table.counters.get('chair');
  return { desk, rules, handle, eventsOf, typesOf, left };
};

const before = { book: { booking: 1 }, pay: { paid: true } };

describe('a happy saga', () => {
  const run = async () => {
    const world = setUp();
    await world.handle(action('book'));
    await world.handle(action('pay', { results: { book: before.book } }));
    await world.handle(action('tell', { results: before }));
    return world;
  };

  it('of N steps takes 3N + 2 write calls, in this order', async () => {
    const { desk } = await run();
    expect(desk.writes).toEqual([
      'log.start',
      ...['book', 'pay', 'tell'].flatMap(() => ['log.append', 'ledger.commit', 'log.append']),
      'log.raise',
    ]);
    expect(desk.writes).toHaveLength(3 * 3 + 2);
  });

  it('is COMPLETED in its log and in its header', async () => {
    const { desk } = await run();
    const saga = await desk.saga('trip', 's-1');
    expect(saga?.header).toMatchObject({
      status: 'COMPLETED',
      input,
      expireTime: '2026-11-24T11:00:00.000Z',
    });
    expect(saga?.state.status).toBe('COMPLETED');
    expect(saga?.state.steps.map(({ name, status }) => [name, status])).toEqual([
      ['book', 'SUCCEEDED'],
      ['pay', 'SUCCEEDED'],
      ['tell', 'SUCCEEDED'],
    ]);
  });

  it('keeps the result of each step with its event', async () => {
    const { eventsOf } = await run();
    expect((await eventsOf()).filter(({ type }) => type === 'StepSucceeded')).toEqual([
      expect.objectContaining({ step: 'book', data: { booking: 1 }, runner: 'main', attempt: 1 }),
      expect.objectContaining({ step: 'pay', data: { paid: true } }),
      expect.objectContaining({ step: 'tell', data: { told: true } }),
    ]);
  });

  it('stays RUNNING when the last step succeeds before the log has all the others', async () => {
    const { desk, handle } = setUp();
    await handle(action('book'));
    await handle(action('tell', { results: before }));
    expect((await desk.saga('trip', 's-1'))?.header.status).toBe('RUNNING');
  });
});

describe('the start of a saga', () => {
  it('is logged before any effect', async () => {
    const { desk, handle } = setUp();
    await handle(action('book'));
    expect(desk.writes.indexOf('log.start')).toBeLessThan(desk.writes.indexOf('ledger.commit'));
  });

  it('that cannot be logged lets no effect happen', async () => {
    const { desk, handle, left } = setUp();
    desk.crash = { at: 0, when: 'before' };
    await expect(handle(action('book'))).rejects.toMatchObject({ name: 'TransientError' });
    expect(left()).toBeUndefined();
    expect(desk.table.items.size).toBe(0);
  });

  it('is due when the longest run of an execution is over', async () => {
    const { desk, handle } = setUp();
    await handle(action('book'));
    const due = Date.parse((await desk.saga('trip', 's-1'))?.header.due ?? '');
    expect(due).toBeGreaterThan(Date.parse(sagaOf(tripSaga).startTime));
  });
});

describe('an attempt that comes again', () => {
  it('answers with the stored result, and makes no second effect', async () => {
    const { handle, left } = setUp();
    const first = await handle(action('book'));
    const second = await handle(action('book', { attempt: 2 }));
    expect(second).toEqual(first);
    expect(left()).toBe(8);
  });

  it('with the same number writes no event twice', async () => {
    const { handle, typesOf } = setUp();
    await handle(action('book'));
    await handle(action('book'));
    expect(await typesOf()).toEqual(['StepStarted', 'StepSucceeded']);
  });

  it.each([
    'before',
    'after',
  ] as const)('after a crash %s any of its writes ends as if nothing had happened', async (when) => {
    const undisturbed = setUp();
    await undisturbed.handle(action('book'));
    const writes = undisturbed.desk.writes.length;
    for (let at = 0; at < writes; at++) {
      const { desk, handle, left } = setUp();
      desk.crash = { at, when };
      await expect(handle(action('book'))).rejects.toMatchObject({ name: 'TransientError' });
      desk.crash = undefined;
      const result = await handle(action('book', { attempt: 2 }));
      expect(left()).toBe(8);
      expect(desk.table.items.get(ledgerKey(sagaOf(tripSaga), 'book'))).toMatchObject({
        state: 'DONE',
        result,
      });
      expect((await desk.saga('trip', 's-1'))?.state.steps[0]?.status).toBe('SUCCEEDED');
    }
  });

  it.each([
    'before',
    'after',
  ] as const)('never again after a crash %s any of its writes is undone to nothing', async (when) => {
    for (let at = 0; at < 4; at++) {
      const { desk, handle, left } = setUp();
      desk.crash = { at, when };
      await expect(handle(action('book'))).rejects.toBeDefined();
      desk.crash = undefined;
      const failure = { steps: ['book'], error: 'States.Timeout', cause: '' };
      await handle(compensation('book', { failure }));
      expect([10, undefined]).toContain(left());
      const saga = await desk.saga('trip', 's-1');
      expect([saga?.header.status, saga?.state.status]).toEqual(['COMPENSATED', 'COMPENSATED']);
      await expect(handle(action('book', { attempt: 2 }))).rejects.toMatchObject({
        message: expect.stringContaining('AlreadyCompensated'),
      });
      expect([10, undefined]).toContain(left());
    }
  });

  it('is told yes although the rules say no by now: it is DONE', async () => {
    const { rules, handle } = setUp();
    const first = await handle(action('book'));
    rules.book = () => {
      throw new BusinessError('Closed', 'the desk is closed');
    };
    expect(await handle(action('book', { attempt: 2 }))).toEqual(first);
  });

  it('is told yes although its result is too large by now', async () => {
    const { rules, handle } = setUp();
    const first = await handle(action('book'));
    rules.book = () => ({ result: 'x'.repeat(9000) });
    expect(await handle(action('book', { attempt: 2 }))).toEqual(first);
  });

  it('is told yes although its effects are none any more', async () => {
    const { rules, handle, left } = setUp();
    const first = await handle(action('book'));
    rules.book = () => ({ result: null, effects: [{ counter: 'chair', take: -1, capacity: 10 }] });
    expect(await handle(action('book', { attempt: 2 }))).toEqual(first);
    expect(left()).toBe(8);
  });

  it('is told yes although nothing is left: it took the last piece itself', async () => {
    const { rules, handle } = setUp();
    rules.book = () => ({
      result: 'all',
      effects: [{ counter: 'sofa', take: 3, capacity: 3 }],
      exhausted: 'OutOfStock',
    });
    await handle(action('book'));
    expect(await handle(action('book', { attempt: 2 }))).toBe('all');
  });
});

describe('the deadline', () => {
  const hour = 3_600_000;

  it.each(['book', 'pay'])('past it %s makes no new effect', async (step) => {
    const { desk, handle } = setUp();
    desk.clock.advance(hour + 1);
    await expect(handle(action(step, { results: step === 'book' ? {} : before }))).rejects.toMatchObject({
      name: 'BusinessError',
      message: 'SagaExpired: the deadline was 2026-11-24T11:00:00.000Z',
    });
    expect(desk.table.items.size).toBe(0);
  });

  it('is not past at its very millisecond', async () => {
    const { desk, handle, left } = setUp();
    desk.clock.advance(hour);
    await handle(action('book'));
    expect(left()).toBe(8);
  });

  it('past it an attempt whose item is DONE answers with it', async () => {
    const { desk, handle } = setUp();
    const first = await handle(action('book'));
    desk.clock.advance(10 * hour);
    expect(await handle(action('book', { attempt: 2 }))).toEqual(first);
  });

  it('does not hold for a step past the pivot: the saga has to go forward', async () => {
    const { desk, handle } = setUp();
    desk.clock.advance(1000 * hour);
    expect(await handle(action('tell', { results: before }))).toEqual({ told: true });
  });

  it('is the one of the command, which may be shorter than that of the definition', async () => {
    const { desk, handle } = setUp();
    desk.clock.advance(61_000);
    const saga = { ...sagaOf(tripSaga), deadlineSeconds: 60 };
    await expect(handle(action('book', { saga }))).rejects.toMatchObject({
      message: expect.stringContaining('SagaExpired'),
    });
  });
});

describe('a failed attempt', () => {
  it('is logged and moves no status', async () => {
    const { desk, rules, handle } = setUp();
    rules.book = () => {
      throw new BusinessError('Closed', 'the desk is closed');
    };
    await expect(handle(action('book'))).rejects.toMatchObject({
      name: 'BusinessError',
      message: 'Closed: the desk is closed',
    });
    const saga = await desk.saga('trip', 's-1');
    expect(saga?.events.map(({ type }) => type)).toEqual(['StepStarted', 'AttemptFailed']);
    expect(saga?.events[1]?.error).toEqual({ error: 'BusinessError', cause: 'Closed: the desk is closed' });
    expect([saga?.state.status, saga?.state.steps[0]?.status]).toEqual(['RUNNING', 'RUNNING']);
    expect(saga?.header.status).toBe('RUNNING');
  });

  it('after a success does not take the success away', async () => {
    const { desk, handle } = setUp();
    await handle(action('book'));
    // The next attempt dies between the ledger and the log.
    desk.crash = { at: desk.writes.length + 1, when: 'after' };
    await expect(handle(action('book', { attempt: 2 }))).rejects.toBeDefined();
    const saga = await desk.saga('trip', 's-1');
    expect(saga?.events.map(({ type }) => type)).toContain('AttemptFailed');
    expect(saga?.state.steps[0]?.status).toBe('SUCCEEDED');
  });

  it('that cannot even be logged still fails with its own error', async () => {
    const { desk, rules, handle } = setUp();
    rules.book = () => {
      throw new BusinessError('Closed', 'the desk is closed');
    };
    desk.crash = { at: 2, when: 'before' };
    await expect(handle(action('book'))).rejects.toMatchObject({ message: 'Closed: the desk is closed' });
    expect(desk.writes).toEqual(['log.start', 'log.append', 'log.append']);
  });

  it('of any other kind is a TransientError', async () => {
    const { rules, handle } = setUp();
    rules.book = () => {
      throw new RangeError('out of range');
    };
    await expect(handle(action('book'))).rejects.toMatchObject({
      name: 'TransientError',
      message: 'Unexpected: RangeError: out of range',
    });
  });

  it.each([
    ['a string', 'boom'],
    ['nothing', undefined],
    ['an object', { code: 4 }],
  ])('that throws %s is one as well', async (_what, thrown) => {
    const { rules, handle } = setUp();
    rules.book = () => {
      throw thrown;
    };
    await expect(handle(action('book'))).rejects.toMatchObject({
      name: 'TransientError',
      message: 'Unexpected: unknown',
    });
  });

  it.each([
    ['BusinessError', () => new BusinessError('Closed', 'no')],
    ['TransientError', () => new Crash('why')],
  ])('carries no stack: Lambda would copy it into the cause (%s)', async (name, make) => {
    const { rules, handle } = setUp();
    rules.book = () => {
      throw make();
    };
    const error = (await handle(action('book')).catch((thrown: unknown) => thrown)) as Error;
    expect(error.name).toBe(name);
    expect(error.stack).toBe(`${error.name}: ${error.message}`);
  });

  it('for want of pieces says so with the code of the rule, and takes nothing', async () => {
    const { desk, rules, handle, left } = setUp();
    rules.book = () => ({
      result: null,
      effects: [
        { counter: 'chair', take: 1, capacity: 10 },
        { counter: 'sofa', take: 4, capacity: 3 },
      ],
      exhausted: 'OutOfStock',
    });
    await expect(handle(action('book'))).rejects.toMatchObject({
      name: 'BusinessError',
      message: 'OutOfStock: sofa: asked for 4, 3 available',
    });
    expect(left()).toBeUndefined();
    expect(desk.table.items.size).toBe(0);
  });
});

describe('what is too large or wrong', () => {
  it('an effect that would wreck a counter is a fault of the handler: no retry, nothing taken, and the log says why', async () => {
    const { desk, rules, handle, eventsOf } = setUp();
    rules.book = () => ({ result: null, effects: [{ counter: 'chair', take: -3, capacity: 10 }] });
    const message = 'InvalidEffect: book takes -3 of chair: expected a whole number from 1 to 1000000000000';
    await expect(handle(action('book'))).rejects.toMatchObject({ name: 'BusinessError', message });
    expect([desk.table.items.size, desk.table.counters.size]).toEqual([0, 0]);
    expect(await eventsOf()).toContainEqual(
      expect.objectContaining({ type: 'AttemptFailed', error: { error: 'BusinessError', cause: message } }),
    );
  });

  it('input over 64 KB is refused before anything is written to the ledger or logged as input', async () => {
    const { desk, rules, handle } = setUp();
    const large = { ...input, product: 'x'.repeat(64 * 1024) };
    await expect(handle(action('book', { input: large }))).rejects.toMatchObject({
      name: 'BusinessError',
      message: expect.stringMatching(
        /^InputTooLarge: the saga's input has \d+ bytes, at most 65536 are allowed/,
      ),
    });
    expect(rules.decided).toBe(0);
    expect(desk.writes).toEqual(['log.append']);
    expect(desk.table.items.size).toBe(0);
  });

  it('the size counts bytes, not characters', async () => {
    const { handle } = setUp();
    const letters = { ...input, product: 'é'.repeat(33_000) };
    await expect(handle(action('book', { input: letters }))).rejects.toMatchObject({
      message: expect.stringContaining('InputTooLarge'),
    });
  });

  it.each([
    ['a field of the wrong kind', { ...input, pieces: 'two' }, 'pieces'],
    ['a field too few', { product: 'chair' }, 'pieces'],
    ['a value out of range', { ...input, pieces: 0 }, 'pieces'],
    ['a pattern that does not match', { ...input, product: 'Chair 1' }, 'product'],
    ['nothing', null, 'expected an object'],
  ])('input with %s is refused, naming the field', async (_what, wrong, field) => {
    const { desk, rules, handle } = setUp();
    await expect(handle(action('book', { input: wrong }))).rejects.toMatchObject({
      name: 'BusinessError',
      message: expect.stringMatching(new RegExp(`^InvalidInput: ${field}[:,]`)),
    });
    expect(rules.decided).toBe(0);
    expect(desk.table.items.size).toBe(0);
    expect((await desk.saga('trip', 's-1'))?.header.input).toEqual(wrong);
  });

  it('a result over 8 KB is refused before anything is written to the ledger', async () => {
    const { desk, rules, handle, left } = setUp();
    rules.book = () => ({
      result: 'x'.repeat(8 * 1024),
      effects: [{ counter: 'chair', take: 2, capacity: 10 }],
    });
    await expect(handle(action('book'))).rejects.toMatchObject({
      name: 'BusinessError',
      message: expect.stringMatching(
        /^ResultTooLarge: the result of book has 8194 bytes, at most 8192 are allowed/,
      ),
    });
    expect(desk.table.items.size).toBe(0);
    expect(left()).toBeUndefined();
  });

  it('a result of just 8 KB is fine', async () => {
    const { rules, handle } = setUp();
    rules.book = () => ({ result: 'x'.repeat(8 * 1024 - 2) });
    expect(await handle(action('book'))).toHaveLength(8190);
  });

  it('the first answer is what JSON keeps of a result, as every later one is', async () => {
    const { rules, handle } = setUp();
    rules.book = () => ({ result: { at: new Date(0), gone: undefined, not: Number.NaN } });
    const first = await handle(action('book'));
    expect(first).toEqual({ at: '1970-01-01T00:00:00.000Z', not: null });
    expect(await handle(action('book', { attempt: 2 }))).toEqual(first);
  });

  it('no result at all is null', async () => {
    const { rules, handle } = setUp();
    rules.book = () => ({ result: undefined });
    expect(await handle(action('book'))).toBeNull();
  });
});

describe('skipped steps', () => {
  const { action: tour } = commandsOf(tourSaga, input);
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
    const skips = async () =>
      (await desk.saga('tour', 's-1'))?.events
        .filter(({ type }) => type === 'StepSkipped')
        .map(({ step }) => step);
    return { desk, handle, skips };
  };
  const done = { done: true };

  it('are logged by the next handler', async () => {
    const { handle, skips } = setUpTour();
    await handle(tour('plan'));
    expect(await skips()).toEqual([]);
    await handle(tour('train', { results: { plan: done }, skipped: ['guide'] }));
    expect(await skips()).toEqual(['guide']);
  });

  it('of a group are logged by the handler after the group, and the saga completes', async () => {
    const { desk, handle, skips } = setUpTour();
    await handle(tour('plan'));
    await handle(tour('train', { results: { plan: done }, skipped: ['guide'] }));
    await handle(tour('tell', { results: { plan: done, train: done }, skipped: ['guide', 'ferry'] }));
    expect(await skips()).toEqual(['guide', 'ferry']);
    expect((await desk.saga('tour', 's-1'))?.header.status).toBe('COMPLETED');
    expect(desk.writes).toHaveLength(3 * 3 + 2 + 2);
  });

  it('that were not skipped are not logged as such', async () => {
    const { handle, skips } = setUpTour();
    await handle(tour('plan'));
    await handle(tour('guide', { results: { plan: done } }));
    await handle(tour('train', { results: { plan: done, guide: done } }));
    expect(await skips()).toEqual([]);
  });
});
