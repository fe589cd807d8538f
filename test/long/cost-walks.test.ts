import { analyse, expectedTransitions, type Odds, readMachine, resolveChances } from '../../lib/cost';
import { compiledMachines } from '../cost/compiled-machines';
import { expectPathsOnEngine } from '../cost/paths-on-engine';
import { randomFrom } from '../cost/random-machine';
import { type Asl, type AslState, walker } from '../cost/walker';
import { project } from '../every/world';

const WALKS = 100_000;

const task = (Next?: string, extra: object = {}): AslState =>
  ({
    Type: 'Task',
    Resource: 'arn:aws:states:::lambda:invoke',
    ...(Next ? { Next } : { End: true }),
    ...extra,
  }) as AslState;
const to = (Next: string) => ({ Catch: [{ ErrorEquals: ['States.ALL'], Next }] });
const again = (MaxAttempts: number, ...names: string[]) => ({
  ErrorEquals: names.length > 0 ? names : ['States.ALL'],
  MaxAttempts,
});

/** A saga of n steps in the shape that is compiled: each step caught by its own compensation. */
const saga = (n: number, end = 'Undone'): Asl => {
  const States: Record<string, AslState> = { [end]: { Type: 'Fail', Error: end } };
  for (let k = 0; k < n; k += 1) {
    const Retry = [again(0, 'BusinessError'), again(4)];
    States[`Do${k}`] = task(k + 1 < n ? `Do${k + 1}` : undefined, { Retry, ...to(`Undo${k}`) });
    States[`Undo${k}`] = task(k > 0 ? `Undo${k - 1}` : end, { Retry: [again(8)], ...to(`Park${k}`) });
    States[`Park${k}`] = task(k > 0 ? `Undo${k - 1}` : end, { Retry: [again(8)] });
  }
  return { StartAt: 'Do0', States };
};

const group = (extra: object = {}): Asl => ({
  StartAt: 'Both',
  States: {
    Both: {
      Type: 'Parallel',
      Branches: [
        { StartAt: 'Left', States: { Left: task('Left2', { Retry: [again(2)] }), Left2: task() } },
        { StartAt: 'Right', States: { Right: task(undefined, { Retry: [again(1)] }) } },
      ],
      Next: 'Last',
      ...to('UndoBoth'),
      ...extra,
    },
    Last: task(),
    UndoBoth: {
      Type: 'Parallel',
      Branches: [
        { StartAt: 'UndoLeft', States: { UndoLeft: task(undefined, to('ParkLeft')), ParkLeft: task() } },
        { StartAt: 'UndoRight', States: { UndoRight: task() } },
      ],
      Next: 'Undone',
    },
    Undone: { Type: 'Fail', Error: 'Undone' },
  },
});

const each = (extra: object = {}): Asl => ({
  StartAt: 'Each',
  States: {
    Each: {
      Type: 'Map',
      ItemProcessor: {
        StartAt: 'Ask',
        States: {
          Ask: { Type: 'Choice', Choices: [{ Next: 'Work' }], Default: 'Leave' },
          Work: task('More'),
          More: task(),
          Leave: task(),
        },
      },
      Next: 'After',
      ...to('Sorry'),
      ...extra,
    },
    After: task(),
    Sorry: task(),
  } as Record<string, AslState>,
});

const poll: Asl = {
  StartAt: 'Begin',
  States: {
    Begin: task('Pause', to('Broken')),
    Pause: { Type: 'Wait', Next: 'Look' },
    Look: task('Ready', { Retry: [again(2)], ...to('Pause') }),
    Ready: { Type: 'Choice', Choices: [{ Next: 'Done' }, { Next: 'Begin' }], Default: 'Pause' },
    Done: { Type: 'Succeed' },
    Broken: { Type: 'Fail', Error: 'Broken' },
  },
};

/** What the sagas of this project do not have, or do not have together. */
const WORKLOADS: readonly (readonly [name: string, asl: Asl, odds: Odds])[] = [
  [
    'a group',
    group(),
    { failure: { Left2: 0.2, Right: 0.1, UndoLeft: 0.3 }, retry: { Left: 0.4, Right: 0.5 } },
  ],
  [
    'a group that is retried',
    group({ Retry: [again(1, 'BusinessError'), again(2, 'TransientError')] }),
    { failure: { Left2: 0.4 }, retry: { Right: 0.6 } },
  ],
  ['a map', each(), { items: { Each: 5 }, failure: { Work: 0.05 }, choice: { Ask: { Leave: 0.3 } } }],
  [
    'a map that is retried',
    each({ Retry: [again(3)] }),
    { items: { Each: 3 }, failure: { Work: 0.2, After: 0.5 } },
  ],
  [
    'polling',
    poll,
    {
      choice: { Ready: { Pause: 0.6, Begin: 0.1 } },
      failure: { Begin: 0.05, Look: 0.2 },
      retry: { Look: 0.3 },
    },
  ],
  [
    'two groups, one in the other',
    {
      StartAt: 'Out',
      States: {
        Out: {
          Type: 'Parallel',
          Branches: [group(), saga(2, 'Over')],
          Next: 'Good',
          ...to('Sorry'),
        } as AslState,
        Good: task(),
        Sorry: task('Good'),
      },
    },
    { failure: { Right: 0.2, Do1: 0.3 }, retry: { Left: 0.2, Undo0: 0.3 } },
  ],
];

/** The mean of many random walks is the expected value, as closely as so many can tell. */
const expectMean = (asl: Asl, odds: Odds): void => {
  const machine = readMachine(asl);
  const attemptUsd = () => ({ answered: 0, refused: 0, lost: 0, givenUp: 0, visited: 0 });
  const expected = expectedTransitions(
    analyse(machine, { chances: resolveChances(machine, odds), attemptUsd }),
  );
  const walk = walker(odds, randomFrom(20_261_124));
  let sum = 0;
  let squares = 0;
  for (let n = 0; n < WALKS; n += 1) {
    const transitions = walk(asl);
    sum += transitions;
    squares += transitions * transitions;
  }
  const mean = sum / WALKS;
  const standardError = Math.sqrt((squares / WALKS - mean * mean) / WALKS);
  expect(standardError).toBeGreaterThan(0);
  expect(Math.abs(mean - expected)).toBeLessThanOrEqual(4 * standardError);
};

const statesOf = ({ States }: Asl): readonly (readonly [string, AslState])[] =>
  Object.entries(States).flatMap(([name, state]) => [
    [name, state] as const,
    ...(state.Branches ?? []).flatMap(statesOf),
  ]);

/** Everything may go wrong everywhere, each in its own measure, and every way is taken. */
const oddsOf = (asl: Asl): Odds => {
  const states = statesOf(asl);
  const tasks = states.filter(([, { Type }]) => Type === 'Task').map(([name]) => name);
  const each = (of: (at: number) => number) => Object.fromEntries(tasks.map((name, at) => [name, of(at)]));
  return {
    failure: each((at) => 0.05 + 0.02 * (at % 7)),
    retry: each((at) => 0.1 + 0.1 * (at % 4)),
    choice: Object.fromEntries(
      states.flatMap(([name, { Default }]) => (Default === undefined ? [] : [[name, { [Default]: 0.3 }]])),
    ),
  };
};

describe(`the expected transitions against ${WALKS} walks`, () => {
  it.each(WORKLOADS)('%s', (_, asl, odds) => expectMean(asl, odds));

  it.each(Object.keys(project.sagas))('the machines of %s, everything failing', async (saga) => {
    const machines = new Map((await compiledMachines(project, saga)).map(({ kind, asl }) => [kind, asl]));
    expect([...machines.keys()]).toEqual(['saga', 'unwind']);
    for (const machine of machines.values()) {
      const asl = machine as Asl;
      expectMean(asl, oddsOf(asl));
    }
  });
});

test.each(Object.keys(project.sagas))('the paths of %s are executions of the engine', (saga) =>
  expectPathsOnEngine(project, saga));
