import {
  analyse,
  expectedTransitions,
  expectedUse,
  findState,
  listPaths,
  type Odds,
  pathName,
  readMachine,
  resolveChances,
} from '../../lib/cost';

const solve = (asl: unknown, odds: Odds = {}) => {
  const machine = readMachine(asl);
  const attemptUsd = () => ({ answered: 0, refused: 0, lost: 0, givenUp: 0, visited: 0 });
  return analyse(machine, { chances: resolveChances(machine, odds), attemptUsd });
};
const expected = (asl: unknown, odds?: Odds): number => expectedTransitions(solve(asl, odds));

const task = (next?: string, extra: object = {}) => ({
  Type: 'Task',
  Resource: 'arn:aws:states:::lambda:invoke',
  ...(next ? { Next: next } : { End: true }),
  ...extra,
});
const catchTo = (Next: string) => ({ Catch: [{ ErrorEquals: ['States.ALL'], Next }] });
const retry = (MaxAttempts: number, ...errors: string[]) => ({
  ErrorEquals: errors.length > 0 ? errors : ['States.ALL'],
  MaxAttempts,
});
const failed = { Type: 'Fail', Error: 'Undone' };

const trip = {
  StartAt: 'BookHotel',
  States: {
    BookHotel: task('BookFlight', catchTo('CancelHotel')),
    BookFlight: task('Confirm', { ...catchTo('CancelFlight'), Retry: [retry(0, 'BusinessError'), retry(2)] }),
    Confirm: task(),
    CancelFlight: task('CancelHotel'),
    CancelHotel: task('Undone'),
    Undone: failed,
  },
};

describe('expected transitions, worked by hand', () => {
  it('nothing fails unless asked', () => expect(expected(trip)).toBe(3));

  // 0.9 × 3 (all well) + 0.1 × 5 (BookHotel BookFlight CancelFlight CancelHotel Undone)
  it('a failure', () => expect(expected(trip, { failure: { 'book-flight': 0.1 } })).toBeCloseTo(3.2, 12));

  // Attempts of BookFlight: 1 + 0.5 + 0.25 = 1.75; all three without an answer: 0.125, then 3 more; else Confirm.
  // 1 + 1.75 + 0.875 × 1 + 0.125 × 3 = 4
  it('retries up to the limit, then the Catch', () =>
    expect(expected(trip, { retry: { BookFlight: 0.5 } })).toBeCloseTo(4, 12));

  // Attempts 1.75 as before; the answer (0.875) is no in a fifth of the cases: 0.175. Undone: 0.125 + 0.175 = 0.3.
  // 1 + 1.75 + 0.7 × 1 + 0.3 × 3 = 4.35
  it('retries and refusals together', () => {
    const odds = { retry: { 'book-flight': 0.5 }, failure: { 'book-flight': 0.2 } };
    expect(expected(trip, odds)).toBeCloseTo(4.35, 12);
  });

  // 1 + 3 + 3 = 7: every attempt is lost.
  it('retries with probability 1', () => expect(expected(trip, { retry: { BookFlight: 1 } })).toBe(7));

  it('a failure with probability 1', () => expect(expected(trip, { failure: { BookFlight: 1 } })).toBe(5));

  const poll = {
    StartAt: 'Begin',
    States: {
      Begin: task('Pause'),
      Pause: { Type: 'Wait', Seconds: 5, Next: 'Look' },
      Look: task('Ready'),
      Ready: { Type: 'Choice', Choices: [{ Next: 'Done' }, { Next: 'Broken' }], Default: 'Pause' },
      Done: { Type: 'Succeed' },
      Broken: { Type: 'Fail', Error: 'Broken' },
    },
  };
  // Rounds: 1 / (1 - 0.75) = 4. 1 + 4 × 3 + 1 = 14
  it('a loop by Choice', () =>
    expect(expected(poll, { choice: { Ready: { Pause: 0.75 } } })).toBeCloseTo(14, 12));
  it('a loop that nobody asked for is not taken', () => expect(expected(poll)).toBe(5));

  // A: x = 1 + 0.5 y + 0.5 (end), y = 1 + 0.8 x + 0.2 z, z = 1 + y. From A: y = 1 + 0.8 x + 0.2 + 0.2 y.
  // 0.8 y = 1.2 + 0.8 x; y = 1.5 + x; x = 1 + 0.75 + 0.5 x + 0.5 × 1 (the state End) = 2.25 + 0.5 x; x = 4.5
  it('loops within loops', () => {
    const asl = {
      StartAt: 'A',
      States: {
        A: { Type: 'Choice', Choices: [{ Next: 'End' }], Default: 'B' },
        B: { Type: 'Choice', Choices: [{ Next: 'A' }], Default: 'C' },
        C: { Type: 'Pass', Next: 'B' },
        End: { Type: 'Succeed' },
      },
    };
    expect(expected(asl, { choice: { A: { B: 0.5 }, B: { C: 0.2 } } })).toBeCloseTo(4.5, 12);
  });

  const fork = (extra: object = {}) => ({
    StartAt: 'Fork',
    States: {
      Fork: {
        Type: 'Parallel',
        Branches: [
          { StartAt: 'Left', States: { Left: task() } },
          { StartAt: 'Right', States: { Right: task('More'), More: task() } },
        ],
        Next: 'Join',
        ...catchTo('Undo'),
        ...extra,
      },
      Join: task(),
      Undo: task('Undone'),
      Undone: failed,
    },
  });
  it('branches add up', () => expect(expected(fork())).toBe(5));

  // Fork Left Right always, More with 0.9; all well 0.8 × 0.9 = 0.72 → Join, else Undo Undone.
  // 3 + 0.9 + 0.72 + 0.28 × 2 = 5.18: the right branch runs to its end also when the left one has failed.
  it('siblings of a failed branch run to their end', () =>
    expect(expected(fork(), { failure: { left: 0.2, right: 0.1 } })).toBeCloseTo(5.18, 12));

  // An attempt costs 1 + 1 + 2 = 4 and fails with 0.2; two retries: 1 + 0.2 + 0.04 = 1.24 attempts.
  // 4 × 1.24 + 0.992 × 1 (Join) + 0.008 × 2 (Undo Undone)
  it('a Parallel that is retried as a whole', () =>
    expect(expected(fork({ Retry: [retry(2)] }), { failure: { Left: 0.2 } })).toBeCloseTo(
      4.96 + 0.992 + 0.016,
      12,
    ));

  // Left answers no with 0.2. Right has no answer twice (its one retry included) with 0.25, which is the error of the
  // Parallel if Left was well: 0.8 × 0.25 = 0.2. Each of the two errors is retried once, by a retrier of its own.
  // Attempts: 1, after one failure 0.2 + 0.2, after both (either order) 2 × 0.04: 1.48, of which 0.6 go well: 0.888.
  // An attempt: Fork, Left, 1.5 attempts of Right, More with 0.75: 4.25. Then Join, or Undo Undone.
  it('retriers of a Parallel count apart', () => {
    const asl = fork({ Retry: [retry(1, 'BusinessError'), retry(1, 'TransientError')] });
    const right = { ...asl.States.Fork.Branches[1]?.States, Right: task('More', { Retry: [retry(1)] }) };
    asl.States.Fork.Branches[1] = {
      StartAt: 'Right',
      States: right as { Right: object; More: object },
    } as never;
    const odds = { failure: { Left: 0.2 }, retry: { Right: 0.5 } };
    expect(expected(asl, odds)).toBeCloseTo(1.48 * 4.25 + 0.888 + 0.112 * 2, 12);
  });

  const each = (mode: object, extra: object = {}) => ({
    StartAt: 'Each',
    States: {
      Each: {
        Type: 'Map',
        ItemProcessor: { ProcessorConfig: mode, StartAt: 'One', States: { One: task('Two'), Two: task() } },
        Next: 'After',
        ...extra,
      },
      After: task(),
    },
  });
  it('a Map with one item by default', () => expect(expected(each({}))).toBe(4));
  it('an inline Map: itself and what is inside', () =>
    expect(expected(each({}), { items: { Each: 10 } })).toBe(22));
  // Each child that is started is one more.
  it('a distributed Map of Standard children', () => {
    const asl = each({ Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' });
    expect(expected(asl, { items: { each: 10 } })).toBe(1 + 10 * 3 + 1);
  });
  it('a distributed Map of Express children bills only their starts', () => {
    const asl = each({ Mode: 'DISTRIBUTED', ExecutionType: 'EXPRESS' });
    expect(expected(asl, { items: { each: 10 } })).toBe(1 + 10 + 1);
  });
  // 10 items in batches of 4: three children.
  it('a distributed Map in batches', () => {
    const asl = each({ Mode: 'DISTRIBUTED' }, { ItemBatcher: { MaxItemsPerBatch: 4 } });
    expect(expected(asl, { items: { each: 10 } })).toBe(1 + 3 * 3 + 1);
  });
  // Three items, each fails with 0.5 at its first step; one failure is tolerated: well in (1 + 3) / 8 of the cases.
  // 1 + 3 × 1.5 + 0.5 × 1
  it('a Map that tolerates a failure', () => {
    const asl = each({}, { ToleratedFailureCount: 1 });
    expect(expected(asl, { items: { Each: 3 }, failure: { One: 0.5 } })).toBeCloseTo(6, 12);
  });
  it('an older Map with Iterator, in JSONPath', () => {
    const asl = {
      StartAt: 'Each',
      States: {
        Each: {
          Type: 'Map',
          ItemsPath: '$.items',
          Iterator: { StartAt: 'One', States: { One: task(undefined, { ResultPath: '$.x' }) } },
          End: true,
        },
      },
    };
    expect(expected(asl, { items: { Each: 7 } })).toBe(8);
  });
  it('retries without number: three', () => {
    const asl = {
      StartAt: 'A',
      States: { A: task(undefined, { Retry: [{ ErrorEquals: ['States.ALL'] }] }) },
    };
    expect(expected(asl, { retry: { A: 1 } })).toBe(4);
  });
  it('retries almost without end', () => {
    const asl = { StartAt: 'A', States: { A: task(undefined, { Retry: [retry(99_999_999)] }) } };
    expect(expected(asl, { retry: { A: 0.5 } })).toBeCloseTo(2, 12);
  });
  it('a queue step is retried only by what its send throws', () => {
    const asl = {
      StartAt: 'A',
      States: { A: task(undefined, { Retry: [retry(0, 'BusinessError', 'TransientError'), retry(1)] }) },
    };
    expect(expected(asl, { retry: { A: 0.5 } })).toBeCloseTo(1.5, 12);
  });
});

describe('use of the states', () => {
  it('adds up to the expected transitions, inner states included', () => {
    const analysis = solve(trip, {
      failure: { 'book-flight': 0.2, 'book-hotel': 0.1 },
      retry: { BookFlight: 0.3 },
    });
    const attempts = expectedUse(analysis).reduce((sum, use) => sum + use.attempts, 0);
    expect(attempts).toBeCloseTo(expectedTransitions(analysis), 12);
  });

  it('tells answers, refusals and lost attempts apart', () => {
    const analysis = solve(trip, { failure: { 'book-flight': 0.2 }, retry: { BookFlight: 0.5 } });
    const use = expectedUse(analysis).find(({ state }) => state.name === 'BookFlight');
    expect(use?.attempts).toBeCloseTo(1.75, 12);
    expect(use?.lost).toBeCloseTo(0.875, 12);
    expect(use?.refused).toBeCloseTo(0.175, 12);
    expect(use?.answered).toBeCloseTo(0.7, 12);
  });
});

describe('paths', () => {
  const paths = (odds?: Odds) =>
    listPaths(solve(trip, odds)).paths.map((path) => [pathName(path), path.probability, path.transitions]);

  it('are listed though nothing is asked to fail, with their exact transitions', () => {
    expect(paths().slice(0, 4)).toEqual([
      ['happy path', 1, 3],
      ['book-hotel fails → Undone', 0, 3],
      ['book-flight fails → Undone', 0, 5],
      ['confirm fails → not caught', 0, 3],
    ]);
  });

  it('share the probability', () => {
    const found = listPaths(solve(trip, { failure: { BookHotel: 0.25, BookFlight: 0.5 } })).paths;
    expect(
      found.filter((path) => path.probability > 0).map((path) => [pathName(path), path.probability]),
    ).toEqual([
      ['happy path', 0.375],
      ['book-flight fails → Undone', 0.375],
      ['book-hotel fails → Undone', 0.25],
    ]);
  });

  it('pass a loop as one leg', () => {
    const asl = {
      StartAt: 'Look',
      States: {
        Look: task('Ready'),
        Ready: { Type: 'Choice', Choices: [{ Next: 'Done' }], Default: 'Pause' },
        Pause: { Type: 'Wait', Seconds: 1, Next: 'Look' },
        Done: { Type: 'Succeed' },
      },
    };
    const found = listPaths(solve(asl, { choice: { Ready: { Pause: 0.5 } } })).paths;
    // Rounds: 2 of 2 states and one Wait between them, then Done: 2 × 2 + 1 + 1.
    expect(found[0]).toMatchObject({ probability: 1, transitions: 6 });
    expect(found.length).toBeLessThan(5);
  });
});

describe('what makes no sense is one clear line', () => {
  const forever = {
    StartAt: 'Look',
    States: { Look: task('Pause'), Pause: { Type: 'Wait', Seconds: 1, Next: 'Look' } },
  };
  const cases: readonly (readonly [string, () => unknown, string])[] = [
    ['a loop without a way out', () => expected(forever), 'The loop Look → Pause never ends'],
    [
      'a loop whose way out is never taken',
      () =>
        expected(
          {
            StartAt: 'C',
            States: { C: { Type: 'Choice', Choices: [{ Next: 'E' }], Default: 'C' }, E: { Type: 'Succeed' } },
          },
          { choice: { C: { C: 1 } } },
        ),
      'The loop C never ends',
    ],
    [
      'an unknown command',
      () => expected(trip, { failure: { 'book-car': 0.1 } }),
      "Unknown command 'book-car': use one of book-hotel",
    ],
    [
      'a probability above 1',
      () => expected(trip, { failure: { BookHotel: 1.5 } }),
      '1.5 is not a probability',
    ],
    [
      'a probability below 0',
      () => expected(trip, { retry: { BookFlight: -0.1 } }),
      '-0.1 is not a probability',
    ],
    ['no number', () => expected(trip, { failure: { BookHotel: Number.NaN } }), 'NaN is not a probability'],
    ['a retry that nobody makes', () => expected(trip, { retry: { BookHotel: 0.1 } }), 'has no retrier'],
    ['a failure of a Fail state', () => expected(trip, { failure: { Undone: 0.1 } }), 'only a Task fails'],
    ['items of a Task', () => expected(trip, { items: { BookHotel: 2 } }), 'not a Map'],
    ['a choice of a Task', () => expected(trip, { choice: { BookHotel: { Confirm: 1 } } }), 'not a Choice'],
    ['no JSON', () => readMachine('{'), 'Malformed ASL: not JSON'],
    ['no object', () => readMachine('[]'), 'not an object with StartAt and States'],
    ['no states', () => readMachine('{"StartAt":"A"}'), 'has no States'],
    ['a start that is not there', () => readMachine({ StartAt: 'B', States: { A: task() } }), 'starts at B'],
    [
      'a Next that is not there',
      () => readMachine({ StartAt: 'A', States: { A: task('B') } }),
      'has Next "B"',
    ],
    [
      'an unknown Type',
      () => readMachine({ StartAt: 'A', States: { A: { Type: 'Loop' } } }),
      'has Type "Loop"',
    ],
    [
      'neither Next nor End',
      () => readMachine({ StartAt: 'A', States: { A: { Type: 'Pass' } } }),
      'neither Next nor End',
    ],
    [
      'a Catch that leads nowhere',
      () => readMachine({ StartAt: 'A', States: { A: task(undefined, catchTo('Z')) } }),
      'a Catch to "Z"',
    ],
  ];
  it.each(cases)('%s', (_, act, message) => {
    expect(act).toThrow(message);
    try {
      act();
    } catch (error) {
      expect((error as Error).message).not.toContain('\n');
    }
  });

  it('finds a state by its command', () => {
    expect(findState(readMachine(trip), 'book-hotel').name).toBe('BookHotel');
    expect(findState(readMachine(trip), 'BookHotel').name).toBe('BookHotel');
  });
});
