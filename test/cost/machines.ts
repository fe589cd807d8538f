import type { Scenario } from '../../lib/cost';

/** A machine, what happens in it, and what it costs, counted by hand. */
export interface Worked {
  readonly name: string;
  readonly asl: { readonly StartAt: string; readonly States: object; readonly QueryLanguage: 'JSONata' };
  readonly scenario: Scenario;
  readonly transitions: number;
  /** The count, state by state. */
  readonly because: string;
  readonly status: 'SUCCEEDED' | 'FAILED';
  readonly input?: unknown;
}

type Extra = Record<string, unknown>;

const goOn = (next: string | undefined): object => (next === undefined ? { End: true } : { Next: next });
const task = (next?: string, extra: Extra = {}): object => ({
  Type: 'Task',
  Resource: 'arn:aws:states:::lambda:invoke',
  ...goOn(next),
  ...extra,
});
const pass = (next?: string, extra: Extra = {}): object => ({ Type: 'Pass', ...goOn(next), ...extra });
const retry = (errors: readonly string[], MaxAttempts: number): object => ({
  ErrorEquals: errors,
  MaxAttempts,
  IntervalSeconds: 1,
});
const catchTo = (Next: string, ...errors: readonly string[]): Extra => ({
  Catch: [{ ErrorEquals: errors.length > 0 ? errors : ['States.ALL'], Next }],
});
const fail = (error: string): object => ({ Type: 'Fail', Error: error });
const succeed = { Type: 'Succeed' };
const chain = (StartAt: string, States: object): { StartAt: string; States: object } => ({ StartAt, States });
const machine = (StartAt: string, States: object): Worked['asl'] => ({
  QueryLanguage: 'JSONata',
  StartAt,
  States,
});
const choose = (
  rules: readonly (readonly [condition: string, next: string])[],
  Default?: string,
  extra: Extra = {},
) => ({
  Type: 'Choice',
  Choices: rules.map(([condition, Next]) => ({ Condition: `{% ${condition} %}`, Next, ...extra })),
  ...(Default === undefined ? {} : { Default, ...extra }),
});

const five = machine('A', { A: task('B'), B: task('C'), C: task('D'), D: task('E'), E: task() });

/** Three steps, each undone by its own compensation and those before it. */
const undone = machine('Reserve', {
  Reserve: task('Charge', catchTo('Release')),
  Charge: task('Ship', { ...catchTo('Refund'), Retry: [retry(['Again'], 2)] }),
  Ship: task(undefined, catchTo('Recall')),
  Recall: task('Refund'),
  Refund: task('Release'),
  Release: task('Undone'),
  Undone: fail('Undone'),
});

const polling = machine('Begin', {
  Begin: task('Pause', { Assign: { n: 0 } }),
  Pause: { Type: 'Wait', Seconds: 30, Next: 'Look' },
  Look: task('Ready', { Assign: { n: '{% $n + 1 %}' } }),
  Ready: choose([['$n >= 4', 'Finish']], 'Pause'),
  Finish: succeed,
});

const fork = machine('Fork', {
  Fork: {
    Type: 'Parallel',
    Branches: [chain('L', { L: task() }), chain('M', { M: task('N'), N: task() }), chain('R', { R: pass() })],
    Next: 'Join',
    ...catchTo('Undo'),
  },
  Join: task(),
  Undo: task('Broken'),
  Broken: fail('Broken'),
});

const each = (items: number, inside: object, extra: Extra = {}): Worked['asl'] =>
  machine('Each', {
    Each: {
      Type: 'Map',
      Items: `{% $count($states.input.none) = 0 ? [1..${items}] : [] %}`,
      ItemProcessor: inside,
      Next: 'After',
      ...extra,
    },
    After: task(),
    ...('Catch' in extra ? { Caught: task('Ended'), Ended: fail('Ended') } : {}),
  });

/** Hand-counted. Where a branch fails, its siblings are one state long: how far they come is no question of time. */
export const WORKED: readonly Worked[] = [
  { name: 'five tasks', asl: five, scenario: {}, transitions: 5, because: 'A B C D E', status: 'SUCCEEDED' },
  {
    name: 'a lone Succeed',
    asl: machine('S', { S: succeed }),
    scenario: {},
    transitions: 1,
    because: 'S',
    status: 'SUCCEEDED',
  },
  {
    name: 'a lone Fail',
    asl: machine('F', { F: fail('Broken') }),
    scenario: {},
    transitions: 1,
    because: 'F',
    status: 'FAILED',
  },
  {
    name: 'an uncaught failure ends it',
    asl: five,
    scenario: { C: { forEver: 'BusinessError' } },
    transitions: 3,
    because: 'A B C',
    status: 'FAILED',
  },
  {
    name: 'the last step is undone',
    asl: undone,
    scenario: { Ship: { forEver: 'BusinessError' } },
    transitions: 7,
    because: 'Reserve Charge Ship, Recall Refund Release, Undone',
    status: 'FAILED',
  },
  {
    name: 'the first step is undone',
    asl: undone,
    scenario: { Reserve: { forEver: 'BusinessError' } },
    transitions: 3,
    because: 'Reserve, Release, Undone',
    status: 'FAILED',
  },
  {
    name: 'a retry that helps',
    asl: undone,
    scenario: { Charge: { errors: ['Again'] } },
    transitions: 4,
    because: 'Reserve, Charge twice, Ship',
    status: 'SUCCEEDED',
  },
  {
    name: 'retries that do not help',
    asl: undone,
    scenario: { Charge: { forEver: 'Again' } },
    transitions: 7,
    because: 'Reserve, Charge three times, Refund Release, Undone',
    status: 'FAILED',
  },
  {
    name: 'an error that no retrier takes, after one that does',
    asl: undone,
    scenario: { Charge: { errors: ['Again', 'No'] } },
    transitions: 6,
    because: 'Reserve, Charge twice, Refund Release, Undone',
    status: 'FAILED',
  },
  {
    name: 'a compensation that fails without a Catch',
    asl: undone,
    scenario: { Ship: { forEver: 'No' }, Refund: { forEver: 'No' } },
    transitions: 5,
    because: 'Reserve Charge Ship, Recall Refund',
    status: 'FAILED',
  },
  {
    name: 'two retriers count apart',
    asl: machine('T', {
      T: task(undefined, { Retry: [retry(['X'], 1), retry(['Y'], 2)], ...catchTo('End') }),
      End: succeed,
    }),
    scenario: { T: { errors: ['X', 'Y', 'Y', 'X'] } },
    transitions: 5,
    because: 'T four times (X and both Y are retried, the second X is not), End',
    status: 'SUCCEEDED',
  },
  {
    name: 'no retry for an error whose retrier says 0',
    asl: machine('T', {
      T: task(undefined, { Retry: [retry(['X'], 0), retry(['States.ALL'], 5)], ...catchTo('End') }),
      End: succeed,
    }),
    scenario: { T: { forEver: 'X' } },
    transitions: 2,
    because: 'T, End',
    status: 'SUCCEEDED',
  },
  {
    name: 'a catcher by name stands before the wildcard',
    asl: machine('T', {
      T: task(undefined, {
        Catch: [
          { ErrorEquals: ['X'], Next: 'Short' },
          { ErrorEquals: ['States.ALL'], Next: 'Long' },
        ],
      }),
      Short: succeed,
      Long: pass('Longer'),
      Longer: succeed,
    }),
    scenario: { T: { forEver: 'Y' } },
    transitions: 3,
    because: 'T, Long, Longer',
    status: 'SUCCEEDED',
  },
  {
    name: 'a Choice takes its first rule',
    asl: machine('C', { C: choose([['$states.input.a = 1', 'A']], 'B'), A: task('B'), B: task() }),
    input: { a: 1 },
    scenario: {},
    transitions: 3,
    because: 'C A B',
    status: 'SUCCEEDED',
  },
  {
    name: 'a Choice takes its Default',
    asl: machine('C', { C: choose([['$states.input.a = 1', 'A']], 'B'), A: task('B'), B: task() }),
    input: { a: 2 },
    scenario: { C: { takes: ['B'] } },
    transitions: 2,
    because: 'C B',
    status: 'SUCCEEDED',
  },
  {
    name: 'polling goes round four times',
    asl: polling,
    scenario: { Ready: { takes: ['Pause', 'Pause', 'Pause', 'Finish'] } },
    transitions: 14,
    because: 'Begin, four times Pause Look Ready, Finish',
    status: 'SUCCEEDED',
  },
  {
    name: 'a Catch that leads back is a retry loop',
    asl: machine('T', {
      T: task('Done', catchTo('Pause')),
      Pause: { Type: 'Wait', Seconds: 1, Next: 'T' },
      Done: succeed,
    }),
    scenario: { T: { errors: ['X', 'Y'] } },
    transitions: 6,
    because: 'T Pause T Pause T Done',
    status: 'SUCCEEDED',
  },
  {
    name: 'branches side by side',
    asl: fork,
    scenario: {},
    transitions: 6,
    because: 'Fork, L, M N, R, Join',
    status: 'SUCCEEDED',
  },
  {
    name: 'a branch fails and the group is undone',
    asl: machine('Fork', {
      Fork: {
        Type: 'Parallel',
        Branches: [chain('L', { L: task() }), chain('R', { R: task() })],
        Next: 'Join',
        ...catchTo('Undo'),
      },
      Join: task(),
      Undo: task('Broken'),
      Broken: fail('Broken'),
    }),
    scenario: { R: { forEver: 'BusinessError' } },
    transitions: 5,
    because: 'Fork, L, R, Undo, Broken',
    status: 'FAILED',
  },
  {
    name: 'a Parallel is retried as a whole',
    asl: machine('Fork', {
      Fork: {
        Type: 'Parallel',
        Branches: [chain('L', { L: task() }), chain('R', { R: pass() })],
        Retry: [retry(['X'], 3)],
        End: true,
      },
    }),
    scenario: { L: { errors: ['X', 'X'] } },
    transitions: 9,
    because: 'three times Fork L R',
    status: 'SUCCEEDED',
  },
  {
    name: 'a retry inside a branch does not repeat its siblings',
    asl: machine('Fork', {
      Fork: {
        Type: 'Parallel',
        Branches: [
          chain('L', { L: task(undefined, { Retry: [retry(['States.TaskFailed'], 4)] }) }),
          chain('R', { R: task('R2'), R2: task() }),
        ],
        End: true,
      },
    }),
    scenario: { L: { errors: ['X', 'Y', 'Z'] } },
    transitions: 7,
    because: 'Fork, L four times, R R2',
    status: 'SUCCEEDED',
  },
  {
    name: 'a Parallel in a Parallel',
    asl: machine('Out', {
      Out: {
        Type: 'Parallel',
        Branches: [
          chain('In', {
            In: {
              Type: 'Parallel',
              Branches: [chain('P', { P: task() }), chain('Q', { Q: task() })],
              Next: 'Z',
            },
            Z: task(),
          }),
          chain('W', { W: task() }),
        ],
        End: true,
      },
    }),
    scenario: {},
    transitions: 6,
    because: 'Out, In, P, Q, Z, W',
    status: 'SUCCEEDED',
  },
  {
    name: 'a Map over four items',
    asl: each(4, chain('I', { I: task('J'), J: pass() })),
    scenario: { Each: { items: 4 } },
    transitions: 10,
    because: 'Each, four times I J, After',
    status: 'SUCCEEDED',
  },
  {
    name: 'a Map over nothing',
    asl: each(3, chain('I', { I: task() })),
    input: { none: 1 },
    scenario: { Each: { items: 0 } },
    transitions: 2,
    because: 'Each, After',
    status: 'SUCCEEDED',
  },
  {
    name: 'a Map in which every iteration retries once',
    asl: each(2, chain('I', { I: task(undefined, { Retry: [retry(['X'], 1)] }) }), { MaxConcurrency: 1 }),
    scenario: { Each: { items: 2 }, I: { errors: ['X'] } },
    transitions: 5,
    because: 'Each, I twice (the first item is retried) and once, After',
    status: 'SUCCEEDED',
  },
  {
    name: 'a Map of one whose item fails',
    asl: each(1, chain('I', { I: task() }), catchTo('Caught')),
    scenario: { Each: { items: 1 }, I: { forEver: 'X' } },
    transitions: 4,
    because: 'Each, I, Caught, Ended',
    status: 'FAILED',
  },
  {
    name: 'a Choice and a Parallel inside a Map',
    asl: each(
      3,
      chain('C', {
        C: choose([['true', 'Both']], 'Skip'),
        Both: {
          Type: 'Parallel',
          Branches: [chain('P', { P: task() }), chain('Q', { Q: task() })],
          End: true,
        },
        Skip: pass(),
      }),
    ),
    scenario: { Each: { items: 3 } },
    transitions: 14,
    because: 'Each, three times C Both P Q, After',
    status: 'SUCCEEDED',
  },
];
