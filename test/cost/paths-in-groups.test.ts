import {
  analyse,
  estimate,
  expectedTransitions,
  listPaths,
  type Odds,
  pathNames,
  readMachine,
  resolveChances,
} from '../../lib/cost';
import { BUSINESS_ERROR } from '../../lib/saga';

const task = (more: object = {}) => ({ Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke', ...more });
const caught = (Next: string, ErrorEquals = ['States.ALL']) => ({ ErrorEquals, Next });
const chain = (StartAt: string, States: object) => ({ StartAt, States });
const pathsOf = (asl: object, odds: Odds) => {
  const machine = readMachine(asl);
  const attemptUsd = () => ({ answered: 0, refused: 0, lost: 0, givenUp: 0, visited: 0 });
  const analysis = analyse(machine, { chances: resolveChances(machine, odds), attemptUsd });
  const { paths } = listPaths(analysis, { paths: 1000, unlikely: 0 });
  const names = pathNames(paths);
  const rows = paths.map(
    ({ probability, transitions }, at) => [names[at], probability, transitions] as const,
  );
  return { rows, expected: expectedTransitions(analysis) };
};
const close = (rows: readonly (readonly [unknown, number, number])[]) =>
  rows.map(([name, probability, transitions]) => [
    name,
    Number(probability.toFixed(9)),
    Number(transitions.toFixed(9)),
  ]);

/** Two branches: in the first a charge is refused one time in four and booked by hand then, in the second nothing is. */
const fork = (more: object = {}) =>
  chain('Fork', {
    Fork: {
      Type: 'Parallel',
      Branches: [
        chain('Charge', {
          Charge: task({ Catch: [caught('ByHand')], End: true }),
          ByHand: task({ End: true }),
        }),
        chain('Pick', { Pick: task({ End: true }) }),
      ],
      Next: 'Done',
      ...more,
    },
    Done: { Type: 'Succeed' },
  });

describe('a failure that is caught inside a branch', () => {
  it('is a path of its own, with a name of its own', () => {
    const { rows, expected } = pathsOf(fork(), { failure: { Charge: 0.25 } });
    expect(close(rows)).toEqual([
      // Fork, Charge, Pick, Done; and ByHand once more.
      ['happy path', 0.75, 4],
      ['charge fails', 0.25, 5],
    ]);
    expect(expected).toBeCloseTo(4.25, 12);
  });

  it('is told by the first branch in which it happens', () => {
    const asl = fork();
    const branches = (asl.States as { Fork: { Branches: object[] } }).Fork.Branches;
    branches[1] = chain('Pick', {
      Pick: task({ Catch: [caught('Skip')], End: true }),
      Skip: { Type: 'Pass', End: true },
    });
    const { rows, expected } = pathsOf(asl, { failure: { Charge: 0.25, Pick: 0.5 } });
    expect(close(rows)).toEqual([
      ['happy path', 0.375, 4],
      ['pick fails', 0.375, 5],
      // Pick may have failed too.
      ['charge fails', 0.25, 5.5],
    ]);
    expect(rows.reduce((sum, [, chance, transitions]) => sum + chance * transitions, 0)).toBeCloseTo(
      expected,
      12,
    );
  });

  it('stands beside one that is not caught, and beside the retries of the group', () => {
    const asl = fork({ Retry: [{ ErrorEquals: ['States.ALL'], MaxAttempts: 1 }], Catch: [caught('Done')] });
    const { rows } = pathsOf(asl, { failure: { Charge: 0.25, Pick: 0.5 } });
    const names = rows.map(([name]) => name);
    expect(names.toSorted()).toEqual(['charge fails', 'happy path', 'pick fails']);
    expect(rows.reduce((sum, [, chance]) => sum + chance, 0)).toBeCloseTo(1, 12);
  });

  it.each([
    ['a Map', (inner: object) => ({ Type: 'Map', ItemProcessor: inner, End: true }), 3],
    [
      'a Parallel in a Map',
      (inner: object) => ({
        Type: 'Map',
        ItemProcessor: chain('Both', { Both: { Type: 'Parallel', Branches: [inner], End: true } }),
        End: true,
      }),
      3,
    ],
  ])('in %s', (_what, around, items) => {
    const inner = chain('Charge', {
      Charge: task({ Catch: [caught('ByHand')], End: true }),
      ByHand: task({ End: true }),
    });
    const { rows, expected } = pathsOf(chain('Each', { Each: around(inner) }), {
      failure: { Charge: 0.25 },
      items: { Each: items },
    });
    expect(rows.map(([name, probability]) => [name, Number(probability.toFixed(9))])).toEqual([
      ['charge fails', Number((1 - 0.75 ** items).toFixed(9))],
      ['happy path', Number((0.75 ** items).toFixed(9))],
    ]);
    expect(rows.reduce((sum, [, chance, transitions]) => sum + chance * transitions, 0)).toBeCloseTo(
      expected,
      12,
    );
  });

  it('in a loop of a branch', () => {
    const inner = chain('Poll', {
      Poll: task({ Catch: [caught('Pause')], End: true }),
      Pause: { Type: 'Wait', Seconds: 1, Next: 'Poll' },
    });
    const asl = chain('Fork', { Fork: { Type: 'Parallel', Branches: [inner], End: true } });
    const { rows, expected } = pathsOf(asl, { failure: { Poll: 0.5 } });
    expect(close(rows)).toEqual([
      ['happy path', 0.5, 2],
      // Fork, Poll, Pause, and from there on 1 + 2 × the mean of further failures (1).
      ['poll fails', 0.5, 6],
    ]);
    expect(expected).toBeCloseTo(4, 12);
  });

  it('that a Map tolerates', () => {
    const Each = {
      Type: 'Map',
      ToleratedFailureCount: 1,
      ItemProcessor: chain('Charge', { Charge: task({ End: true }) }),
      End: true,
    };
    const { rows } = pathsOf(chain('Each', { Each }), { failure: { Charge: 0.5 }, items: { Each: 2 } });
    expect(rows.map(([name, probability]) => [name, Number(probability.toFixed(9))])).toEqual([
      ['each: failures tolerated', 0.5],
      ['happy path', 0.25],
      ['each fails → not caught', 0.25],
    ]);
  });
});

test('no two rows of a report share a name', () => {
  const machine = readMachine(
    chain('A', {
      A: task({
        Catch: [caught('One', [BUSINESS_ERROR]), caught('Two')],
        Retry: [{ ErrorEquals: ['States.Timeout'], MaxAttempts: 1 }],
        Next: 'End',
      }),
      One: { Type: 'Pass', Next: 'End' },
      Two: { Type: 'Pass', Next: 'End' },
      End: { Type: 'Succeed' },
    }),
  );
  const { paths } = estimate({
    name: 'two-catchers',
    machine,
    region: 'us-east-1',
    odds: { failure: { A: 0.1 }, retry: { A: 0.1 } },
  });
  const names = paths.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  expect(names).toEqual(['happy path', 'a fails with BusinessError', 'a fails with States.Timeout']);
});
