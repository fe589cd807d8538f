import * as fc from 'fast-check';
import { rule } from './rules';
import { input, path, pick, template } from './values';

type Fields = Readonly<Record<string, unknown>>;

export interface Case {
  readonly definition: Fields;
  readonly input: unknown;
}

const resultPath = pick<unknown>('$', '$.made', '$.made', '$.deep.made', '$.made.inner', null);
const assign = fc.record(
  {
    'seen.$': path,
    'count.$': pick('States.MathAdd($.n, 1)', '$.n'),
    fixed: pick<unknown>(1, 'x', { a: [] }),
  },
  { requiredKeys: ['fixed'] },
);

const flow = fc.record(
  {
    InputPath: pick<unknown>('$', '$', '$', '$.deep', null),
    Parameters: template,
    ResultPath: resultPath,
    OutputPath: pick<unknown>('$', '$', '$', '$', '$', '$.made', null),
    Assign: assign,
  },
  { requiredKeys: [] },
);

const CAUGHT = [
  { ErrorEquals: ['States.ALL'], ResultPath: '$.made', Next: 'End' },
  { ErrorEquals: ['Boom'], Next: 'End' },
  { ErrorEquals: ['States.TaskFailed'], ResultPath: null, Next: 'End' },
  { ErrorEquals: ['Other', 'Boom'], ResultPath: '$.deep.made', Assign: { 'seen.$': '$.Error' }, Next: 'End' },
];
const RETRIED = [
  { ErrorEquals: ['Boom'], IntervalSeconds: 1, MaxAttempts: 2, BackoffRate: 1 },
  { ErrorEquals: ['States.ALL'], MaxAttempts: 1 },
  { ErrorEquals: ['Boom'], MaxAttempts: 0 },
  { ErrorEquals: ['Other'] },
];
const guard = fc.record(
  {
    Catch: pick(...CAUGHT).map((catcher) => [catcher]),
    Retry: pick(...RETRIED).map((retrier) => [retrier]),
  },
  { requiredKeys: [] },
);

const fails: readonly Fields[] = [
  { Type: 'Fail', Error: 'Boom', Cause: 'on purpose' },
  { Type: 'Fail' },
  { Type: 'Fail', Error: 'Other' },
  { Type: 'Fail', ErrorPath: '$.deep.b', CausePath: '$.deep.b' },
  { Type: 'Fail', Error: 'Boom', CausePath: "States.Format('n is {}', $.n)" },
];
const fail = pick(...fails);

/** Variables of a branch have names of their own: it may not assign those of the scope outside. */
const inner = (state: Fields): Fields =>
  state.Assign
    ? { ...state, Assign: Object.fromEntries(Object.entries(state.Assign).map(([k, v]) => [`own_${k}`, v])) }
    : state;
const pass = flow.map((fields): Fields => ({ Type: 'Pass', ...fields }));
const fixed = fc
  .record({
    Result: pick<unknown>({ a: 1 }, { n: 2, text: 'a', list: [1], deep: { a: 1 } }, [1, 2], 'text', null),
    ResultPath: pick('$.made', '$.list', '$.made.a'),
  })
  .map((fields): Fields => ({ Type: 'Pass', ...fields }));
const wait = pick<Fields>({ Type: 'Wait', Seconds: 0 }, { Type: 'Wait', Timestamp: '2020-01-01T00:00:00Z' });

/** A chain of one or two states, as a branch or an iteration. */
const small = (name: string): fc.Arbitrary<Fields> =>
  fc
    .tuple(
      fc.option(fc.oneof(pass.map(inner), fixed, wait), { freq: 2 }),
      fc.oneof(
        {
          weight: 6,
          arbitrary: fc.oneof(pass.map(inner), fixed).map((state): Fields => ({ ...state, End: true })),
        },
        { weight: 1, arbitrary: fail },
        {
          weight: 2,
          arbitrary: pick<Fields>({ Type: 'Succeed' }, { Type: 'Succeed', OutputPath: '$.deep' }),
        },
      ),
    )
    .map(([first, last]) =>
      first
        ? {
            StartAt: `${name}A`,
            States: { [`${name}A`]: { ...first, Next: `${name}B` }, [`${name}B`]: last },
          }
        : { StartAt: `${name}B`, States: { [`${name}B`]: last } },
    );

const selection = fc.option(
  pick<Fields>(
    { 'first.$': '$[0]', kept: 1 },
    { 'all.$': '$', 'name.$': '$$.State.Name' },
    { 'count.$': 'States.ArrayLength($)' },
  ),
  { nil: undefined },
);

const grouped = fc.record({
  ResultPath: resultPath,
  ResultSelector: selection,
  guarded: guard,
  Assign: fc.option(assign, { nil: undefined }),
});

const parallel = fc.tuple(small('Left'), small('Right'), grouped).map(
  ([left, right, { guarded, ...fields }]): Fields => ({
    Type: 'Parallel',
    Branches: [left, right],
    ...fields,
    ...guarded,
  }),
);

const map = fc
  .record({
    ItemProcessor: small('Each'),
    fields: grouped,
    ItemsPath: pick('$.list', '$.list', '$.items', '$.items[*].id'),
    MaxConcurrency: pick(0, 1, 1, 2),
    ItemSelector: fc.option(
      template.map((fields) => ({
        ...fields,
        'item.$': '$$.Map.Item.Value',
        'at.$': '$$.Map.Item.Index',
      })),
      { nil: undefined },
    ),
  })
  .map(
    ({ fields: { guarded, ...fields }, ...rest }): Fields => ({
      Type: 'Map',
      ...rest,
      ...fields,
      ...guarded,
    }),
  );

const step = fc.oneof(
  { weight: 4, arbitrary: pass },
  { weight: 2, arbitrary: fixed },
  { weight: 1, arbitrary: wait },
  { weight: 3, arbitrary: parallel },
  { weight: 3, arbitrary: map },
);

/** State names are unique in the whole machine. */
const numbered = (state: Fields, at: number): Fields =>
  JSON.parse(JSON.stringify(state).replace(/"(Left|Right|Each)([AB])"/g, `"$1${at}$2"`)) as Fields;

/** Steps one after the other behind a choice, and a choice at their end. */
export const cases: fc.Arbitrary<Case> = fc
  .record({
    steps: fc.array(step, { minLength: 1, maxLength: 4 }),
    rules: fc.tuple(rule, rule),
    otherwise: fc.option(fc.constant('Last'), { nil: undefined, freq: 8 }),
    last: fc.oneof(fail, fc.constant<Fields>({ Type: 'Succeed' })),
    showsVariable: fc.boolean(),
    input,
  })
  .map(({ steps, rules: [first, second], otherwise, last, showsVariable, input: given }) => {
    const nameOf = (at: number): string => (at < steps.length ? `Step${at}` : 'End');
    const states = Object.fromEntries(
      steps.map((state, at): [string, Fields] => [
        nameOf(at),
        { ...numbered(state, at), Next: nameOf(at + 1) },
      ]),
    );
    const Choices = [
      { ...first, Next: 'Step0' },
      { ...second, Assign: { taken: 2 }, Next: 'Step0' },
    ];
    const shown = { Type: 'Pass', Parameters: { 'value.$': '$', 'fixed.$': '$fixed' }, End: true };
    const start = { Type: 'Pass', Assign: { fixed: 0 }, Next: 'Decide' };
    return {
      definition: {
        StartAt: showsVariable ? 'Start' : 'Decide',
        States: {
          ...(showsVariable ? { Start: start } : {}),
          Decide: { Type: 'Choice', Choices, ...(otherwise ? { Default: otherwise } : {}) },
          ...(otherwise ? { Last: last } : {}),
          ...states,
          End: showsVariable ? shown : { Type: 'Succeed' },
        },
      },
      input: given,
    };
  });
