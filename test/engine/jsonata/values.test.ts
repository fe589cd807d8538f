import { DefinitionError } from '../../../lib/asl';
import { bench, machine, outputOf } from '../harness';

const run = (expression: string, input: unknown = {}) =>
  bench().run(machine({ P: { Type: 'Pass', Output: `{% ${expression} %}` } }), input);

const evaluate = async (expression: string, input?: unknown): Promise<unknown> => {
  const execution = await run(expression, input);
  return execution.status === 'SUCCEEDED' ? outputOf(execution) : `${execution.error}: ${execution.cause}`;
};

describe('a function that Step Functions adds or changes', () => {
  it.each([
    // Where there is one number, it stands by itself.
    ['$range(1, 9, 9)', 1],
    ['$range(3, 3, -1)', 3],
    ['[$range(3, 3, 1)]', [3]],
    ['$range(0, 6, 2)', [0, 2, 4, 6]],
    ['$range(5, 1, -2)', [5, 3, 1]],
    ['$range(-1.7, 2, 1)', [-1, 0, 1, 2]],
    ['$count($range(1, 2000, 1))', 2000],
    ['$partition([1,2,3,4,5], 2.9)', [[1, 2], [3, 4], [5]]],
    ['$partition([0], 3)', [[0]]],
    ['$partition(7, 2)', [[7]]],
    ["$hash('a', 'MD5')", '0cc175b9c0f1b6a831c399e269772661'],
    ["$hash('input', 'SHA-1')", '140f86aae51ab9e1cda9b4254fe98a74eb54c1a1'],
    ['$random(42)', 0.7275636800328681],
    ['$random(42) = $random(42.9)', true],
    ['$random(0) = $random(1)', false],
    ['$random()', 0.5],
    ['$parse(\'{"a": [1, null]}\').a', [1, null]],
    ["$parse('null')", null],
    ['$parse(\'" x "\')', ' x '],
    ["$base64decode('aGVsbG8=')", 'hello'],
    ["$base64decode('aGVsbG8')", 'hello'],
    ["$base64decode('')", ''],
    ["$base64decode($base64encode('any text'))", 'any text'],
  ])('%s', async (expression, value) => {
    expect(await evaluate(expression)).toEqual(value);
  });

  it.each([
    '$range(5, 1, 1)',
    '$range(1, 5, -1)',
    '$range(1, 5)',
    '$partition([], 2)',
    '$partition([1], 0)',
    '$partition([1], 0.5)',
    "$hash('a')",
    '$parse($states.input.ghost)',
    '$base64decode($states.input.ghost)',
    '$states.input.ghost',
    '$lookup($states.input, "ghost")',
  ])('%s has no value, and the field fails', async (expression) => {
    expect(await evaluate(expression)).toMatch(
      /^States\.QueryEvaluationError: .* returned nothing \(undefined\)\.$/,
    );
  });

  it.each([
    // It is accepted when the machine is created, and a Catch sees that it fails. Source: executions on AWS.
    ["$eval('1 + 1')", '. T1006: '],
    ["'1' ~> $eval", '. T20'],
    ['$range(1, 360146, 1)', ': Expression evaluation memory limit exceeded'],
    ['$range(1, 5, 0)', 'not 0'],
    ["$range('1', 5, 1)", '. T0410: Argument 1 of function "range"'],
    ['$partition([1], -1)', 'at least 1'],
    ["$partition([1], '1')", '. T0410: Argument 2 of function "partition"'],
    ["$hash('a', 'sha-1')", 'SHA-512'],
    ["$hash('a', 'CRC')", 'SHA-512'],
    ["$random('42')", '. T0410: Argument 1 of function "random"'],
    ["$parse('{bad')", 'JSON'],
    ['$parse(5)', '. T0410: Argument 1 of function "parse"'],
    ["$base64decode('?? not base64 ??')", 'takes Base64'],
    ["$base64decode('YWJj*ZA==')", 'takes Base64'],
    ["$base64decode('a')", 'takes Base64'],
    ["$base64decode('YQ=b')", 'takes Base64'],
    ['$base64decode(5)', '. T0410: Argument 1 of function "base64decode"'],
    ["$number('x')", '. D3030: '],
    ["'a' + 1", '. T2001: '],
  ])('%s fails with %s', async (expression, reason) => {
    const failure = await evaluate(expression);
    expect(failure).toMatch(/^States\.QueryEvaluationError: /);
    expect(failure).toContain(`threw an error during evaluation`);
    expect(failure).toContain(reason);
  });
});

describe('a value that JSON has no literal for', () => {
  it.each([
    ['1/0', 'Infinity'],
    ['-1/0', '-Infinity'],
    ['0/0', 'NaN'],
    ['1e308 * 10', 'Infinity'],
    ['5 % 0', 'NaN'],
    ['$power(10, 308) * 10', 'Infinity'],
    ['[1/0, 1]', ['Infinity', 1]],
    ['{"a": {"b": 0/0}}', { a: { b: 'NaN' } }],
    ['$states.input.n / $states.input.zero', 'Infinity'],
  ])('%s reads as its name', async (expression, value) => {
    expect(await evaluate(expression, { n: 1, zero: 0 })).toEqual(value);
  });

  it.each(['1/0 + 1', '$string(1/0)', '$sqrt(-1)', '$power(10, 400)'])('%s fails', async (expression) => {
    expect(await evaluate(expression)).toMatch(/^States\.QueryEvaluationError: .*D[13]\d{3}: /);
  });

  it.each([
    '$sum',
    'function($x) { $x }',
    '[1, $sum]',
    '{"a": $sum}',
    '/a/',
    '$map',
  ])('%s is no data', async (expression) => {
    expect(await evaluate(expression)).toMatch(/ returned an unsupported result type\.$/);
  });

  it.each(['$states.input.a ?? 1', '$states.input.a ?: 1'])('%s is refused', (expression) => {
    const { engine } = bench();
    const definition = machine({ P: { Type: 'Pass', Output: `{% ${expression} %}` } });
    expect(() => engine.prepare(definition)).toThrow(DefinitionError);
  });
});

describe('of the longest list that an input can hold', () => {
  const list = Array.from({ length: 125_000 }, () => 1);

  it.each([
    ['$max($states.input)', 1],
    ['$min([0, $max($states.input)])', 0],
    ['$count([0, $states.input])', 125_001],
  ])('%s', async (expression, value) => {
    expect(await evaluate(expression, list)).toEqual(value);
  });
});

describe('an expression is bounded', () => {
  const sum = (terms: number): string => Array(terms).fill('1').join('+');
  const nested = (depth: number): string => `${'['.repeat(depth)}${']'.repeat(depth)}`;
  const recursive = (depth: number): string =>
    `( $f := function($n) { $n = 0 ? 0 : 1 + $f($n - 1) }; $f(${depth}) )`;

  it.each([
    ['a hundred terms', sum(100)],
    ['a hundred arrays', nested(99)],
    ['a recursion', recursive(25)],
    ['a range', '$count([1..800000])'],
  ])('%s run', async (_what, expression) => {
    expect((await run(expression)).status).toBe('SUCCEEDED');
  });

  it.each([
    ['more terms', sum(101), 'Stack overflow error: .* Depth=101 max=100$'],
    ['more arrays', nested(101), 'Depth=101 max=100$'],
    ['more recursion', recursive(60), 'Depth=101 max=100$'],
    ['a longer range', '$count([1..900000])', 'Expression evaluation memory limit exceeded'],
    ['a longer range that is handed on', '[1..900000] ~> $sum()', 'memory limit exceeded'],
  ])('%s fail', async (_what, expression, reason) => {
    expect(await evaluate(expression)).toMatch(new RegExp(`during evaluation: .*${reason}`));
  });
});
