import { analyse, expectedTransitions, type Odds, readMachine, resolveChances } from '../../lib/cost';
import { randomFrom } from '../cost/random-machine';

/**
 * The expected value against random walks over the ASL itself: a walker that shares nothing with the estimator but
 * the meaning of the odds (a lost attempt with probability r, an answer that is no with probability f).
 */

const WALKS = 100_000;

interface AslState {
  readonly Type: string;
  readonly Resource?: string;
  readonly Next?: string;
  readonly Choices?: readonly { readonly Next: string }[];
  readonly Default?: string;
  readonly Retry?: readonly { readonly ErrorEquals: readonly string[]; readonly MaxAttempts?: number }[];
  readonly Catch?: readonly { readonly ErrorEquals: readonly string[]; readonly Next: string }[];
  readonly Branches?: readonly Asl[];
  readonly ItemProcessor?: Asl;
  readonly Error?: string;
}
interface Asl {
  readonly StartAt: string;
  readonly States: Readonly<Record<string, AslState>>;
}

const walker = (odds: Odds, random: () => number) => {
  let transitions = 0;
  const takes = (names: readonly string[], error: string): boolean =>
    names.some((name) => name === error || name === 'States.ALL' || name === 'States.TaskFailed');

  /** The error of one attempt, if it fails. */
  const attempt = (name: string, state: AslState): { error: string; final: boolean } | undefined => {
    transitions += 1;
    if (state.Type === 'Fail') return { error: state.Error ?? '', final: true };
    if (state.Type === 'Task') {
      if (random() < (odds.retry?.[name] ?? 0)) return { error: 'TransientError', final: false };
      return random() < (odds.failure?.[name] ?? 0) ? { error: 'BusinessError', final: true } : undefined;
    }
    const inside =
      state.Type === 'Map' ? Array(odds.items?.[name] ?? 1).fill(state.ItemProcessor) : state.Branches;
    const errors = (inside ?? []).map((part: Asl) => run(part));
    const error = errors.find((found: string | undefined) => found !== undefined);
    return error === undefined ? undefined : { error, final: false };
  };

  const next = (name: string, state: AslState): string | undefined => {
    if (state.Type !== 'Choice') return state.Next;
    let left = random();
    const given = Object.entries(odds.choice?.[name] ?? {});
    for (const [to, chance] of given) {
      left -= chance;
      if (left < 0) return to;
    }
    return state.Choices?.[0]?.Next;
  };

  const run = (machine: Asl): string | undefined => {
    let name: string | undefined = machine.StartAt;
    while (name !== undefined) {
      const state: AslState = machine.States[name] as AslState;
      const used = new Map<unknown, number>();
      let failed = attempt(name, state);
      for (;;) {
        const now = failed;
        const retrier = now && !now.final && state.Retry?.find((rule) => takes(rule.ErrorEquals, now.error));
        if (!retrier || (used.get(retrier) ?? 0) >= (retrier.MaxAttempts ?? 3)) break;
        used.set(retrier, (used.get(retrier) ?? 0) + 1);
        failed = attempt(name, state);
      }
      if (failed === undefined) name = next(name, state);
      else {
        const { error } = failed;
        const caught = state.Catch?.find((rule) => takes(rule.ErrorEquals, error));
        if (caught === undefined) return error;
        name = caught.Next;
      }
    }
    return undefined;
  };

  return (machine: Asl): number => {
    transitions = 0;
    run(machine);
    return transitions;
  };
};

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

const WORKLOADS: readonly (readonly [name: string, asl: Asl, odds: Odds])[] = [
  ['a saga in which one step is refused', saga(6), { failure: { Do2: 0.3 } }],
  [
    'a saga in which every step is refused',
    saga(6),
    { failure: { Do0: 0.1, Do1: 0.1, Do2: 0.1, Do3: 0.1, Do4: 0.1 } },
  ],
  ['a saga with retries', saga(5), { retry: { Do0: 0.3, Do1: 0.5, Do4: 0.8 } }],
  [
    'a saga with retries, refusals and compensations that fail',
    saga(4),
    { failure: { Do3: 0.5, Undo2: 0.2, Undo0: 0.1 }, retry: { Do3: 0.4, Undo1: 0.5 } },
  ],
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

describe(`the expected transitions against ${WALKS} walks`, () => {
  it.each(WORKLOADS)('%s', (_, asl, odds) => {
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
  });
});
