import fc from 'fast-check';
import jsonata from 'jsonata';
import { conditionSource } from '../../lib/asl';
import { type Comparison, type Condition, decide, type Operand, type Reference } from '../../lib/saga';

/** Few names, so that paths meet values; some of them trip a parser. */
const NAMES = ['a', 'b', 'check-credit', 'and', '$x', 'x y', 'length'];
const name = fc.constantFrom(...NAMES);
const scalar = fc.oneof(
  fc.constantFrom('', 'x', 'abc', '%}', '"', 'ä\n'),
  fc.integer({ min: -2, max: 2 }),
  fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e20, max: 1e20 }),
  fc.boolean(),
);
const { value: json } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    scalar,
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(name, tie('value'), { maxKeys: 4 }),
  ),
}));
const reference: fc.Arbitrary<Reference> = fc.oneof(
  fc.record({ kind: fc.constant('input' as const), path: fc.array(name, { minLength: 1, maxLength: 4 }) }),
  fc.record({
    kind: fc.constant('result' as const),
    step: name,
    path: fc.array(name, { maxLength: 3 }),
  }),
);
const operand: fc.Arbitrary<Operand> = fc.oneof(
  reference,
  fc.record({ kind: fc.constant('literal' as const), value: scalar }),
  fc.record({ kind: fc.constant('count' as const), list: reference }),
);
const { condition } = fc.letrec<{ condition: Condition }>((tie) => ({
  condition: fc.oneof(
    { depthSize: 'small' },
    fc.record({ kind: fc.constantFrom('exists' as const, 'is-true' as const), value: reference }),
    fc.record({
      kind: fc.constant('compare' as const),
      left: operand,
      comparison: fc.constantFrom<Comparison>('=', '<', '<=', '>', '>='),
      right: operand,
    }),
    fc.record({
      kind: fc.constant('one-of' as const),
      value: reference,
      values: fc.array(scalar, { maxLength: 3 }),
    }),
    fc.record({
      kind: fc.constantFrom('all' as const, 'any' as const),
      conditions: fc.array(tie('condition'), { maxLength: 3 }),
    }),
    fc.record({ kind: fc.constant('not' as const), condition: tie('condition') }),
  ),
}));

test('a condition decided here is what its JSONata yields, on any input and results: always true or false', async () => {
  const counts = { true: 0, false: 0 };
  await fc.assert(
    fc.asyncProperty(
      condition,
      json,
      fc.dictionary(name, json, { maxKeys: 4 }),
      async (one, input, results) => {
        const asked: unknown = await jsonata(conditionSource(one)).evaluate(undefined, { input, results });
        expect(asked).toBe(decide(one, { input, results }));
        counts[String(asked) as 'true']++;
      },
    ),
    { numRuns: 1500, seed: 20_280_229 },
  );
  // Both happen often: the test is not about nothing.
  expect(Math.min(counts.true, counts.false)).toBeGreaterThan(300);
});
