import * as fc from 'fast-check';

export const pick = <T>(...values: readonly T[]): fc.Arbitrary<T> => fc.constantFrom(...values);

/** Every input has these fields, of these types; states put `made` and `list` beside them, or replace all of it. */
export const input = fc.record({
  n: fc.integer({ min: -5, max: 9 }),
  text: pick('', 'a', 'abc', 'a,b,c', 'x*y', '2026-11-24T08:00:00Z'),
  yes: fc.boolean(),
  list: fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 4 }),
  deep: fc.record({ a: fc.integer({ min: 0, max: 9 }), b: pick('x', 'y') }),
  items: fc.array(fc.record({ id: fc.integer({ min: 1, max: 3 }), on: fc.boolean() }), { maxLength: 3 }),
  nothing: fc.constant(null),
});

const often = pick(
  '$',
  '$.n',
  '$.text',
  '$.yes',
  '$.list',
  '$.deep.a',
  "$['deep']['b']",
  '$.deep',
  '$.nothing',
);
const lists = pick('$.list[*]', '$.items[*].id', '$.list[0:2]', '$.items[?(@.on == true)].id', '$..id');
const seldom = pick('$.none', '$.list[0]', '$.items[1].id');
const context = pick('$$.State.Name', '$$.Execution.Input.n', '$$.Execution.Input', '$$.Execution.RoleArn');

/** What a field that ends in `.$` may hold. */
export const path = fc.oneof(
  { weight: 9, arbitrary: often },
  { weight: 4, arbitrary: lists },
  { weight: 1, arbitrary: seldom },
  { weight: 3, arbitrary: context },
);

export const intrinsic = pick(
  "States.Format('{}-{}', $.n, $.text)",
  "States.Format('{} {} {}', $.yes, $.nothing, $.n)",
  "States.Format('\\\\{\\'{}\\'', 'x')",
  'States.Array()',
  'States.Array($.n, $.text, 3)',
  'States.Array($.nothing, $.yes, States.Array(1))',
  'States.ArrayLength($.list)',
  'States.ArrayLength(States.Array($.n, 2))',
  'States.ArrayContains($.list, $.n)',
  "States.ArrayContains(States.Array('a', 'abc'), $.text)",
  'States.ArrayUnique($.list)',
  'States.ArrayPartition($.list, 2)',
  'States.ArrayRange(1, 7, 2)',
  'States.ArrayRange(2, 5, 3)',
  'States.ArrayRange(0, $.deep.a, 3)',
  'States.ArrayGetItem(States.Array($.n, $.text), 1)',
  'States.MathAdd($.n, 2)',
  'States.MathAdd($.deep.a, -1)',
  "States.StringSplit($.text, ',')",
  "States.StringSplit('a.b+c', '.+')",
  'States.JsonToString($.deep)',
  'States.JsonToString($.list)',
  "States.StringToJson('[1, 2]')",
  'States.StringToJson(\'{"a": {"b": null}}\')',
  'States.Base64Encode($.text)',
  "States.Base64Decode('YWJj')",
  "States.Hash($.text, 'MD5')",
  "States.Hash($.text, 'SHA-1')",
  "States.Hash('abc', 'SHA-256')",
  "States.Hash($.text, 'SHA-384')",
  "States.Hash($.text, 'SHA-512')",
  'States.JsonMerge($.deep, States.StringToJson(\'{"c": 1}\'), false)',
  'States.JsonMerge($.deep, States.StringToJson(\'{"a": [1]}\'), false)',
);

/** Some of them fail on some inputs. */
export const failingIntrinsic = pick(
  'States.ArrayGetItem($.list, 0)',
  'States.MathAdd($.text, 1)',
  'States.StringToJson($.text)',
  'States.ArrayLength($.deep)',
);

/** Parameters, ItemSelector, ResultSelector. */
export const template = fc.record(
  {
    'got.$': path,
    'made.$': fc.oneof({ weight: 9, arbitrary: intrinsic }, { weight: 1, arbitrary: failingIntrinsic }),
    plain: pick<unknown>(1, 'one', true, null, [], {}, { 'inner.$': '$.n', list: [1, { 'x.$': '$.text' }] }),
    'kept.$': pick('$.n', '$$.State.Name'),
    n: pick<unknown>(4, 0),
    text: pick<unknown>('abc', ''),
    list: pick<unknown>([1, 2], [{ id: 1 }]),
    deep: pick<unknown>({ a: 1, b: 'x' }),
  },
  { requiredKeys: ['n', 'text', 'list', 'deep'] },
);
