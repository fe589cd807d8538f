import { redriver } from '../../../lambdas/operations/redrive';
import { parkedMessage, undoFromLedger } from '../../../lib/runtime';
import {
  BusinessError,
  ledgerKey,
  type ParkedMessage,
  REDRIVEN_FOR_SECONDS,
  redriveDelaySeconds,
  TransientError,
} from '../../../lib/saga';
import { commandsOf, failureAt } from '../../runtime/support/commands';
import { tourSaga, tripSaga } from '../../runtime/support/sagas';
import { OperationsBench, queueEvent } from '../support/operations-bench';

const input = { product: 'chair', pieces: 2 };
const { action, compensation } = commandsOf(tripSaga, input);
const failure = failureAt('pay');

const setUp = () => {
  let refusal: Error | undefined;
  const bench = new OperationsBench(tripSaga, {
    book: () => ({ result: { booking: 'B-1' }, effects: [{ counter: 'chair', take: 2, capacity: 10 }] }),
    unbook: undoFromLedger,
    pay: () => ({ result: { paid: true } }),
    refund: undoFromLedger,
    tell: () => {
      if (refusal) throw refusal;
      return { result: { told: true } };
    },
  });
  const redrive = redriver(() => bench.tools);
  const take = async (message: unknown, receives = 1) => {
    const { batchItemFailures } = await redrive(queueEvent([message], receives));
    return batchItemFailures.length === 0 ? 'done' : 'comes again';
  };
  const parked = (step: string, phase: ParkedMessage['phase']) => ({
    ...parkedMessage(bench.reference(), step, phase, {
      error: 'TransientError',
      cause: 'Unexpected: socket hang up',
    }),
    attempts: 9,
  });
  return {
    bench,
    redrive,
    take,
    parked,
    refuse: (error: Error | undefined) => {
      refusal = error;
    },
  };
};

describe('a parked retriable step', () => {
  it('is run again with input and results from the log, and completes the saga', async () => {
    const { bench, take, parked } = setUp();
    await bench.ran(input, 'book', 'pay');
    expect(await take(parked('tell', 'action'))).toBe('done');
    expect(bench.invoked).toEqual([
      {
        saga: bench.reference(),
        step: { name: 'tell', command: 'tell', phase: 'action', attempt: 1, runner: 'redrive' },
        input,
        results: { book: { booking: 'B-1' }, pay: { paid: true } },
        skipped: [],
      },
    ]);
    const { header, state } = await bench.logged();
    expect([header.status, state.status]).toEqual(['COMPLETED', 'COMPLETED']);
    expect(await bench.typesOf('tell')).toEqual(['StepParked', 'StepStarted', 'StepSucceeded']);
  });

  it('is logged as parked before it is run, so that a failure shows', async () => {
    const { bench, take, parked, refuse } = setUp();
    await bench.ran(input, 'book', 'pay');
    refuse(new Error('still down'));
    expect(await take(parked('tell', 'action'))).toBe('comes again');
    expect((await bench.logged()).header.status).toBe('COMPLETION_FAILED');
    refuse(undefined);
    expect(await take(parked('tell', 'action'), 2)).toBe('done');
    expect((await bench.logged()).header.status).toBe('COMPLETED');
    expect((await bench.typesOf('tell')).filter((type) => type === 'StepParked')).toHaveLength(1);
  });

  it('that has succeeded meanwhile is not run again, and the header is put right', async () => {
    const { bench, take, parked } = setUp();
    await bench.ran(input, 'book', 'pay', 'tell');
    expect(await take(parked('tell', 'action'))).toBe('done');
    expect(bench.invoked).toEqual([]);
    expect((await bench.logged()).header.status).toBe('COMPLETED');
  });

  it.each([
    'CancelRequested',
    'UnwindStarted',
    'StepFenced',
  ] as const)('of a saga that is marked by %s stays undone', async (type) => {
    const { bench, take, parked } = setUp();
    await bench.ran(input, 'book', 'pay');
    await bench.desk.log.append(bench.reference(), {
      type,
      runner: 'u1',
      attempt: 1,
      at: '2026-11-24T10:00:09.000Z',
    });
    expect(await take(parked('tell', 'action'))).toBe('done');
    expect(bench.invoked).toEqual([]);
  });

  it('of a saga that the log does not know waits for it, and ends in the dead-letter queue', async () => {
    const { bench, take, parked } = setUp();
    expect(await take(parked('tell', 'action'))).toBe('comes again');
    expect(bench.invoked).toEqual([]);
  });
});

describe('a parked compensation', () => {
  /** The whole chain has run, but for the one that was parked. */
  const stuck = async (step: 'book' | 'pay') => {
    const world = setUp();
    await world.bench.ran(input, 'book', 'pay');
    for (const other of ['pay', 'book']) {
      if (other !== step) await world.bench.send(compensation(other, { failure }));
    }
    return world;
  };

  it.each([
    'book',
    'pay',
  ] as const)('of %s is run again by the ids alone, and the saga folds to its end', async (step) => {
    const { bench, take, parked } = await stuck(step);
    expect(await take(parked(step, 'compensation'), 3)).toBe('done');
    expect(bench.invoked).toEqual([
      {
        saga: bench.reference(),
        step: {
          name: step,
          command: step === 'book' ? 'unbook' : 'refund',
          phase: 'compensation',
          attempt: 3,
          runner: 'redrive',
        },
      },
    ]);
    const { header, state } = await bench.logged();
    expect([header.status, state.status]).toEqual(['COMPENSATED', 'COMPENSATED']);
    expect(bench.desk.table.counters.get('chair')).toBe(10);
  });

  it('that fails again leaves the saga at COMPENSATION_FAILED, with the reason in the log', async () => {
    const { bench, take, parked } = await stuck('book');
    bench.invokeFailure = new TransientError('Contention', 'again');
    expect(await take(parked('book', 'compensation'), 2)).toBe('comes again');
    const { header, events } = await bench.logged();
    expect(header.status).toBe('COMPENSATION_FAILED');
    expect(events.find(({ type }) => type === 'CompensationFailed')).toMatchObject({
      step: 'book',
      runner: 'redrive',
      error: { error: 'TransientError', cause: 'Unexpected: socket hang up' },
    });
  });

  it('that comes twice is undone once', async () => {
    const { bench, take, parked } = await stuck('book');
    await take(parked('book', 'compensation'));
    await take(parked('book', 'compensation'));
    expect(bench.invoked).toHaveLength(1);
    expect(bench.desk.table.counters.get('chair')).toBe(10);
  });

  it('that an operator resolved by hand is left alone', async () => {
    const { bench, take, parked } = await stuck('book');
    await bench.desk.log.append(bench.reference(), {
      type: 'CompensationResolved',
      step: 'book',
      runner: 'operator',
      attempt: 1,
      at: '2026-11-24T10:00:09.000Z',
    });
    expect(await take(parked('book', 'compensation'))).toBe('done');
    expect(bench.invoked).toEqual([]);
    expect((await bench.logged()).header.status).toBe('COMPENSATED');
  });

  it('is taken up although not even its start was logged: nothing is known to be there, its tombstone is', async () => {
    const { bench, take, parked } = setUp();
    expect(await take(parked('book', 'compensation'))).toBe('done');
    const { header, state } = await bench.logged();
    expect([header.status, state.status]).toEqual(['COMPENSATED', 'COMPENSATED']);
    expect(header.input).toBeUndefined();
    expect(bench.desk.table.items.get(ledgerKey(bench.reference(), 'book'))?.state).toBe('UNDONE');
    await expect(bench.send(action('book'))).rejects.toMatchObject({
      message: expect.stringContaining('AlreadyCompensated'),
    });
  });

  it.each([
    ['another saga', { name: 'order' }, 'book'],
    ['a step that is not there', {}, 'fly'],
  ])('of %s is not invented', async (_what, saga, step) => {
    const { bench, take, parked } = setUp();
    const message = parked('book', 'compensation');
    expect(await take({ ...message, step, saga: { ...message.saga, ...saga } })).toBe('comes again');
    expect(bench.invoked).toEqual([]);
  });
});

describe('several retriable steps', () => {
  it('go in their order: a later one waits for the result of the one before', async () => {
    const { bench, take, parked } = setUp();
    await bench.ran(input, 'book');
    // The log says that an earlier retriable step is open.
    const steps = (await bench.logged()).header.steps.map((step) =>
      step.name === 'pay' ? { name: 'pay', by: 'desk', type: 'retriable' as const } : step,
    );
    const read = bench.desk.log.read;
    Object.assign(bench.desk.log, {
      read: async (saga: Parameters<typeof read>[0]) => {
        const found = await read(saga);
        return found && { ...found, header: { ...found.header, steps } };
      },
    });
    expect(await take(parked('tell', 'action'))).toBe('comes again');
    expect(bench.invoked).toEqual([]);
    expect(bench.lines.at(-1)?.fields.error).toBe('EarlierStepOpen: step pay comes first');
  });
});

describe('a step that was skipped right before the parked one', () => {
  it('is known from the message, since nobody has logged it yet', async () => {
    const done = () => ({ result: { done: true } });
    const bench = new OperationsBench(tourSaga, {
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
    await bench.ran(input, 'plan', 'guide', 'train');
    const message = {
      ...parkedMessage(bench.reference(), 'tell', 'action', { error: 'ABORTED', cause: '' }),
      skipped: ['ferry'],
    };
    await redriver(() => bench.tools)(queueEvent([message]));
    expect(bench.invoked[0]).toMatchObject({ skipped: ['ferry'] });
    const { header, state } = await bench.logged();
    expect(header.status).toBe('COMPLETED');
    expect(state.steps.find(({ name }) => name === 'ferry')?.status).toBe('SKIPPED');
  });
});

describe('a message that has to come again', () => {
  it('is hidden for a time that doubles from a minute to an hour', async () => {
    const { bench, take, parked } = setUp();
    for (const receives of [1, 2, 3, 7, 40]) await take(parked('tell', 'action'), receives);
    expect(bench.delays.map(({ seconds }) => seconds / 60)).toEqual([1, 2, 4, 60, 60]);
  });

  it('says in the log that it was the last time, each time that it was', async () => {
    const { bench, take, parked, refuse } = setUp();
    await bench.ran(input, 'book', 'pay');
    refuse(new BusinessError('Closed', 'no'));
    for (const receives of [1, 39]) await take(parked('tell', 'action'), receives);
    expect(await bench.typesOf('tell')).not.toContain('RedriveGivenUp');
    for (const receives of [40, 1, 40]) await take(parked('tell', 'action'), receives);
    const { events } = await bench.logged();
    expect(events.filter(({ type }) => type === 'RedriveGivenUp')).toHaveLength(2);
  });

  it('waits about a day and a half in all its 40 receives', () => {
    const delays = Array.from({ length: 40 }, (_, index) => redriveDelaySeconds(index + 1));
    expect(delays.slice(0, -1).reduce((a, b) => a + b, 0)).toBe(REDRIVEN_FOR_SECONDS);
    expect(REDRIVEN_FOR_SECONDS).toBeLessThan(1.5 * 86_400);
    expect(delays).toEqual([...delays].sort((a, b) => a - b));
  });

  it('comes again as well when it cannot be hidden', async () => {
    const { bench, take, parked } = setUp();
    bench.queueFailure = new Error('ReceiptHandleIsInvalid');
    expect(await take(parked('tell', 'action'))).toBe('comes again');
  });

  it('is the only one of its batch', async () => {
    const { bench, redrive, parked } = setUp();
    await bench.ran(input, 'book', 'pay');
    const { batchItemFailures } = await redrive(
      queueEvent(['{', parked('tell', 'action'), { step: 4 }, parked('fly', 'action')]),
    );
    expect(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier)).toEqual(['m1', 'm3', 'm4']);
    expect(bench.delays.map(({ handle }) => handle)).toEqual(['r1', 'r3', 'r4']);
  });

  it('that a refusal keeps open is not run by anybody else: even a no is tried until the receive limit', async () => {
    const { bench, take, parked, refuse } = setUp();
    await bench.ran(input, 'book', 'pay');
    refuse(new BusinessError('Closed', 'no'));
    expect(await take(parked('tell', 'action'))).toBe('comes again');
  });

  it('leaves no payload in the log lines', async () => {
    const { bench, take } = setUp();
    await take('{"card":"4111 1111 1111 1111"');
    expect(JSON.stringify(bench.lines)).not.toContain('4111');
  });
});
