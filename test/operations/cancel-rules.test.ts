import { cancelSaga, planCancellation } from '../../lib/operations';
import { startOf } from '../../lib/runtime';
import { type Cancellable, defineSaga, type SagaEvent, step } from '../../lib/saga';
import { anyInput } from '../saga/definitions';
import { MemoryOperations } from './support/memory-operations';

const loanOf = (cancellable?: Cancellable) =>
  defineSaga({
    name: 'loan',
    version: 1,
    deadline: { hours: 1 },
    input: anyInput,
    ...(cancellable ? { cancellable } : {}),
    steps: [
      step('reserve', { by: 'bank', compensation: 'release' }),
      step('sign', { by: 'desk', compensation: 'tear-up' }),
      step('pay-out', { by: 'bank' }),
      step('tell', { by: 'desk' }),
    ],
  });

const done = (...steps: string[]): Partial<SagaEvent>[] =>
  steps.flatMap((name) => [
    { type: 'StepStarted', step: name },
    { type: 'StepSucceeded', step: name },
  ]);

/** How a saga can stand: its log, its execution, what the execution entered; and whether that is past the pivot. */
const STANDS = {
  'before anything was logged': {
    events: [],
    execution: { status: 'RUNNING' },
    entered: ['Reserve'],
    past: false,
  },
  'in its pivot': {
    events: [...done('reserve'), { type: 'StepStarted', step: 'sign' }],
    execution: { status: 'RUNNING' },
    entered: ['Reserve', 'Sign'],
    past: false,
  },
  'killed in its pivot': {
    events: done('reserve'),
    execution: { status: 'ABORTED' },
    entered: ['Reserve', 'Sign'],
    past: false,
  },
  'in its first retriable step, of which the log says nothing yet': {
    events: done('reserve', 'sign'),
    execution: { status: 'RUNNING' },
    entered: ['Reserve', 'Sign', 'PayOut'],
    past: true,
  },
  'killed behind its pivot': {
    events: done('reserve', 'sign', 'pay-out'),
    execution: { status: 'TIMED_OUT' },
    entered: ['Reserve', 'Sign', 'PayOut', 'Tell'],
    past: true,
  },
  'not completed': {
    events: [...done('reserve', 'sign'), { type: 'StepParked', step: 'pay-out' }],
    execution: { status: 'FAILED', error: 'SagaCompletionFailed' },
    entered: ['Reserve', 'Sign', 'PayOut', 'ParkPayOut', 'ParkTell'],
    past: true,
  },
  completed: {
    events: done('reserve', 'sign', 'pay-out', 'tell'),
    execution: { status: 'SUCCEEDED' },
    entered: ['Reserve', 'Sign', 'PayOut', 'Tell'],
    past: true,
  },
  'completed long ago, and forgotten by Step Functions': {
    events: done('reserve', 'sign', 'pay-out', 'tell'),
    execution: undefined,
    entered: [],
    past: true,
  },
  'turned back by itself': {
    events: [
      ...done('reserve'),
      { type: 'StepFailed', step: 'sign' },
      { type: 'CompensationStarted', step: 'sign' },
    ],
    execution: { status: 'RUNNING' },
    entered: ['Reserve', 'Sign', 'TearUp'],
    past: false,
  },
} as const;

const at = async (name: keyof typeof STANDS, cancellable?: Cancellable) => {
  const { events, execution, entered } = STANDS[name];
  const world = new MemoryOperations(loanOf(cancellable));
  await world.logged('one', events as readonly Partial<SagaEvent>[]);
  if (execution) world.execution('one', execution);
  world.entered.set('one', entered);
  return world;
};
const names = Object.keys(STANDS) as (keyof typeof STANDS)[];

describe.each(names)('a saga %s', (name) => {
  const { past } = STANDS[name];
  const marks = async (world: MemoryOperations) =>
    (await world.read('one')).events.filter(
      ({ type }) => type === 'CancelRequested' || type === 'UnwindStarted',
    );

  test('that can always be cancelled is', async () => {
    const world = await at(name, 'always');
    expect(await planCancellation(world.ports, 'one')).toMatchObject({ refusal: null });
    expect(await cancelSaga(world.ports, 'one', 'x')).toMatchObject({
      outcome: 'unwinding',
      unwind: 'one-u1',
    });
  });

  test('that never can be cancelled is not, and nothing is touched', async () => {
    const world = await at(name, 'never');
    expect(await planCancellation(world.ports, 'one')).toMatchObject({ refusal: 'never' });
    await expect(cancelSaga(world.ports, 'one', 'x')).rejects.toMatchObject({ code: 'NotCancellable' });
    expect(world.calls).toEqual([]);
    expect(await marks(world)).toEqual([]);
  });

  test(`of which nothing is said is ${past ? 'refused, and nothing is touched' : 'undone'}`, async () => {
    const world = await at(name);
    expect(await planCancellation(world.ports, 'one')).toMatchObject({
      cancellable: 'until-pivot',
      refusal: past ? 'past-pivot' : null,
    });
    if (past) {
      await expect(cancelSaga(world.ports, 'one', 'x')).rejects.toMatchObject({
        code: 'PastPivot',
        message: "saga 'one' is past its pivot: loan sagas can be cancelled only before that",
      });
      expect(world.calls).toEqual([]);
      expect(await marks(world)).toEqual([]);
      return;
    }
    expect(await cancelSaga(world.ports, 'one', 'x')).toMatchObject({ outcome: 'unwinding' });
    expect(await cancelSaga(world.ports, 'one', 'again')).toMatchObject({ outcome: 'already-unwinding' });
    expect((await marks(world)).map(({ type }) => type)).toEqual(['CancelRequested', 'UnwindStarted']);
  });
});

test('one that passes its pivot while it is being cancelled goes forward: it is stopped, and not marked', async () => {
  const world = await at('in its pivot');
  const { orchestrator } = world.ports;
  const ports = {
    ...world.ports,
    orchestrator: {
      ...orchestrator,
      stop: async (...args: Parameters<typeof orchestrator.stop>) => {
        world.entered.set('one', ['Reserve', 'Sign', 'PayOut']);
        await orchestrator.stop(...args);
      },
    },
  };
  await expect(cancelSaga(ports, 'one', 'x')).rejects.toMatchObject({ code: 'PastPivot' });
  expect(world.calls).toEqual(['stop one']);
  expect((await world.read('one')).events.map(({ type }) => type)).not.toContain('CancelRequested');
});

describe('what cancelling would do is told for each step', () => {
  test.each([
    ['in its pivot', { reserve: 'undone', sign: 'undone', 'pay-out': 'ruled-out', tell: 'ruled-out' }],
    [
      'before anything was logged',
      { reserve: 'ruled-out', sign: 'ruled-out', 'pay-out': 'ruled-out', tell: 'ruled-out' },
    ],
    ['not completed', { reserve: 'undone', sign: 'undone', 'pay-out': 'may-stay', tell: 'ruled-out' }],
    ['completed', { reserve: 'undone', sign: 'undone', 'pay-out': 'stays', tell: 'stays' }],
  ] as const)('%s', async (name, effects) => {
    const plan = await planCancellation((await at(name, 'always')).ports, 'one');
    expect(Object.fromEntries(plan.steps.map(({ step: one, effect }) => [one, effect]))).toEqual(effects);
  });
});

test('what the fences of an earlier cancelling found is told: it stays, or never happens', async () => {
  const world = await at('not completed', 'always');
  const fenced = (name: string, state: string): SagaEvent => ({
    type: 'StepFenced',
    step: name,
    runner: 'u1',
    attempt: 1,
    at: world.ports.now(),
    data: { state },
  });
  // Its success was not logged yet, or never will be.
  await world.ports.log.append(world.reference('one'), fenced('tell', 'DONE'));
  await world.ports.log.append(world.reference('one'), fenced('pay-out', 'UNDONE'));
  const { steps } = await planCancellation(world.ports, 'one');
  expect(steps.map(({ effect }) => effect)).toEqual(['undone', 'undone', 'ruled-out', 'stays']);
});

test('an operator who died behind the mark, where nothing was left to undo, cancels again: the header is set right', async () => {
  const saga = defineSaga({
    name: 'letter',
    version: 1,
    deadline: { hours: 1 },
    input: anyInput,
    cancellable: 'always',
    steps: [
      step('stamp', { by: 'desk', compensation: 'unstamp', when: '$input.stamped = true' }),
      step('send', { by: 'desk' }),
    ],
  });
  const world = new MemoryOperations(saga);
  await world.logged('one', [{ type: 'StepSkipped', step: 'stamp' }, ...done('send')]);
  const { log } = world.ports;
  const { header } = await world.read('one');
  const mark = { type: 'CancelRequested', runner: 'operator', attempt: 1, at: header.updateTime } as const;
  await log.appendAndRaise(startOf(saga, world.reference('one')), [mark], 'COMPENSATING');
  expect(await cancelSaga(world.ports, 'one', 'again')).toMatchObject({ outcome: 'already-compensated' });
  expect((await world.read('one')).header.status).toBe('PARTLY_COMPENSATED');
});

test.each([
  'always',
  'until-pivot',
  'never',
] as const)('an unwind that was given up is tried again by whoever cancels, where %s can be', async (cancellable) => {
  const world = new MemoryOperations(loanOf(cancellable));
  await world.logged('one', [
    ...done('reserve'),
    ...Array.from({ length: 10 }, (_, n) => ({ type: 'UnwindStarted' as const, runner: `u${n + 1}` })),
    { type: 'UnwindGivenUp', runner: 'u10' },
  ]);
  world.execution('one', { status: 'ABORTED' });
  world.execution('one-u10', { status: 'FAILED', error: 'BusinessError' }, 'unwind');
  expect(await cancelSaga(world.ports, 'one', 'the fence is mended')).toMatchObject({
    outcome: 'unwinding',
    unwind: 'one-u11',
  });
});
