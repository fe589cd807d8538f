import { DefinitionError } from '../../lib/asl';
import type { Execution } from '../../lib/engine';
import { bench, machine, outputOf, RESOURCE, typesOf } from './harness';

const services = {
  echo: ({ arguments: asked }: { arguments: unknown }) => asked,
  wrap: ({ arguments: asked }: { arguments: unknown }) => ({ got: asked, n: 1 }),
};

const run = (states: Record<string, unknown>, input: unknown = {}): Promise<Execution> => {
  const { StartAt, States } = machine(states);
  return bench(services).run({ StartAt, States }, input);
};

const computed = async (value: string, input: unknown = {}): Promise<unknown> => {
  const execution = await run({ P: { Type: 'Pass', Parameters: { 'v.$': value } } }, input);
  return execution.status === 'SUCCEEDED' ? (outputOf(execution) as { v: unknown }).v : `${execution.error}`;
};

const store = {
  books: [
    { title: 'A', price: 8, tags: ['x'] },
    { title: 'B', price: 12, isbn: '1' },
    { title: 'C', price: 20, isbn: '2' },
  ],
  'odd key': { "it's": 1 },
  nothing: null,
};

describe('a path', () => {
  it.each([
    ['$', store],
    ['$.books[0].title', 'A'],
    ['$.books[-1].title', 'C'],
    ["$['odd key']['it\\'s']", 1],
    ['$.nothing', null],
    ['$.books[*].price', [8, 12, 20]],
    ['$.books[1:].title', ['B', 'C']],
    ['$.books[:2].title', ['A', 'B']],
    ['$.books[0,2].title', ['A', 'C']],
    ["$.books[0]['title','price']", { title: 'A', price: 8 }],
    ['$..isbn', ['1', '2']],
    ['$.books.length()', 3],
    ['$.books[?(@.price < 10)].title', ['A']],
    ['$.books[?(@.isbn)].title', ['B', 'C']],
    ["$.books[?(@.price > 10 && @.title != 'C')].title", ['B']],
    ["$.books[?(!(@.isbn) || @.title == 'C')].title", ['A', 'C']],
    ['$.books[?(@.price > 100)]', []],
    ['$.absent[*].x', []],
    ['$.absent', 'States.Runtime'],
    ['$.books[7]', null],
    ['$.books[7].title', 'States.Runtime'],
    ['$$.State.Name', 'P'],
  ])('%s', async (path, value) => {
    expect(await computed(path, store)).toEqual(value);
  });
});

describe('an intrinsic function', () => {
  it.each([
    ["States.Format('{} of {} \\{\\}, it\\'s {}', $.a, 2, $.list)", "1 of 2 {}, it's [3, 1, 3]"],
    ['States.StringToJson(\'[1, {"a": 2}]\')', [1, { a: 2 }]],
    ['States.JsonToString($.list)', '[3,1,3]'],
    ["States.Array(1, 'b', $.a, null, true)", [1, 'b', 1, null, true]],
    ['States.Array()', []],
    ['States.ArrayPartition($.list, 2)', [[3, 1], [3]]],
    ['States.ArrayContains($.list, 1)', true],
    ['States.ArrayRange(1, 9, 2)', [1, 3, 5, 7, 9]],
    ['States.ArrayRange(3, 1, -1)', [3, 2, 1]],
    ['States.ArrayGetItem($.list, 1)', 1],
    ['States.ArrayLength($.list)', 3],
    ['States.ArrayUnique($.list)', [1, 3]],
    ["States.Base64Decode(States.Base64Encode('déjà'))", 'déjà'],
    ["States.Hash('input data', 'SHA-1')", 'aaff4a450a104cd177d28d18d74485e8cae074b7'],
    ['States.JsonMerge($.x, $.y, false)', { k: 2, l: 3 }],
    ['States.MathAdd(States.MathAdd(1, 2.9), -1)', 3],
    ['States.MathRandom(1, 10)', 5],
    ["States.StringSplit('a.b+c', '.+')", ['a', 'b', 'c']],
    ['States.UUID()', '88888888-8888-4888-a888-888888888888'],
    ['States.ArrayGetItem($.list, 9)', 'States.Runtime'],
    ["States.Format('{} {}', 1)", 'States.Runtime'],
    ['States.JsonMerge($.x, $.y, true)', 'States.Runtime'],
  ])('%s', async (text, value) => {
    expect(await computed(text, { a: 1, list: [3, 1, 3], x: { k: 1 }, y: { k: 2, l: 3 } })).toEqual(value);
  });
});

describe('data flow', () => {
  const task = (fields: object): object => ({ Type: 'Task', Resource: `${RESOURCE}wrap`, ...fields });

  it.each([
    ['nothing', {}, { got: { a: { b: 1 } }, n: 1 }],
    ['InputPath', { InputPath: '$.a' }, { got: { b: 1 }, n: 1 }],
    ['InputPath null', { InputPath: null }, { got: {}, n: 1 }],
    [
      'Parameters',
      { Parameters: { c: 'x', 'd.$': '$.a.b', deep: [{ 'e.$': '$$.State.Name' }] } },
      { got: { c: 'x', d: 1, deep: [{ e: 'T' }] }, n: 1 },
    ],
    ['ResultSelector', { ResultSelector: { 'n.$': '$.n' } }, { n: 1 }],
    ['ResultPath', { ResultPath: '$.r.s' }, { a: { b: 1 }, r: { s: { got: { a: { b: 1 } }, n: 1 } } }],
    [
      'ResultPath into what is there',
      { ResultPath: '$.a.b', ResultSelector: { 'n.$': '$.n' } },
      { a: { b: { n: 1 } } },
    ],
    ['ResultPath null', { ResultPath: null }, { a: { b: 1 } }],
    ['OutputPath', { OutputPath: '$.got.a' }, { b: 1 }],
    ['OutputPath null', { OutputPath: null }, {}],
    [
      'all of them',
      {
        InputPath: '$.a',
        Parameters: { 'v.$': '$.b' },
        ResultSelector: { 'w.$': '$.got.v' },
        ResultPath: '$.r',
        OutputPath: '$.r',
      },
      { w: 1 },
    ],
  ])('with %s', async (_fields, fields, output) => {
    expect(outputOf(await run({ T: task(fields) }, { a: { b: 1 } }))).toEqual(output);
  });

  it.each([
    { InputPath: '$.z' },
    { OutputPath: '$.z' },
    { ResultSelector: { 'x.$': '$.z' } },
  ])('fails by States.Runtime, which no Catch sees, with %j', async (fields) => {
    const Catch = [{ ErrorEquals: ['States.ALL'], Next: 'Caught' }];
    const execution = await run(
      { T: task({ ...fields, Catch, Next: 'Caught' }), Caught: { Type: 'Succeed' } },
      { a: { b: 1 } },
    );
    expect(execution.error).toBe('States.Runtime');
    expect(typesOf(execution)).not.toContain('EvaluationFailed');
  });

  it.each([
    ['$.z', "Invalid path '$.z' : No results for path: $['z']"],
    ['$.a.x.y', "Invalid path '$.a.x.y' : Missing property in path $['a']['x']"],
    ['$.a.b.c', "Invalid path '$.a.b.c' : Property ['c'] not found in path $['a']['b']"],
    ['$.list[9]', "Invalid path '$.list[9]' : No results for path: $['list'][9]"],
    [
      '$.a[0]',
      `Invalid path '$.a[0]' : Filter: [0] can only be applied to arrays. Current context is: {"b":1}`,
    ],
  ])('tells what is missing of InputPath %s', async (InputPath, cause) => {
    const execution = await run({ P: { Type: 'Pass', InputPath } }, { a: { b: 1 }, list: [1] });
    expect(execution.error).toBe('States.Runtime');
    expect(execution.cause).toBe(
      `An error occurred while executing the state 'P' (entered at the event id #2). ${cause}`,
    );
  });

  it('names the field of Fail whose path finds nothing, and the rule of Choice', async () => {
    const failed = await run({ F: { Type: 'Fail', CausePath: '$.z' } }, { a: 1 });
    expect(failed.cause).toContain(
      `The JSONPath '$.z' specified for the field 'CausePath' could not be found in the input '{"a":1}'`,
    );
    const Choices = [{ Variable: '$.z', IsNull: true, Next: 'End' }];
    const chosen = await run({ C: { Type: 'Choice', Choices }, End: { Type: 'Succeed' } });
    expect(chosen.cause).toContain(
      "Invalid path '$.z': The choice state's condition path references an invalid value.",
    );
  });

  it.each([
    [{ ResultPath: '$.a.b.c' }, { a: { b: 1 } }],
    [{ ResultPath: '$.list.answer' }, { list: [1] }],
    [{ ResultPath: '$.list[3]' }, { list: [1] }],
    [{ ResultPath: '$[0]' }, { a: 1 }],
  ])('fails by States.ResultPathMatchFailure, which a Catch sees, with %j', async (fields, input) => {
    const Catch = [{ ErrorEquals: ['States.ResultPathMatchFailure'], Next: 'Caught' }];
    const caught = { T: task({ ...fields, Catch, Next: 'Caught' }), Caught: { Type: 'Succeed' } };
    expect((await run(caught, input)).status).toBe('SUCCEEDED');
    expect((await run({ T: task(fields) }, input)).error).toBe('States.ResultPathMatchFailure');
  });

  it('catches into ResultPath, and assigns from the error', async () => {
    const Catch = [
      { ErrorEquals: ['States.ALL'], ResultPath: '$.error', Assign: { 'why.$': '$.Error' }, Next: 'Caught' },
    ];
    const execution = await run(
      {
        T: { Type: 'Task', Resource: `${RESOURCE}nobody`, Catch, Next: 'Caught' },
        Caught: { Type: 'Pass', Parameters: { 'why.$': '$why', 'name.$': '$.error.Error', 'a.$': '$.a' } },
      },
      { a: 1 },
    );
    expect(outputOf(execution)).toEqual({ why: 'States.TaskFailed', name: 'States.TaskFailed', a: 1 });
  });

  it('hands variables to JSONata states and back', async () => {
    const execution = await run(
      {
        A: { Type: 'Pass', Assign: { 'x.$': '$.n' } },
        B: { Type: 'Pass', QueryLanguage: 'JSONata', Assign: { y: '{% $x + 1 %}' }, Output: {} },
        C: { Type: 'Pass', Parameters: { 'sum.$': 'States.MathAdd($x, $y)' } },
      },
      { n: 1 },
    );
    expect(outputOf(execution)).toEqual({ sum: 3 });
  });

  it('maps over ItemsPath with ItemSelector, and takes limits from paths', async () => {
    const execution = await run(
      {
        M: {
          Type: 'Map',
          ItemsPath: '$.items',
          MaxConcurrencyPath: '$.width',
          ItemSelector: { 'v.$': '$$.Map.Item.Value', 'i.$': '$$.Map.Item.Index', 'w.$': '$.width' },
          ItemProcessor: { StartAt: 'E', States: { E: { Type: 'Pass', End: true } } },
          ResultPath: '$.out',
          OutputPath: '$.out',
        },
      },
      { items: ['a', 'b'], width: '2' },
    );
    expect(outputOf(execution)).toEqual([
      { v: 'a', i: 0, w: '2' },
      { v: 'b', i: 1, w: '2' },
    ]);
  });
});

describe('a choice rule', () => {
  const input = {
    n: 5,
    s: 'abc',
    t: true,
    z: null,
    at: '2026-01-01T00:00:00Z',
    later: '2026-01-01T01:00:00+00:00',
    m: 7,
    star: 'a*c',
  };
  it.each([
    [{ Variable: '$.n', NumericEquals: 5 }, true],
    [{ Variable: '$.s', NumericEquals: 5 }, false],
    [{ Variable: '$.n', NumericLessThanPath: '$.m' }, true],
    [{ Variable: '$.n', NumericGreaterThanEquals: 6 }, false],
    [{ Variable: '$.s', StringEquals: 'abc' }, true],
    [{ Variable: '$.s', StringLessThan: 'abd' }, true],
    [{ Variable: '$.s', StringMatches: 'a*' }, true],
    [{ Variable: '$.s', StringMatches: '*d' }, false],
    [{ Variable: '$.star', StringMatches: 'a\\*c' }, true],
    [{ Variable: '$.s', StringMatches: 'a\\*c' }, false],
    [{ Variable: '$.t', BooleanEquals: true }, true],
    [{ Variable: '$.at', TimestampLessThanPath: '$.later' }, true],
    [{ Variable: '$.at', TimestampEquals: '2026-01-01T01:00:00+01:00' }, true],
    [{ Variable: '$.z', IsNull: true }, true],
    [{ Variable: '$.n', IsNull: false }, true],
    [{ Variable: '$.absent', IsPresent: false }, true],
    [{ Variable: '$.n', IsPresent: true }, true],
    [{ Variable: '$.n', IsNumeric: true }, true],
    [{ Variable: '$.s', IsString: false }, false],
    [{ Variable: '$.t', IsBoolean: true }, true],
    [{ Variable: '$.at', IsTimestamp: true }, true],
    [{ Not: { Variable: '$.n', NumericEquals: 5 } }, false],
    [
      {
        And: [
          { Variable: '$.n', NumericEquals: 5 },
          { Variable: '$.s', StringEquals: 'x' },
        ],
      },
      false,
    ],
    [
      {
        Or: [
          { Variable: '$.n', NumericEquals: 1 },
          { Variable: '$.s', StringEquals: 'abc' },
        ],
      },
      true,
    ],
  ])('%j is %s', async (rule, matches) => {
    const states = {
      C: { Type: 'Choice', Choices: [{ ...rule, Next: 'Yes' }], Default: 'No' },
      Yes: { Type: 'Pass', Result: true, End: true },
      No: { Type: 'Pass', Result: false },
    };
    expect(outputOf(await run(states, input))).toBe(matches);
  });

  it('fails by States.Runtime on a variable that is not there', async () => {
    const Choices = [{ Variable: '$.absent', NumericEquals: 1, Next: 'End' }];
    expect((await run({ C: { Type: 'Choice', Choices }, End: { Type: 'Succeed' } })).error).toBe(
      'States.Runtime',
    );
  });
});

describe('a JSONPath machine', () => {
  it.each([
    [
      { Type: 'Pass', Parameters: { 'a.$': '$.x[' } },
      /at \/States\/P\/Parameters; Invalid path '\$\.x\[': a name, an index or a filter expected/,
    ],
    [{ Type: 'Pass', Parameters: { 'a.$': 'States.Nope()' } }, /States\.Nope is no intrinsic function/],
    [{ Type: 'Pass', Parameters: { 'a.$': 5 } }, /The value for the field 'a\.\$' must be a valid JSONPath/],
    [
      { Type: 'Pass', ResultPath: '$.a[*]' },
      /at \/States\/P\/ResultPath; ResultPath '\$\.a\[\*\]' does not name one place/,
    ],
    [{ Type: 'Choice', Choices: [{ Variable: '$.x', Like: 1, Next: 'P' }] }, /Field 'Like' is not supported/],
  ])('is refused before it starts: %j', async (state, message) => {
    const { engine } = bench();
    const { StartAt, States } = machine({ P: state });
    expect(() => engine.prepare({ StartAt, States })).toThrow(DefinitionError);
    expect(() => engine.prepare({ StartAt, States })).toThrow(message);
  });
});
