import fc from 'fast-check';
import jsonata from 'jsonata';
import { BAIL } from '../../lib/engine/jsonata/bail';
import { compileDirect } from '../../lib/engine/jsonata/direct';
import { compileExpression } from '../../lib/engine/jsonata/expression';
import { bench, machine, outputOf, START } from './harness';

const evaluate = async (expression: string, input: unknown = {}): Promise<unknown> => {
  const execution = await bench().run(machine({ P: { Type: 'Pass', Output: `{% ${expression} %}` } }), input);
  return execution.status === 'SUCCEEDED'
    ? outputOf(execution)
    : `failed: ${execution.cause?.split(') ').at(-1)}`;
};

describe('JSONata as Step Functions runs it', () => {
  it.each([
    ['$partition([1,2,3,4,5], 2)', [[1, 2], [3, 4], [5]]],
    ['$range(0, 10, 5)', [0, 5, 10]],
    ['$range(5, 1, -2)', [5, 3, 1]],
    ["$hash('a', 'MD5')", '0cc175b9c0f1b6a831c399e269772661'],
    ["$hash('input data', 'SHA-1')", 'aaff4a450a104cd177d28d18d74485e8cae074b7'],
    ['$parse(\'{"a": [1]}\')', { a: [1] }],
    ['$random(7) = $random(7)', true],
    ['$random() = 0.5', true],
    ['$uuid()', '88888888-8888-4888-a888-888888888888'],
    ['$millis()', START],
    ['$now()', '2026-01-01T00:00:00.000Z'],
    ["$now('[Y]-[M01]')", '2026-01'],
    ['$shuffle([1,2,3]) ~> $count', 3],
    ['$exists($unassigned)', false],
    ['$append($unassigned, {"a": 1})', { a: 1 }],
    ['[$unassigned, {"a": 1}]', [{ a: 1 }]],
    ['$sum($states.input.items.price)', 6],
    ['$states.input.items[price > 1].name', ['b', 'c']],
    ['( $f := function($n) { $n < 2 ? 1 : $n * $f($n - 1) }; $f(20) )', 2432902008176640000],
  ])('%s', async (expression, value) => {
    const items = ['a', 'b', 'c'].map((name, index) => ({ name, price: index + 1 }));
    expect(await evaluate(expression, { items })).toEqual(value);
  });

  it.each([
    ["$hash('a', 'CRC')", 'SHA-512'],
    ['function($x) { $x }', 'unsupported result type'],
    ['$sum', 'unsupported result type'],
    ['[1, $sum]', 'unsupported result type'],
    ['{"a": {"b": $sum}}', 'unsupported result type'],
  ])('%s fails with %s', async (expression, reason) => {
    expect(await evaluate(expression)).toContain(reason);
  });

  it('keeps an array that one expression made whole in the next', async () => {
    const execution = await bench().run(
      machine({
        A: { Type: 'Pass', Assign: { one: '{% [$states.input.a] %}', seq: '{% $states.input.a[] %}' } },
        B: { Type: 'Pass', Output: '{% {"one": $one, "seq": $seq, "in": [[$one]]} %}' },
      }),
      { a: 1 },
    );
    expect(outputOf(execution)).toEqual({ one: [1], seq: [1], in: [[1]] });
  });

  it.each([
    ['recursion without end', '( $f := function($n) { 1 + $f($n) }; $f(0) )', 'Stack overflow error'],
    [
      'mutual recursion',
      '( $a := function($n) { [$b($n)] }; $b := function($n) { [$a($n)] }; $a(0) )',
      'Stack overflow error',
    ],
  ])('bounds %s', async (_what, expression, reason) => {
    expect(await evaluate(expression)).toContain(reason);
  });

  it('bounds each evaluation by itself', async () => {
    const { evaluate: run } = compileExpression(
      '( $f := function($n) { $n = 0 ? 0 : 1 + $f($n - 1) }; $f(25) )',
    );
    const env = { lookup: () => undefined, now: () => 0, random: () => 0 };
    expect(await Promise.all(Array.from({ length: 20 }, () => run(env)))).toEqual(Array(20).fill(25));
  });
});

/**
 * What is evaluated directly must be what jsonata itself says. Random expressions of the covered kind over random
 * values: either both agree, or the direct side has bailed out.
 */
describe('direct evaluation', () => {
  const key = fc.constantFrom('a', 'b', 'c');
  const value: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
    any: fc.oneof(
      { depthSize: 'small' },
      fc.constantFrom(null, true, false, 0, 1, -3, 2.5, '', 'x', '2026-01-01T00:00:00.000Z'),
      fc.array(tie('any'), { maxLength: 3 }),
      fc.dictionary(key, tie('any'), { maxKeys: 3 }),
    ),
  })).any;
  const names = ['p', 'q', 'missing'] as const;
  const { expression } = fc.letrec<{ expression: string }>((tie) => ({
    expression: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc.constantFrom('1', '-2', '0.5', "'x'", 'true', 'false', 'null', '{}', '[]'),
      fc
        .tuple(fc.constantFrom(...names), fc.array(key, { maxLength: 2 }))
        .map(([name, path]) => [`$${name}`, ...path].join('.')),
      fc.tuple(tie('expression'), tie('expression')).map(([a, b]) => `{"k": ${a}, "l": ${b}}`),
      fc.array(tie('expression'), { maxLength: 3 }).map((items) => `[${items.join(', ')}]`),
      fc
        .tuple(
          tie('expression'),
          fc.constantFrom('=', '!=', '<', '<=', '>', '>=', '+', '-', '*', '/', '%', '&', 'and', 'in', 'or'),
          tie('expression'),
        )
        .map(([a, operator, b]) => `(${a} ${operator} ${b})`),
      fc
        .tuple(tie('expression'), tie('expression'), tie('expression'))
        .map(([a, b, c]) => `(${a} ? ${b} : ${c})`),
      fc.tuple(tie('expression'), tie('expression')).map(([a, b]) => `($p := ${a}; $v := ${b}; [$p, $v])`),
      fc
        .tuple(
          fc.constantFrom(
            'count',
            'exists',
            'floor',
            'max',
            'merge',
            'min',
            'not',
            'string',
            'toMillis',
            'type',
          ),
          tie('expression'),
        )
        .map(([name, argument]) => `$${name}(${argument})`),
      tie('expression').map((argument) => `$substring(${argument}, 1, 2)`),
    ),
  }));

  const outcome = async (text: string, bindings: Record<string, unknown>): Promise<unknown> => {
    try {
      return (await jsonata(text).evaluate(undefined, bindings)) as unknown;
    } catch (error) {
      return { failed: (error as { code: string }).code };
    }
  };

  const asJson = (value: unknown): unknown =>
    value === undefined ? undefined : JSON.parse(JSON.stringify(value));

  it('agrees with jsonata, or bails out', async () => {
    let compared = 0;
    await fc.assert(
      fc.asyncProperty(expression, value, value, async (text, p, q) => {
        const direct = compileDirect(jsonata(text).ast() as never);
        if (!direct) return;
        const bindings: Record<string, unknown> = { p, q };
        const found = direct({ lookup: (name) => bindings[name], now: () => START, random: () => 0.5 });
        if (found === BAIL) return;
        compared++;
        expect(asJson(found)).toEqual(asJson(await outcome(text, { p, q })));
      }),
      { numRuns: 1500, seed: 20_260_101 },
    );
    expect(compared).toBeGreaterThan(300);
  });

  it.each([
    '$states.input.a.b',
    '$merge([$results, {"place-order": $states.result.Payload}])',
    '$exists($results) ? $results : {}',
    '[$parked, {"step": "ship-order"}]',
    '{"error": $string($states.errorOutput.Error), "cause": $substring($string($states.errorOutput.Cause), 0, 1000)}',
    '$max([60, $min([1800, $floor(($toMillis($states.context.Execution.StartTime) + 1000 - $millis()) / 1000)])])',
  ])('covers %s', (text) => {
    expect(compileDirect(jsonata(text).ast() as never)).toBeDefined();
  });
});
