import { redriver } from '../../../lambdas/operations/redrive';
import { undoFromLedger } from '../../../lib/runtime';
import { CANCELLED, ERRORS_MAX_RECEIVE_COUNT, LINES } from '../../../lib/saga';
import { tourSaga } from '../../runtime/support/sagas';
import { deadEvent, MACHINE, OperationsBench, queueEvent, UNWIND_MACHINE } from '../support/operations-bench';

const input = { product: 'chair', pieces: 2 };

const setUp = () => {
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
  const redrive = redriver(() => bench.tools);
  const take = async (event: unknown) => {
    const { batchItemFailures } = await redrive(queueEvent([event]));
    return batchItemFailures.length === 0 ? 'done' : 'comes again';
  };
  const unwound = () => bench.started.map(({ name }) => name);
  return { bench, take, unwound };
};
const before = ['Plan', 'WhenGuide', 'Guide', 'TrainGroup', 'Train', 'WhenFerry', 'Ferry'];

describe('a saga whose id looks like an unwind of another', () => {
  it('is the saga that it is', async () => {
    const { bench, take, unwound } = setUp();
    await bench.ran(input, 'plan');
    const event = deadEvent('s-1-u1');
    const executionArn = event.detail.executionArn.replace(UNWIND_MACHINE.split(':')[6] ?? '', 'Saga');
    const detail = { ...event.detail, executionArn, stateMachineArn: MACHINE };
    expect(await take({ ...event, detail })).toBe('done');
    expect(unwound()).toEqual(['s-1-u1-u1']);
    expect(await bench.typesOf()).toEqual([]);
  });
});

describe('a report that is throttled', () => {
  it('comes again within minutes at first, and is not given up sooner for that', async () => {
    const { bench } = setUp();
    await bench.ran(input, 'plan');
    bench.execution('s-1', 'ABORTED');
    Object.assign(bench.tools.orchestrator, {
      describe: async () => {
        throw Object.assign(new Error('Rate exceeded'), { name: 'ThrottlingException' });
      },
    });
    const redrive = redriver(() => ({ ...bench.tools, random: () => 0.75 }));
    for (let receives = 1; receives < ERRORS_MAX_RECEIVE_COUNT; receives++)
      await redrive(queueEvent([deadEvent('s-1')], receives));
    // Nor does it read like a fault, for which an alarm rings.
    const errors = bench.lines.filter(({ message }) => message === 'redrive failed');
    expect(new Set(errors.map(({ fields }) => fields.error?.split(':')[0]))).toEqual(new Set(['Throttled']));
    const seconds = bench.delays.map((one) => one.seconds);
    expect(seconds.slice(0, 8)).toEqual([75, 150, 300, 375, 375, 375, 375, 375]);
    // About a day and a half, as any other.
    expect(seconds.reduce((a, b) => a + b)).toBeGreaterThan(30 * 3600);
  });
});

describe('a dead execution', () => {
  it.each([
    ['nothing', []],
    ['its first step', ['Plan']],
    ['a choice', ['Plan', 'WhenGuide']],
    ['its pivot', before],
    ['a compensation', [...before, 'Untrain']],
    ['the group of compensations', [...before, 'UntrainGroup']],
    ['the park of a compensation', [...before, 'UntrainGroup', 'ParkUntrain']],
    ['the park of a compensation of a single step', [...before, 'UntrainGroup', 'Unguide', 'ParkUnguide']],
  ])('that last entered %s is unwound', async (_what, entered) => {
    const { bench, take, unwound } = setUp();
    await bench.ran(input, 'plan');
    bench.execution('s-1', 'ABORTED', { entered });
    expect(await take(deadEvent('s-1'))).toBe('done');
    expect(unwound()).toEqual(['s-1-u1']);
    expect(bench.started[0]?.input).toEqual({ saga: bench.reference() });
    expect((await bench.logged()).header.status).toBe('COMPENSATING');
    expect(await bench.typesOf()).toEqual(['UnwindStarted']);
    expect(bench.errors).toEqual([]);
  });

  it.each([
    ['its retriable step', [...before, 'Tell']],
    ['the park of its retriable step', [...before, 'Tell', 'ParkTell']],
  ])('that last entered %s goes forward: the step is parked', async (_what, entered) => {
    const { bench, take, unwound } = setUp();
    await bench.ran(input, 'plan', 'guide', 'train', 'ferry');
    bench.execution('s-1', 'TIMED_OUT', { entered });
    expect(await take(deadEvent('s-1', 'TIMED_OUT'))).toBe('done');
    expect(unwound()).toEqual([]);
    expect(bench.errors).toEqual([
      {
        saga: bench.reference(),
        step: 'tell',
        phase: 'action',
        error: { error: 'TIMED_OUT', cause: 'execution s-1 ended TIMED_OUT' },
        attempts: 0,
      },
    ]);
  });

  it.each([
    'CancelRequested',
    'UnwindStarted',
    'StepFenced',
  ] as const)('of a saga marked by %s goes backward, wherever it was', async (type) => {
    const { bench, take, unwound } = setUp();
    await bench.ran(input, 'plan', 'guide', 'train', 'ferry');
    await bench.desk.log.append(bench.reference(), {
      type,
      runner: 'operator',
      attempt: 1,
      at: '2026-11-24T10:00:09.000Z',
    });
    bench.execution('s-1', 'ABORTED', { entered: [...before, 'Tell'] });
    expect(await take(deadEvent('s-1'))).toBe('done');
    expect(unwound()).toHaveLength(1);
    expect(bench.errors).toEqual([]);
  });

  it('that was stopped by who cancels the saga is not told as a death; any other is', async () => {
    const died = async (cancelled: boolean, error?: string) => {
      const { bench, take } = setUp();
      await bench.ran(input, 'plan');
      const at = '2026-11-24T10:00:09.000Z';
      if (cancelled)
        await bench.desk.log.append(bench.reference(), {
          type: 'CancelRequested',
          runner: 'operator',
          attempt: 1,
          at,
        });
      bench.execution('s-1', 'ABORTED', { entered: ['Plan'], ...(error ? { error } : {}) });
      await take(deadEvent('s-1'));
      return bench.lines.some(({ message }) => message === LINES.died);
    };
    expect([await died(true), await died(false)]).toEqual([false, true]);
    // Its mark comes after its stop, where a saga can be cancelled until its pivot.
    expect([await died(false, CANCELLED), await died(false, 'Stopped')]).toEqual([false, true]);
  });

  it('of the unwind machine goes backward, also under a name that somebody gave it', async () => {
    const { bench, take, unwound } = setUp();
    await bench.ran(input, 'plan', 'guide', 'train', 'ferry');
    const event = deadEvent('s-1');
    const executionArn = event.detail.executionArn.replace(MACHINE.split(':').at(-1) as string, 'Unwind');
    // Its states say "forward": it is not asked for them.
    bench.executions.set(executionArn, { arn: executionArn, status: 'ABORTED', entered: ['Tell'] });
    const detail = { ...event.detail, executionArn, stateMachineArn: UNWIND_MACHINE };
    expect(await take({ ...event, detail })).toBe('done');
    expect(unwound()).toEqual(['s-1-u1']);
    expect(bench.errors).toEqual([]);
  });

  it('that the log does not know is unwound too: a function of it may be in flight', async () => {
    const { bench, take, unwound } = setUp();
    bench.execution('s-1', 'ABORTED', { input: JSON.stringify({ ...input, deadlineSeconds: 600 }) });
    expect(await take(deadEvent('s-1', 'ABORTED', Date.parse('2026-11-24T09:59:00.000Z')))).toBe('done');
    expect(unwound()).toEqual(['s-1-u1']);
    expect(bench.started[0]?.input).toEqual({
      saga: { ...bench.reference(), startTime: '2026-11-24T09:59:00.000Z', deadlineSeconds: 600 },
    });
  });

  it('that Step Functions has forgotten as well is unwound from what the event says', async () => {
    const { bench, take, unwound } = setUp();
    expect(await take(deadEvent('s-1', 'ABORTED', Date.parse('2026-11-24T09:59:00.000Z')))).toBe('done');
    expect(unwound()).toEqual(['s-1-u1']);
    expect((await bench.logged()).header.createTime).toBe('2026-11-24T09:59:00.000Z');
  });

  it('reported twice is unwound once', async () => {
    const { bench, take, unwound } = setUp();
    await bench.ran(input, 'plan');
    bench.execution('s-1', 'ABORTED');
    await take(deadEvent('s-1'));
    await take(deadEvent('s-1'));
    bench.execution('s-1-u1', 'SUCCEEDED');
    await take(deadEvent('s-1'));
    expect(unwound()).toEqual(['s-1-u1']);
  });

  it('whose unwind was logged but never started is started under that number', async () => {
    const { bench, take, unwound } = setUp();
    await bench.ran(input, 'plan');
    await bench.desk.log.append(bench.reference(), {
      type: 'UnwindStarted',
      runner: 'u1',
      attempt: 1,
      at: '2026-11-24T10:00:09.000Z',
    });
    bench.execution('s-1', 'ABORTED');
    await take(deadEvent('s-1'));
    expect(unwound()).toEqual(['s-1-u1']);
  });

  it('that is an unwind itself is followed by the next one', async () => {
    const { bench, take, unwound } = setUp();
    await bench.ran(input, 'plan');
    bench.execution('s-1', 'ABORTED');
    await take(deadEvent('s-1'));
    bench.execution('s-1-u1', 'FAILED', { error: 'States.Runtime' });
    await take(deadEvent('s-1-u1', 'FAILED'));
    await take(deadEvent('s-1-u1', 'FAILED'));
    expect(unwound()).toEqual(['s-1-u1', 's-1-u2']);
    bench.execution('s-1-u2', 'TIMED_OUT');
    await take(deadEvent('s-1-u2', 'TIMED_OUT'));
    expect(unwound()).toEqual(['s-1-u1', 's-1-u2', 's-1-u3']);
  });

  it('that is an unwind with parked compensations ended by itself: there is no next one', async () => {
    const { bench, take, unwound } = setUp();
    await bench.ran(input, 'plan');
    bench.execution('s-1', 'ABORTED');
    await take(deadEvent('s-1'));
    bench.execution('s-1-u1', 'FAILED', { error: 'SagaCompensationFailed' });
    await take(deadEvent('s-1'));
    expect(unwound()).toEqual(['s-1-u1']);
  });

  it('under a name that is no saga id is nothing that could be undone', async () => {
    const { bench, take, unwound } = setUp();
    expect(await take(deadEvent('by-hand!'))).toBe('comes again');
    expect(unwound()).toEqual([]);
    expect(bench.lines.at(-1)?.fields.error).toContain('InvalidSagaId');
  });
});
