import * as fc from 'fast-check';

type Fields = Readonly<Record<string, unknown>>;

export interface Case {
  readonly definition: Fields;
  readonly input: unknown;
}

const pick = <T>(...values: readonly T[]): fc.Arbitrary<T> => fc.constantFrom(...values);

/** Every input has these fields, of these types; states put `made` and `list` beside them, or replace all of it. */
const input = fc.record({
  n: fc.integer({ min: -5, max: 9 }),
  text: pick('', 'a', 'abc', 'a,b,c', 'x*y', '2026-11-24T08:00:00Z'),
  yes: fc.boolean(),
  list: fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 4 }),
  deep: fc.record({ a: fc.integer({ min: 0, max: 9 }), b: pick('x', 'y') }),
  nothing: fc.constant(null),
});

const path = pick(
  '$',
  '$.n',
  '$.text',
  '$.yes',
  '$.list',
  '$.list[0]',
  '$.deep.a',
  '$.deep',
  '$.nothing',
  '$.none',
);

const intrinsic = pick(
  "States.Format('{}-{}', $.n, $.text)",
  'States.Array($.n, $.text, 3)',
  'States.ArrayLength($.list)',
  'States.ArrayContains($.list, $.n)',
  'States.ArrayUnique($.list)',
  'States.ArrayPartition($.list, 2)',
  'States.ArrayRange(1, 7, 2)',
  'States.ArrayGetItem($.list, 0)',
  'States.MathAdd($.n, 2)',
  "States.StringSplit($.text, ',')",
  'States.JsonToString($.list)',
  "States.StringToJson('[1, 2]')",
  'States.Base64Encode($.text)',
  "States.Base64Decode('YWJj')",
  "States.Hash($.text, 'SHA-256')",
  'States.JsonMerge($.deep, States.StringToJson(\'{"c": 1}\'), false)',
);

const template = fc.record(
  {
    'got.$': path,
    'made.$': intrinsic,
    plain: pick<unknown>(1, 'one', true, null, []),
    'kept.$': pick('$.n', '$$.State.Name'),
  },
  { requiredKeys: [] },
);

const flow = fc.record(
  {
    InputPath: pick('$', '$', '$.deep'),
    Parameters: template,
    ResultPath: pick<unknown>('$', '$.made', '$.deep.made', null),
    OutputPath: pick('$', '$', '$', '$.made'),
    Assign: fc.constant({ 'seen.$': '$' }),
  },
  { requiredKeys: [] },
);

const rule = fc.oneof(
  pick<Fields>(
    { Variable: '$.n', NumericGreaterThan: 2 },
    { Variable: '$.n', NumericLessThanEquals: 2 },
    { Variable: '$.n', NumericGreaterThanEquals: 0 },
    { Variable: '$.n', NumericLessThan: 0 },
    { Variable: '$.n', NumericEquals: 3 },
    { Variable: '$.n', NumericEqualsPath: '$.deep.a' },
    { Variable: '$.text', StringEquals: 'abc' },
    { Variable: '$.text', StringMatches: 'a*' },
    { Variable: '$.text', StringLessThan: 'b' },
    { Variable: '$.text', StringGreaterThanEquals: 'a' },
    { Variable: '$.text', IsTimestamp: true },
    { Variable: '$.yes', BooleanEquals: true },
    { Variable: '$.nothing', IsNull: true },
    { Variable: '$.none', IsPresent: false },
    { Variable: '$.n', IsNumeric: true },
    { Variable: '$.text', IsString: false },
    { Variable: '$.yes', IsBoolean: true },
  ),
  pick<Fields>(
    { Not: { Variable: '$.n', NumericEquals: 3 } },
    {
      And: [
        { Variable: '$.yes', BooleanEquals: true },
        { Variable: '$.n', NumericLessThan: 5 },
      ],
    },
    {
      Or: [
        { Variable: '$.yes', BooleanEquals: true },
        { Variable: '$.text', StringEquals: 'a' },
      ],
    },
  ),
);

const CAUGHT = { Catch: [{ ErrorEquals: ['States.ALL'], ResultPath: '$.made', Next: 'End' }] };
const RETRIED = { Retry: [{ ErrorEquals: ['Boom'], IntervalSeconds: 1, MaxAttempts: 0 }] };
const guard = pick<Fields>({}, {}, CAUGHT, { ...RETRIED, ...CAUGHT });

const pass = flow.map((fields): Fields => ({ Type: 'Pass', ...fields }));
const fixed = fc
  .record({ Result: pick<unknown>({ a: 1 }, [1, 2], 'text', null), ResultPath: pick('$.made', '$.list') })
  .map((fields): Fields => ({ Type: 'Pass', ...fields }));
const wait = fc.constant<Fields>({ Type: 'Wait', Seconds: 0 });
const fail: Fields = { Type: 'Fail', Error: 'Boom', Cause: 'on purpose' };

/** A machine of one state, as a branch or an iteration. */
const small = (name: string): fc.Arbitrary<Fields> =>
  fc
    .oneof(
      { weight: 5, arbitrary: pass.map(({ Assign: _, ...state }): Fields => ({ ...state, End: true })) },
      { weight: 1, arbitrary: fc.constant(fail) },
      { weight: 1, arbitrary: fc.constant<Fields>({ Type: 'Succeed' }) },
    )
    .map((state) => ({ StartAt: name, States: { [name]: state } }));

const parallel = fc.tuple(small('Left'), small('Right'), guard, pick('$', '$.made')).map(
  ([left, right, guarded, ResultPath]): Fields => ({
    Type: 'Parallel',
    Branches: [left, right],
    ResultPath,
    ...guarded,
  }),
);

const map = fc
  .tuple(
    small('Each'),
    guard,
    pick<Fields>({}, { ItemSelector: { 'n.$': '$$.Map.Item.Value', 'at.$': '$$.Map.Item.Index' } }),
  )
  .map(
    ([ItemProcessor, guarded, selector]): Fields => ({
      Type: 'Map',
      ItemsPath: '$.list',
      MaxConcurrency: 1,
      ItemProcessor,
      ResultPath: '$.made',
      ...selector,
      ...guarded,
    }),
  );

const step = fc.oneof(pass, pass, fixed, wait, parallel, map);

/** State names are unique in the whole machine. */
const numbered = (state: Fields, at: number): Fields =>
  JSON.parse(JSON.stringify(state).replace(/"(Left|Right|Each)"/g, `"$1${at}"`)) as Fields;

/** Steps one after the other, with a choice that may end it early. */
export const cases: fc.Arbitrary<Case> = fc
  .record({
    steps: fc.array(step, { minLength: 1, maxLength: 4 }),
    when: rule,
    last: pick(fail, { Type: 'Succeed' }),
    input,
  })
  .map(({ steps, when, last, input: given }) => {
    const nameOf = (at: number): string => (at < steps.length ? `Step${at}` : 'End');
    const states = Object.fromEntries(
      steps.map((state, at): [string, Fields] => [
        nameOf(at),
        { ...numbered(state, at), Next: nameOf(at + 1) },
      ]),
    );
    const choice = { Type: 'Choice', Choices: [{ ...when, Next: 'Step0' }], Default: 'Other' };
    return {
      definition: {
        StartAt: 'Decide',
        States: { Decide: choice, Other: last, ...states, End: { Type: 'Succeed' } },
      },
      input: given,
    };
  });
