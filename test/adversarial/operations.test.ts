import { redriver } from '../../lambdas/operations/redrive';
import { sweeper } from '../../lambdas/operations/sweeper';
import { startOf, undoFromLedger } from '../../lib/runtime';
import { defineSaga, LINES, parallel, type SagaDefinition, step, TransientError } from '../../lib/saga';
import { deadEvent, OperationsBench, queueEvent } from '../lambdas/support/operations-bench';
import { commandsOf, failureAt } from '../runtime/support/commands';
import { tripSaga } from '../runtime/support/sagas';

const input = { product: 'chair', pieces: 2 };
const { compensation } = commandsOf(tripSaga, input);
const DAY = 86_400_000;

const worldOf = <Definition extends SagaDefinition>(bench: OperationsBench<Definition>) => {
  const redrive = redriver(() => bench.tools);
  const take = async (message: unknown, receives = 1) => {
    const { batchItemFailures } = await redrive(queueEvent([message], receives));
    return batchItemFailures.length === 0 ? 'done' : 'comes again';
  };
  const sweep = sweeper(() => bench.tools);
  const late = () => bench.desk.clock.advance(DAY);
  const unwound = () => bench.started.map(({ name }) => name);
  const statuses = async () => {
    const { header, state } = await bench.logged();
    return [header.status, state.status];
  };
  return { bench, take, sweep, late, unwound, statuses };
};

const setUp = () => {
  const done = () => ({ result: { done: true } });
  return worldOf(
    new OperationsBench(tripSaga, {
      book: done,
      unbook: undoFromLedger,
      pay: done,
      refund: undoFromLedger,
      tell: done,
    }),
  );
};

const parked = (bench: OperationsBench<typeof tripSaga>, step: string, phase: 'action' | 'compensation') => ({
  saga: bench.reference(),
  step,
  phase,
  error: { error: 'Runtime.ImportModuleError', cause: 'the function does not even load' },
  attempts: 9,
});

describe('a step whose function never ran, and whose compensation was parked', () => {
  /** The chain went past the parked compensation faster than the redriver took its message up. */
  const chainFirst = async () => {
    const world = setUp();
    await world.bench.ran(input, 'book');
    await world.bench.send(compensation('book', { failure: failureAt('pay') }));
    return world;
  };

  it('keeps the saga open', async () => {
    const { statuses } = await chainFirst();
    expect(await statuses()).toEqual(['COMPENSATING', 'COMPENSATING']);
  });

  it('is seen as failed while it fails, and folds to the end once it is undone', async () => {
    const { bench, take, statuses } = await chainFirst();
    bench.invokeFailure = new TransientError('Unexpected', 'still does not load');
    expect(await take(parked(bench, 'pay', 'compensation'))).toBe('comes again');
    expect(await statuses()).toEqual(['COMPENSATION_FAILED', 'COMPENSATION_FAILED']);
    bench.invokeFailure = undefined;
    expect(await take(parked(bench, 'pay', 'compensation'), 2)).toBe('done');
    expect(await statuses()).toEqual(['COMPENSATED', 'COMPENSATED']);
  });

  it('is parked again by the sweeper when the message never went out', async () => {
    const { bench, sweep, late } = await chainFirst();
    bench.execution('s-1', 'FAILED', { error: 'SagaCompensationFailed' });
    late();
    await sweep();
    expect(bench.errors).toEqual([expect.objectContaining({ step: 'pay', phase: 'compensation' })]);
  });
});

describe('the sweeper never takes a saga forward that turned back', () => {
  it.each([
    'SagaCompensationFailed',
    'SagaCompensated',
  ])('whose execution ended with %s, of which the log says nothing yet', async (error) => {
    const { bench, sweep, late } = setUp();
    await bench.ran(input);
    await bench.desk.log.append(bench.reference(), {
      type: 'StepStarted',
      step: 'book',
      runner: 'main',
      attempt: 1,
      at: bench.reference().startTime,
    });
    bench.execution('s-1', 'FAILED', { error });
    late();
    await sweep();
    expect(bench.errors).toEqual([expect.objectContaining({ step: 'book', phase: 'compensation' })]);
  });

  it('or one that never got past its pivot, whose execution Step Functions has forgotten', async () => {
    const { bench, sweep, late, unwound } = setUp();
    await bench.ran(input, 'book');
    late();
    await sweep();
    expect(bench.errors).toEqual([]);
    expect(unwound()).toEqual(['s-1-u1']);
  });
});

describe('a report about an execution that is not dead any more', () => {
  const entered = ['Book', 'Pay', 'Refund'];

  it('undoes nothing of a saga that an operator redrove to its end in the console', async () => {
    const { bench, take, unwound, statuses } = setUp();
    await bench.ran(input, 'book', 'pay', 'tell');
    bench.execution('s-1', 'SUCCEEDED', { entered: ['Book', 'Pay'] });
    expect(await take(deadEvent('s-1', 'FAILED'), 3)).toBe('done');
    expect(unwound()).toEqual([]);
    expect(bench.errors).toEqual([]);
    expect(await statuses()).toEqual(['COMPLETED', 'COMPLETED']);
  });

  it.each(['SagaCompensated', 'SagaCompensationFailed'])('is not taken for a death: %s', async (error) => {
    const { bench, take, unwound } = setUp();
    await bench.ran(input, 'book');
    bench.execution('s-1', 'FAILED', { error, entered });
    expect(await take(deadEvent('s-1', 'FAILED'))).toBe('done');
    expect(unwound()).toEqual([]);
  });

  it('comes again while the execution runs: the answer of Step Functions may be old', async () => {
    const { bench, take, unwound } = setUp();
    await bench.ran(input, 'book');
    bench.execution('s-1', 'RUNNING', { entered: ['Book'] });
    expect(await take(deadEvent('s-1', 'ABORTED'))).toBe('comes again');
    expect(unwound()).toEqual([]);
    bench.execution('s-1', 'ABORTED', { entered: ['Book'] });
    expect(await take(deadEvent('s-1', 'ABORTED'), 2)).toBe('done');
    expect(unwound()).toEqual(['s-1-u1']);
  });
});

describe('an execution that was killed behind its last compensation', () => {
  it('left nothing to unwind: the saga stays over', async () => {
    const { bench, take, unwound, statuses } = setUp();
    await bench.ran(input, 'book');
    await bench.send(compensation('book', { failure: failureAt('book') }));
    bench.execution('s-1', 'ABORTED', { entered: ['Book', 'Unbook'] });
    expect(await statuses()).toEqual(['COMPENSATED', 'COMPENSATED']);
    expect(await take(deadEvent('s-1'))).toBe('done');
    expect(unwound()).toEqual([]);
    expect(await statuses()).toEqual(['COMPENSATED', 'COMPENSATED']);
  });
});

describe('an execution that was killed between its last compensation and the header', () => {
  it('is over: the header is set to what the events say', async () => {
    const { bench, take, unwound, statuses } = setUp();
    await bench.ran(input, 'book');
    const { log } = bench.tools;
    const at = new Date(bench.desk.clock.now()).toISOString();
    const event = { step: 'book', runner: 'main', attempt: 1, at };
    await log.appendAndRaise(
      startOf(tripSaga, bench.reference()),
      [
        { ...event, type: 'StepFailed' },
        { ...event, type: 'CompensationStarted' },
        { ...event, type: 'CompensationSucceeded' },
      ],
      'COMPENSATING',
    );
    bench.execution('s-1', 'ABORTED', { entered: ['Book', 'Unbook'] });
    expect(await statuses()).toEqual(['COMPENSATING', 'COMPENSATED']);
    expect(await take(deadEvent('s-1'))).toBe('done');
    expect(unwound()).toEqual([]);
    expect(await statuses()).toEqual(['COMPENSATED', 'COMPENSATED']);
  });
});

describe('an execution that was killed while it undid a group', () => {
  const tour = defineSaga({
    name: 'tour',
    version: 1,
    deadline: { hours: 1 },
    input: tripSaga.input,
    steps: [
      parallel([
        step('train', { by: 'desk', compensation: 'untrain' }),
        step('ferry', { by: 'desk', compensation: 'unferry', via: 'queue', timeout: { minutes: 30 } }),
      ]),
      step('tell', { by: 'desk' }),
    ],
  });
  const open = async () => {
    const done = () => ({ result: { done: true } });
    const handlers = {
      train: done,
      untrain: undoFromLedger,
      ferry: done,
      unferry: undoFromLedger,
      tell: done,
    };
    const world = worldOf(new OperationsBench(tour, handlers));
    await world.bench.ran(input, 'train');
    const { compensation: undo } = commandsOf(tour, input);
    await world.bench.send(undo('train', { failure: failureAt('train', 'ferry') }));
    return world;
  };

  it('is unwound: the command of the other branch may be still in its queue', async () => {
    const { bench, take, unwound, statuses } = await open();
    bench.execution('s-1', 'ABORTED', { entered: ['TrainGroup', 'UndoTrainGroup', 'Untrain'] });
    expect(await statuses()).toEqual(['COMPENSATING', 'COMPENSATING']);
    await take(deadEvent('s-1'));
    expect(unwound()).toEqual(['s-1-u1']);
  });

  it('and a branch whose compensation never ran is parked again by the sweeper', async () => {
    const { bench, sweep, late } = await open();
    bench.execution('s-1', 'FAILED', { error: 'SagaCompensationFailed' });
    late();
    await sweep();
    expect(bench.errors).toEqual([expect.objectContaining({ step: 'ferry', phase: 'compensation' })]);
  });
});

describe('an unwind that dies at once, each time', () => {
  const dieAgain = async (most: number) => {
    const made = setUp();
    const { bench, take } = made;
    await bench.ran(input, 'book');
    bench.execution('s-1', 'ABORTED');
    await take(deadEvent('s-1'));
    let deliveries = 0;
    for (let n = 1; n <= most; n++) {
      bench.execution(`s-1-u${n}`, 'FAILED', { error: 'BusinessError' });
      let receives = 1;
      while ((await take(deadEvent(`s-1-u${n}`, 'FAILED'), receives)) === 'comes again') receives++;
      deliveries += receives;
    }
    return { ...made, deliveries };
  };

  it('is followed by the next one after delays that grow, not in a circle as fast as it can', async () => {
    const { bench, unwound, deliveries } = await dieAgain(9);
    expect(unwound()).toHaveLength(10);
    // Each delivery but the last of its message is followed by a delay of 1, 2, 4 … minutes.
    expect(deliveries).toBe(1 + 1 + 2 + 3 + 4 + 5 + 6 + 7 * 2);
    expect(Math.max(...bench.delays.map(({ seconds }) => seconds))).toBe(60 * 32);
  });

  it('is given up after ten, and rings: in the log and in a line of its own', async () => {
    const { bench, take, unwound } = await dieAgain(10);
    expect(unwound()).toHaveLength(10);
    expect((await bench.logged()).events).toContainEqual(
      expect.objectContaining({ type: 'UnwindGivenUp', runner: 'u10' }),
    );
    expect(bench.lines).toContainEqual({
      message: LINES.unwindGivenUp,
      fields: { sagaId: 's-1', sagaName: bench.definition.name, count: 10 },
    });
    // Reports come again, also of those before it.
    for (const n of [9, 10]) expect(await take(deadEvent(`s-1-u${n}`, 'FAILED'), 7)).toBe('done');
    expect(unwound()).toHaveLength(10);
    expect((await bench.logged()).header.status).toBe('COMPENSATING');
  });

  it('and was given up is left to people by the sweeper, however often it looks', async () => {
    const { bench, sweep, unwound } = await dieAgain(10);
    bench.desk.clock.advance(365 * 86_400_000);
    for (let n = 0; n < 3; n++) await sweep();
    expect([unwound().length, bench.errors]).toEqual([10, []]);
  });
});

describe('a saga that has nothing to undo', () => {
  const letters = defineSaga({
    name: 'letters',
    version: 1,
    deadline: { hours: 1 },
    input: tripSaga.input,
    steps: [step('write', { by: 'desk' }), step('send', { by: 'desk' })],
  });
  const { fence } = commandsOf(letters, input);
  const open = () => {
    const done = () => ({ result: { done: true } });
    return worldOf(new OperationsBench(letters, { write: done, send: done }));
  };

  it('is not over when it was only asked to turn back: its steps could still happen', async () => {
    const { bench, sweep, late, statuses, unwound } = open();
    await bench.ran(input, 'write');
    await bench.desk.log.appendAndRaise(
      startOf(letters, bench.reference()),
      [{ type: 'CancelRequested', runner: 'operator', attempt: 1, at: bench.reference().startTime }],
      'COMPENSATING',
    );
    bench.execution('s-1', 'ABORTED');
    expect(await statuses()).toEqual(['COMPENSATING', 'COMPENSATING']);
    late();
    await sweep();
    expect(unwound()).toEqual(['s-1-u1']);
  });

  it('is over with the last fence', async () => {
    const { bench, statuses } = open();
    await bench.ran(input, 'write');
    await bench.send(fence('write'));
    expect(await statuses()).toEqual(['COMPENSATING', 'COMPENSATING']);
    await bench.send(fence('send'));
    // What was written stays written.
    expect(await statuses()).toEqual(['PARTLY_COMPENSATED', 'PARTLY_COMPENSATED']);
  });
});
