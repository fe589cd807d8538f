import { DefinitionError } from '../../../lib/asl';
import { INTRINSICS } from '../../../lib/jsonpath/intrinsics';
import { bench } from '../harness';
import { computed } from './computed';

const input = {
  a: 1,
  half: 2.5,
  list: [3, 1, 3],
  empty: [],
  x: { k: 1, inner: { left: 1 } },
  y: { k: 2, inner: { right: 2 } },
  order: { sku: 'S1', n: 2, price: 1.5, open: null, tags: ['a', true] },
  text: 'a,b',
  none: null,
  template: 'n={}',
  limit: 'z'.repeat(10_000),
  beyond: 'z'.repeat(10_001),
};

/** By function: what each call yields. */
const VALUES: Readonly<Record<string, readonly (readonly [string, unknown])[]>> = {
  'States.Array': [
    ['States.Array()', []],
    ["States.Array(1, -2.5, 1e2, 'b', $.a, null, true, false)", [1, -2.5, 100, 'b', 1, null, true, false]],
    ['States.Array( $.list , States.Array() )', [[3, 1, 3], []]],
  ],
  'States.ArrayPartition': [
    ['States.ArrayPartition($.list, 2)', [[3, 1], [3]]],
    ['States.ArrayPartition($.list, 9)', [[3, 1, 3]]],
    ['States.ArrayPartition($.list, 2.6)', [[3, 1], [3]]],
    ['States.ArrayPartition($.empty, 2)', []],
  ],
  'States.ArrayContains': [
    ['States.ArrayContains($.list, 1)', true],
    ['States.ArrayContains($.list, 2)', false],
    ['States.ArrayContains(States.Array($.x, null), $.x)', true],
    ['States.ArrayContains(States.Array($.x), $.y)', false],
    ['States.ArrayContains(States.Array($.list), $.list)', true],
    ['States.ArrayContains(States.Array(0, 1), false)', false],
    ['States.ArrayContains(States.Array(1, null), null)', true],
    ["States.ArrayContains(States.Array('true'), true)", true],
  ],
  'States.ArrayRange': [
    ['States.ArrayRange(1, 9, 2)', [1, 3, 5, 7, 9]],
    ['States.ArrayRange(1, 9, 9)', [1]],
    ['States.ArrayRange(5, 1, -2)', [5, 3, 1]],
    ['States.ArrayRange(5, 1, 1)', []],
    ['States.ArrayRange(1.6, 1.4, 1)', [1]],
    ['States.ArrayLength(States.ArrayRange(1, 1000, 1))', 1000],
  ],
  'States.ArrayGetItem': [
    ['States.ArrayGetItem($.list, 1)', 1],
    ['States.ArrayGetItem($.list, 1.9)', 1],
    ['States.ArrayGetItem(States.Array(null), 0)', null],
    ['States.ArrayGetItem($.empty, 7)', null],
  ],
  'States.ArrayLength': [
    ['States.ArrayLength($.list)', 3],
    ['States.ArrayLength($.empty)', 0],
    ['States.ArrayLength($.ghost[*])', 0],
  ],
  'States.ArrayUnique': [
    ['States.ArrayUnique($.list)', [1, 3]],
    ["States.ArrayUnique(States.Array(1, '1', 1, '01'))", [1, '1', '01']],
    ["States.ArrayUnique(States.Array('b', 'a', 'b'))", ['a', 'b']],
    ['States.ArrayUnique(States.Array(true, false, true))', [false, true]],
    ['States.ArrayUnique(States.Array(null, null, 1))', [null, 1]],
    ['States.ArrayUnique(States.Array($.x, $.y, $.x))', [input.x, input.y]],
    [
      'States.ArrayUnique(States.Array(States.Array(1, 2), States.Array(2, 1)))',
      [
        [2, 1],
        [1, 2],
      ],
    ],
  ],
  'States.Base64Encode': [
    ["States.Base64Encode('déjà')", 'ZMOpasOg'],
    ["States.Base64Encode('')", ''],
    ['States.ArrayLength(States.Array(States.Base64Encode($.limit)))', 1],
  ],
  'States.Base64Decode': [
    ["States.Base64Decode(States.Base64Encode('déjà'))", 'déjà'],
    ["States.Base64Decode('')", ''],
    ["States.Base64Decode(' YWJjZA== ')", 'abcd'],
    ["States.Base64Decode('YWJj!ZA')", 'abcd'],
    ["States.Base64Decode('YQ==YQ')", 'a'],
  ],
  'States.Hash': [
    ["States.Hash('hello', 'MD5')", '5d41402abc4b2a76b9719d911017c592'],
    ["States.Hash('hello', 'SHA-1')", 'aaf4c61ddcc5e8a2dabede0f3b482cd9aea9434d'],
    ["States.Hash('', 'SHA-256')", 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
    ["States.ArrayLength(States.StringSplit(States.Hash($.limit, 'SHA-384'), ' '))", 1],
    ["States.ArrayLength(States.StringSplit(States.Hash($.order, 'SHA-512'), ' '))", 1],
  ],
  'States.JsonMerge': [
    ['States.JsonMerge($.x, $.y, false)', { k: 2, inner: { right: 2 } }],
    ["States.JsonMerge($.x, States.StringToJson('{}'), false)", input.x],
    ["States.JsonMerge($.x, $.y, 'false')", { k: 2, inner: { right: 2 } }],
  ],
  'States.StringToJson': [
    ['States.StringToJson(\'{"a": [1, null]}\')', { a: [1, null] }],
    ["States.StringToJson('')", null],
    ["States.StringToJson('   ')", null],
    ["States.StringToJson(' 12 ')", 12],
    ["States.StringToJson('null')", null],
    ['States.StringToJson(\'"x"\')', 'x'],
    ["States.StringToJson('\\{\\}')", {}],
  ],
  'States.JsonToString': [
    ['States.JsonToString($.x)', '{"k":1,"inner":{"left":1}}'],
    ["States.JsonToString('x')", '"x"'],
    ['States.JsonToString($.none)', 'null'],
    ['States.JsonToString($.half)', '2.5'],
    ['States.JsonToString($)', JSON.stringify(input)],
  ],
  'States.MathAdd': [
    ['States.MathAdd(5, -3)', 2],
    ['States.MathAdd(0.5, 0)', 1],
    ['States.MathAdd($.half, 2.26)', 5],
    ['States.MathAdd(1.49, 1.5)', 3],
    ['States.MathAdd(-0.5, 0)', 0],
    ['States.MathAdd(-1.5, 0)', -1],
    ['States.MathAdd(-1.51, 0)', -2],
    ['States.MathAdd(2147483646, 1)', 2147483647],
    ['States.MathAdd(-2147483648, 0)', -2147483648],
    ['States.MathAdd(1e2, 1)', 101],
  ],
  'States.MathRandom': [
    ['States.MathRandom(1, 10)', 5],
    ['States.MathRandom(1.9, 3.9)', 2],
    ['States.MathRandom(-10, -9)', -10],
    ['States.MathRandom(0, 10, 42)', 0],
    ['States.MathRandom(0, 16, 0)', 11],
    ['States.MathRandom(100, 200, 42)', 130],
  ],
  'States.StringSplit': [
    ["States.StringSplit($.text, ',')", ['a', 'b']],
    ["States.StringSplit('a.b+c', '.+')", ['a', 'b', 'c']],
    ["States.StringSplit('a-b]c^d', '^]-')", ['a', 'b', 'c', 'd']],
    ["States.StringSplit(',a,,b,', ',')", ['a', 'b']],
    ["States.StringSplit('', ',')", []],
    ["States.StringSplit(',', ',')", []],
    ["States.StringSplit('abc', '')", ['abc']],
  ],
  'States.UUID': [['States.UUID()', '88888888-8888-4888-a888-888888888888']],
  'States.Format': [
    ["States.Format('none')", 'none'],
    ["States.Format('{}{}', $.a, 'b')", '1b'],
    ["States.Format('{} {} {} {} {}', null, true, 1.5, -3, '')", 'null true 1.5 -3 '],
    ["States.Format('got {}', $.order)", 'got {sku=S1, n=2, price=1.5, open=null, tags=[a, true]}'],
    ["States.Format('{}', $.list)", '[3, 1, 3]'],
    ["States.Format('{} {}', $.empty, States.StringToJson('{}'))", '[] {}'],
    ["States.Format('{} {}', 12345678.5, 0.00012)", '1.23456785E7 1.2E-4'],
    ["States.Format('it\\'s \\{{}\\} \\\\', $.a)", "it's {1} \\"],
    ['States.Format($.template, $.a)', 'n=1'],
    ["States.Format('{}', '\\{\\}')", '{}'],
  ],
};

/** By function: what each refuses, and with which words. */
const FAILURES: Readonly<Record<string, readonly (readonly [string, string])[]>> = {
  'States.ArrayPartition': [
    ["States.ArrayPartition('x', 2)", 'an array expected'],
    ['States.ArrayPartition($.list, 0)', 'at least 1'],
    ['States.ArrayPartition($.list, 0.6)', 'at least 1'],
    ['States.ArrayPartition($.list, -1)', 'at least 1'],
    ["States.ArrayPartition($.list, '2')", 'a number expected'],
  ],
  'States.ArrayContains': [['States.ArrayContains($.x, 1)', 'an array expected']],
  'States.ArrayRange': [
    ['States.ArrayRange(1, 9, 0)', 'not 0'],
    ['States.ArrayRange(1, 9, 0.49)', 'not 0'],
    ['States.ArrayRange(1, 1001, 1)', 'at most 1000'],
    ['States.ArrayRange(1001, 1, -1)', 'at most 1000'],
    ["States.ArrayRange('a', 5, 1)", 'a number expected'],
  ],
  'States.ArrayGetItem': [
    ['States.ArrayGetItem($.list, 3)', 'no index 3'],
    ['States.ArrayGetItem($.list, -1)', 'no index -1'],
    ["States.ArrayGetItem($.list, '1')", 'a number expected'],
    ['States.ArrayGetItem($.x, 0)', 'an array expected'],
  ],
  'States.ArrayLength': [['States.ArrayLength($.text)', 'an array expected']],
  'States.ArrayUnique': [['States.ArrayUnique($.x)', 'an array expected']],
  'States.Base64Encode': [
    ['States.Base64Encode($.beyond)', 'at most 10000 characters'],
    ['States.Base64Encode($.a)', 'a string expected'],
  ],
  'States.Base64Decode': [
    ['States.Base64Decode($.beyond)', 'at most 10000 characters'],
    ['States.Base64Decode($.x)', 'a string expected'],
  ],
  'States.Hash': [
    ["States.Hash($.beyond, 'MD5')", 'at most 10000 characters'],
    ["States.Hash('a', 'sha-256')", 'SHA-256'],
    ["States.Hash('a', 'SHA-224')", 'SHA-256'],
    ["States.Hash('a', 5)", 'SHA-256'],
  ],
  'States.JsonMerge': [
    ['States.JsonMerge($.x, $.y, true)', 'only a shallow merge'],
    ['States.JsonMerge($.x, $.list, false)', 'an object expected'],
    ['States.JsonMerge($.none, $.y, false)', 'an object expected'],
  ],
  'States.StringToJson': [
    ["States.StringToJson('{bad')", 'JSON'],
    ['States.StringToJson($.a)', 'a string expected'],
  ],
  'States.MathAdd': [
    ['States.MathAdd(2147483647, 1)', 'beyond'],
    ['States.MathAdd(3000000000, 1)', 'beyond'],
    ["States.MathAdd('1', 1)", 'a number expected'],
    ['States.MathAdd(true, 1)', 'a number expected'],
    ['States.MathAdd(null, 1)', 'a number expected'],
    ['States.MathAdd(1e309, 1)', 'a number expected'],
  ],
  'States.MathRandom': [
    ['States.MathRandom(1, 1)', 'smaller'],
    ['States.MathRandom(1.4, 1.6)', 'smaller'],
    ['States.MathRandom(10, 5)', 'smaller'],
    ["States.MathRandom(1, 10, 'seed')", 'a number expected'],
    ['States.MathRandom(1, 10, null)', 'a number expected'],
  ],
  'States.StringSplit': [
    ["States.StringSplit($.a, ',')", 'a string expected'],
    ['States.StringSplit($.text, $.a)', 'a string expected'],
  ],
  'States.Format': [
    ["States.Format('{} {}', 1)", 'do not match the occurrences of {}'],
    ["States.Format('{}', 1, 2)", 'do not match the occurrences of {}'],
    ["States.Format('Hello {', $.a)", "matching '}' not found"],
    ["States.Format('Hello {{}}', $.a)", "matching '}' not found"],
    ["States.Format('}')", "matching '{' not found"],
    ['States.Format($.a)', 'a string expected'],
  ],
};

test('every function is among them', () => {
  expect(Object.keys(VALUES).sort()).toEqual([...INTRINSICS.keys()].sort());
});

describe.each(Object.entries(VALUES))('%s', (_name, calls) => {
  it.each(calls)('%s', async (text, value) => {
    expect(await computed(text, input)).toEqual({ value });
  });
});

describe.each(Object.entries(FAILURES))('%s refuses', (name, calls) => {
  it.each(calls)('%s', async (text, reason) => {
    const result = await computed(text, input);
    expect(result).toMatchObject({ error: 'States.Runtime' });
    const { cause } = result as { cause: string };
    expect(cause).toContain(`The function '${text}' had the following error: Invalid arguments in ${name}: `);
    expect(cause).toContain(reason);
  });
});

describe('an argument', () => {
  it.each([
    ["States.Format('{}', $.nope)", '$.nope'],
    ["States.Format('{} {}', $.a, $.x.nope)", '$.x.nope'],
    ["States.Format('{}', States.Format('{}', $.nope))", '$.nope'],
    ["States.Format('{}', $.list[5])", '$.list[5]'],
    ["States.Format('{}', $$.Nope.Deep)", '$.Nope.Deep'],
    ['States.ArrayLength($.nope)', '$.nope'],
  ])('that names nothing fails: %s', async (text, path) => {
    const cause = `The function '${text}' had the following error: The JsonPath argument for the field '${path}' could not be found in the input '${JSON.stringify(input)}'`;
    expect(await computed(text, input)).toEqual({ error: 'States.Runtime', cause });
  });

  it('may be a call in a call, ten deep', async () => {
    const nested = (depth: number): string => (depth === 0 ? '0' : `States.MathAdd(1, ${nested(depth - 1)})`);
    expect(await computed(nested(10))).toEqual({ value: 10 });
    await expect(computed(nested(11))).rejects.toThrow(DefinitionError);
  });
});

describe('an expression that nests without measure is refused', () => {
  it.each([
    ['groups', `$.a[?(${'('.repeat(20_000)}@.b${')'.repeat(20_000)})]`],
    ['negations', `$.a[?(${'!'.repeat(20_000)}@.b)]`],
    ['lists', `$.a[?(@ == ${'['.repeat(20_000)}${']'.repeat(20_000)})]`],
    ['filters', `$${'[?(@'.repeat(5000)}${')]'.repeat(5000)}`],
  ])('%s', async (_what, text) => {
    await expect(computed(text)).rejects.toThrow(DefinitionError);
  });

  it('a path may be long', async () => {
    expect(await computed(`$${'.a'.repeat(20_000)}`)).toMatchObject({ error: 'States.Runtime' });
  });
});

describe('an expression is refused before it runs', () => {
  it.each([
    'States.Nope()',
    'States.Format(',
    "States.Format('a' 'b')",
    "States.Format('a', )",
    "States.Format('no end)",
    "States.Format('a') b",
    'States.StringToJson(\'"a \\\\" quote"\')'.replace('\\\\"', '\\"'),
    "States.Base64Decode('YWJj\\nZA==')",
    'States.MathAdd(1, two)',
    'States.MathAdd(1, +2)',
    '$.a[',
    '$.a[]',
    '$.a.',
    '$..',
    '$...a',
    '$.a b',
    '$.a[1,]',
    '$.a[x]',
    "$.a['x',]",
    '$.a[:]',
    '$.a[?(@.b ==)]',
    '$.a[?(@.b nope 1)]',
    '$.a[?(@.b =~ /(/)]',
    '$.a[?@.b]',
    '$.a[?(5)]',
    "$.a[?(!'x')]",
    '$.a[?(@.b || )]',
    '$.a[?(@.b == 5 @.c == 8)]',
    '$.a[?(@.b c == 1)]',
    '$a.',
    '$X]',
    '$.a.nope()',
    '$.a.length() b',
    'a.b',
  ])('%s', (text) => {
    const { engine } = bench();
    const definition = {
      StartAt: 'P',
      States: { P: { Type: 'Pass', Parameters: { 'v.$': text }, End: true } },
    };
    expect(() => engine.prepare(definition as never)).toThrow(DefinitionError);
  });
});
