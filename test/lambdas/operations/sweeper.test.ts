import { redriver } from '../../../lambdas/operations/redrive';
import { sweeper } from '../../../lambdas/operations/sweeper';
import { startOf, undoFromLedger } from '../../../lib/runtime';
import { commandsOf, failureAt } from '../../runtime/support/commands';
import { tripSaga } from '../../runtime/support/sagas';
import { arnOf, OperationsBench, queueEvent } from '../support/operations-bench';

const input = { product: 'chair', pieces: 2 };
const { compensation } = commandsOf(tripSaga, input);
const DAY = 86_400_000;

const setUp = () => {
  const done = () => ({ result: { done: true } });
  const bench = new OperationsBench(tripSaga, {
    book: done,
    unbook: undoFromLedger,
    pay: done,
    refund: undoFromLedger,
    tell: done,
  });
  const sweep = sweeper(() => bench.tools);
  const redriveAll = () => redriver(() => bench.tools)(queueEvent(bench.errors.splice(0)));
  const mark = (type: 'CancelRequested' | 'UnwindStarted', runner: string) =>
    bench.desk.log.append(bench.reference(), { type, runner, attempt: 1, at: '2026-11-24T10:00:09.000Z' });
  /** Past `due`, when a saga should be over. */
  const late = () => bench.desk.clock.advance(DAY);
  return { bench, sweep, redriveAll, mark, late };
};

describe('the sweeper', () => {
  it('looks only at sagas that should be over and are not', async () => {
    const { bench, sweep, late } = setUp();
    await bench.ran(input, 'book');
    expect(await sweep()).toEqual({ looked: 0, removed: 0, finished: true });
    late();
    bench.execution('s-1', 'RUNNING');
    expect(await sweep()).toEqual({ looked: 1, removed: 0, finished: true });
  });

  it('leaves a saga alone whose execution still runs', async () => {
    const { bench, sweep, late } = setUp();
    await bench.ran(input, 'book');
    bench.execution('s-1', 'RUNNING');
    late();
    await sweep();
    expect([bench.errors, bench.started]).toEqual([[], []]);
  });

  it('repairs the header of a saga that is over', async () => {
    const { bench, sweep, late } = setUp();
    await bench.ran(input, 'book', 'pay');
    await bench.desk.log.append(bench.reference(), {
      type: 'StepSucceeded',
      step: 'tell',
      runner: 'main',
      attempt: 1,
      at: '2026-11-24T10:00:09.000Z',
    });
    late();
    expect((await bench.logged()).header.status).toBe('RUNNING');
    await sweep();
    expect((await bench.logged()).header.status).toBe('COMPLETED');
    expect([bench.errors, bench.started]).toEqual([[], []]);
    expect(await sweep()).toEqual({ looked: 0, removed: 0, finished: true });
  });

  it.each([
    'ABORTED',
    'TIMED_OUT',
    'FAILED',
  ] as const)('reports an execution that ended %s, as EventBridge would have', async (status) => {
    const { bench, sweep, redriveAll, late } = setUp();
    await bench.ran(input, 'book');
    bench.execution('s-1', status, status === 'FAILED' ? { error: 'States.Runtime' } : {});
    late();
    await sweep();
    expect(bench.errors).toEqual([
      {
        'detail-type': 'Step Functions Execution Status Change',
        source: 'aws.states',
        detail: expect.objectContaining({ executionArn: arnOf('s-1'), name: 's-1', status }),
      },
    ]);
    await redriveAll();
    expect(bench.started.map(({ name }) => name)).toEqual(['s-1-u1']);
  });

  it('reports the unwind that died, not the execution before it', async () => {
    const { bench, sweep, redriveAll, mark, late } = setUp();
    await bench.ran(input, 'book');
    await mark('UnwindStarted', 'u1');
    bench.execution('s-1', 'ABORTED');
    bench.execution('s-1-u1', 'TIMED_OUT');
    late();
    await sweep();
    expect(bench.errors).toEqual([
      expect.objectContaining({
        detail: expect.objectContaining({
          name: 's-1-u1',
          stateMachineArn: expect.stringContaining('Unwind'),
        }),
      }),
    ]);
    await redriveAll();
    expect(bench.started.map(({ name }) => name)).toEqual(['s-1-u2']);
  });

  it.each([
    ['cancelled, and never unwound', 'CancelRequested', 'operator'],
    ['with an unwind that was logged and never started', 'UnwindStarted', 'u1'],
  ] as const)('unwinds a saga %s', async (_what, type, runner) => {
    const { bench, sweep, mark, late } = setUp();
    await bench.ran(input, 'book');
    await mark(type, runner);
    bench.execution('s-1', 'ABORTED');
    late();
    await sweep();
    expect(bench.started.map(({ name }) => name)).toEqual(['s-1-u1']);
  });

  it('never stops a cancelled saga that still runs: it waits for its end', async () => {
    const { bench, sweep, mark, late } = setUp();
    await bench.ran(input, 'book');
    await mark('CancelRequested', 'operator');
    bench.execution('s-1', 'RUNNING');
    late();
    await sweep();
    expect(bench.started).toEqual([]);
  });

  it('parks a retriable step that nobody works on, and the saga completes', async () => {
    const { bench, sweep, redriveAll, late } = setUp();
    await bench.ran(input, 'book', 'pay');
    bench.execution('s-1', 'FAILED', { error: 'SagaCompletionFailed' });
    late();
    await sweep();
    expect(bench.errors).toEqual([expect.objectContaining({ step: 'tell', phase: 'action' })]);
    expect((await bench.logged()).header.status).toBe('COMPLETION_FAILED');
    await redriveAll();
    expect((await bench.logged()).header.status).toBe('COMPLETED');
  });

  it('parks a compensation that nobody works on, and the saga is compensated', async () => {
    const { bench, sweep, redriveAll, late } = setUp();
    await bench.ran(input, 'book', 'pay');
    await bench.send(compensation('pay', { failure: failureAt('pay') }));
    bench.execution('s-1', 'FAILED', { error: 'SagaCompensationFailed' });
    late();
    await sweep();
    expect(bench.errors).toEqual([expect.objectContaining({ step: 'book', phase: 'compensation' })]);
    await redriveAll();
    expect((await bench.logged()).header.status).toBe('COMPENSATED');
  });

  it('parks no compensation of a step that the chain never reached', async () => {
    const { bench, sweep, late } = setUp();
    await bench.ran(input);
    await bench.desk.log.appendAndRaise(
      startOf(tripSaga, bench.reference()),
      [{ type: 'StepFailed', step: 'book', runner: 'main', attempt: 1, at: '2026-11-24T10:00:09.000Z' }],
      'COMPENSATING',
    );
    bench.execution('s-1', 'FAILED', { error: 'SagaCompensationFailed' });
    late();
    await sweep();
    expect(bench.errors).toEqual([expect.objectContaining({ step: 'book', phase: 'compensation' })]);
  });

  it('parks the compensations of all steps of a saga that was unwound: one in flight may still start', async () => {
    const { bench, sweep, mark, late } = setUp();
    await bench.ran(input);
    await mark('UnwindStarted', 'u1');
    bench.execution('s-1-u1', 'FAILED', { error: 'SagaCompensationFailed' });
    late();
    await sweep();
    expect(bench.errors).toEqual(
      ['book', 'pay'].map((step) => expect.objectContaining({ step, phase: 'compensation' })),
    );
  });

  it('parks again only when no message can be alive any more: 14 days after the last', async () => {
    const { bench, sweep, late } = setUp();
    await bench.ran(input, 'book', 'pay');
    bench.execution('s-1', 'FAILED', { error: 'SagaCompletionFailed' });
    late();
    await sweep();
    await sweep();
    bench.desk.clock.advance(14 * DAY - 1);
    await sweep();
    expect(bench.errors).toHaveLength(1);
    bench.desk.clock.advance(1);
    await sweep();
    await sweep();
    expect(bench.errors).toHaveLength(2);
  });

  it('also finds sagas whose execution Step Functions has forgotten', async () => {
    const { bench, sweep, late } = setUp();
    await bench.ran(input, 'book', 'pay');
    late();
    await sweep();
    expect(bench.errors).toEqual([expect.objectContaining({ step: 'tell' })]);
  });

  it('goes through all pages', async () => {
    const { bench, sweep, late } = setUp();
    for (let index = 0; index < 230; index++) {
      const saga = {
        ...bench.reference(`s-${index}`),
        startTime: new Date(Date.parse('2026-11-24T10:00:00Z') + index).toISOString(),
      };
      await bench.desk.log.start({ ...startOf(tripSaga, saga), input }, saga.startTime);
      bench.execution(`s-${index}`, 'RUNNING');
    }
    late();
    expect(await sweep()).toEqual({ looked: 230, removed: 0, finished: true });
  });

  it('is not kept from the others by the trouble of one', async () => {
    const { bench, sweep, late } = setUp();
    await bench.ran(input, 'book', 'pay');
    const broken = { ...bench.reference('broken'), startTime: '2026-11-24T10:00:00.000Z' };
    await bench.desk.log.start({ ...startOf(tripSaga, broken), input }, broken.startTime);
    const { orchestrator } = bench.tools;
    const { describe: ask } = orchestrator;
    Object.assign(orchestrator, {
      describe: async (arn: string) => {
        if (arn.endsWith('broken')) throw new Error('AccessDenied');
        return ask(arn);
      },
    });
    late();
    // One that nobody could look after must not pass for one that was.
    expect(await sweep()).toEqual({ looked: 2, removed: 0, finished: false });
    expect(bench.errors).toHaveLength(1);
    expect(bench.lines).toContainEqual({
      message: 'a saga could not be swept',
      fields: { sagaName: 'trip', sagaId: 'broken', error: 'Unexpected: Error: AccessDenied' },
    });
  });

  it.each([
    [
      'COMPENSATION_FAILED',
      [compensation('pay', { failure: failureAt('pay') })],
      ['pay', 'book'],
      'compensation',
    ],
    ['COMPLETION_FAILED', [], ['tell'], 'action'],
  ] as const)('asks nobody about a saga whose open steps wait in the queue, %s', async (status, sent, parked, phase) => {
    const { bench, sweep, late } = setUp();
    await bench.ran(input, 'book', 'pay');
    for (const command of sent) await bench.send(command);
    for (const step of parked) {
      const type = phase === 'compensation' ? ('CompensationFailed' as const) : ('StepParked' as const);
      const at = bench.tools.now();
      await bench.desk.log.append(bench.reference(), { type, step, runner: 'redrive', attempt: 1, at });
    }
    late();
    const asked = countAsked(bench);
    expect(await sweep()).toEqual({ looked: 1, removed: 0, finished: true });
    if (status === 'COMPLETION_FAILED') expect((await bench.logged()).header.status).toBe(status);
    expect([asked(), bench.errors]).toEqual([0, []]);
  });

  it('asks nobody about a saga that is over, and about any other one or two executions', async () => {
    const { bench, sweep, mark, late } = setUp();
    await bench.ran(input, 'book');
    await mark('UnwindStarted', 'u1');
    late();
    const asked = countAsked(bench);
    await sweep();
    expect(asked()).toBeLessThanOrEqual(3);
  });
});

type Bench = ReturnType<typeof setUp>['bench'];

/** How often Step Functions was asked for an execution since then. */
const countAsked = (bench: Bench): (() => number) => {
  const { orchestrator } = bench.tools;
  const { describe: ask } = orchestrator;
  let asked = 0;
  Object.assign(orchestrator, {
    describe: (arn: string) => {
      asked++;
      return ask(arn);
    },
  });
  return () => asked;
};

/** Sagas that nothing can be done about: they run, and are overdue. */
const overdue = async (bench: Bench, count: number): Promise<void> => {
  for (let index = 0; index < count; index++) {
    const saga = {
      ...bench.reference(`s-${String(index).padStart(4, '0')}`),
      startTime: new Date(Date.parse('2026-11-24T10:00:00Z') + index).toISOString(),
    };
    await bench.desk.log.start({ ...startOf(tripSaga, saga), input }, saga.startTime);
    bench.execution(saga.id, 'RUNNING');
  }
};

/** Notes whose execution is asked for; `answer` may refuse. */
const watchAsked = (bench: Bench, answer: () => void = () => undefined): string[] => {
  const { orchestrator } = bench.tools;
  const { describe: ask } = orchestrator;
  const asked: string[] = [];
  Object.assign(orchestrator, {
    describe: async (arn: string) => {
      answer();
      asked.push(arn.split(':').pop() ?? '');
      return ask(arn);
    },
  });
  return asked;
};

/** A function that runs for so long on the bench's clock. */
const contextOf = (bench: Bench, ms: number) => {
  const end = bench.desk.clock.now() + ms;
  return { getRemainingTimeInMillis: () => end - bench.desk.clock.now() };
};

describe('a sweep of very many', () => {
  it('begins with those that are overdue the longest', async () => {
    const { bench, sweep, late } = setUp();
    await overdue(bench, 230);
    late();
    const asked = watchAsked(bench);
    await sweep();
    expect(asked).toEqual([...asked].sort());
    expect(asked).toHaveLength(230);
  });

  it('asks Step Functions five times a second, and not all at once', async () => {
    const { bench, sweep, late } = setUp();
    await overdue(bench, 1040);
    late();
    const before = bench.desk.clock.now();
    await sweep();
    expect((bench.desk.clock.now() - before) / 1000).toBeCloseTo((1040 - 40) / 5, 0);
  });

  it('that is cut off goes on where it ended, and only then begins anew: none starves', async () => {
    const { bench, sweep, late } = setUp();
    await overdue(bench, 1000);
    late();
    const asked = watchAsked(bench);
    const sweeps: boolean[] = [];
    for (let n = 0; n < 20 && sweeps.filter(Boolean).length < 2; n++) {
      const { finished } = await sweep(undefined, contextOf(bench, 90_000));
      sweeps.push(finished);
      bench.desk.clock.advance(60_000);
    }
    expect(sweeps.filter(Boolean)).toHaveLength(2);
    expect(sweeps[0]).toBe(false);
    const rounds = new Map<string, number>();
    for (const name of asked) rounds.set(name, (rounds.get(name) ?? 0) + 1);
    expect(rounds.size).toBe(1000);
    expect(new Set(rounds.values())).toEqual(new Set([2]));
  });

  it('says whether it came to its end', async () => {
    const { bench, sweep, late } = setUp();
    await overdue(bench, 1000);
    late();
    await sweep(undefined, contextOf(bench, 90_000));
    await sweep();
    const lines = bench.lines.filter(({ message }) => message === 'swept').map(({ fields }) => fields);
    expect(lines).toEqual([
      { count: expect.any(Number), finished: false },
      { count: expect.any(Number), finished: true },
    ]);
    expect((lines[0]?.count ?? 0) + (lines[1]?.count ?? 0)).toBe(1000);
  });

  it('waits when it is told that it asks too often, and leaves nobody out', async () => {
    const { bench, sweep, late } = setUp();
    await overdue(bench, 60);
    late();
    let calls = 0;
    const asked = watchAsked(bench, () => {
      if (++calls % 3 !== 0) throw Object.assign(new Error('Rate exceeded'), { name: 'ThrottlingException' });
    });
    expect(await sweep()).toEqual({ looked: 60, removed: 0, finished: true });
    expect(new Set(asked).size).toBe(60);
    expect(bench.lines.map(({ message }) => message)).toEqual(['swept']);
    expect(Math.max(...bench.desk.clock.sleeps)).toBeGreaterThanOrEqual(500);
  });

  it('that is throttled to its end looks at the same ones first the next time', async () => {
    const { bench, sweep, late } = setUp();
    await overdue(bench, 10);
    late();
    let throttled = true;
    const asked = watchAsked(bench, () => {
      if (throttled) throw Object.assign(new Error('Rate exceeded'), { name: 'ThrottlingException' });
    });
    expect(await sweep(undefined, contextOf(bench, 600_000))).toEqual({
      looked: 0,
      removed: 0,
      finished: false,
    });
    throttled = false;
    expect(await sweep()).toEqual({ looked: 10, removed: 0, finished: true });
    expect(asked).toHaveLength(10);
  });
});
