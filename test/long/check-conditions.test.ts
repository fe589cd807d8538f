import jsonata from 'jsonata';
import * as z from 'zod/mini';
import { compile, conditionFindings, placeholderTargets, whenSource } from '../../lib/asl';
import {
  defineSaga,
  exists,
  fieldsOf,
  findStep,
  greaterThan,
  parallel,
  resultOf,
  type SagaDefinition,
  type SagaStep,
  step,
  type When,
} from '../../lib/saga';
import { anyInput } from '../saga/definitions';

const Loan = z.strictObject({
  amount: z.int(),
  limit: z.optional(z.number()),
  either: z.union([z.string(), z.number()]),
  nullable: z.nullable(z.number()),
  applicant: z.strictObject({ name: z.string(), employed: z.optional(z.boolean()) }),
  sureties: z.array(z.strictObject({ name: z.string(), income: z.number() })),
  tags: z.record(z.string(), z.number()),
  boat: z.optional(z.object({ length: z.number() })),
});
const Credit = z.strictObject({ score: z.int() });
const first = step('check-credit', { by: 'bank', compensation: 'forget', result: Credit });
const last = step('pay-out', { by: 'bank' });

/** A loan with one more step, between the check and the pay-out. */
const asking = (when: When, input: SagaDefinition['input'] = Loan): SagaDefinition =>
  defineSaga({
    name: 'loan',
    version: 1,
    deadline: { hours: 1 },
    input,
    steps: [
      first,
      parallel([
        step('appraise', { by: 'bank', compensation: 'drop', when }),
        step('reserve', { by: 'bank', compensation: 'release' }),
      ]),
      last,
    ],
  });

describe('a condition written as text is held against the schemas', () => {
  test.each<[string, RegExp]>([
    ['$input.ammount > 50000', /no field 'ammount'.*did you mean 'amount'/],
    ['$input.applicant.nmae = "x"', /input\.applicant has no field 'nmae'.*did you mean 'name'/],
    ['$input.amount.cents > 5', /input\.amount has no field 'cents'/],
    ['$exists(boat)', /'boat' is a bare name.*write \$input\.boat/],
    ['amount > 5', /'amount' is a bare name.*write \$input\.amount/],
    ['$results.check-credit.score > 600', /is a subtraction: write \$results\.`check-credit`\.score/],
    ['$results.`check-credit`.scoer > 600', /no field 'scoer'.*did you mean 'score'/],
    [
      '$results.`check-credits`.score > 600',
      /no step 'check-credits' before it.*did you mean 'check-credit'/,
    ],
    ['$exists($results.reserve)', /step 'reserve' has no result yet/],
    ['$exists($results.`pay-out`)', /step 'pay-out' has no result yet/],
    ['$input.applicant.name > 5', /orders two numbers or two texts.*\$input\.applicant\.name \(string\).*5/],
    ['$input.applicant.employed >= true', /orders two numbers or two texts/],
    ['$input.either > 5', /\(string or number\)/],
    ['$input.nullable > 5', /\(number or null\)/],
    ['$input.sureties.income > 5', /\(number or array\)/],
    ['$input.amount = "50000"', /\$input\.amount \(number\) with "50000" \(string\), which never holds/],
    ['$input.applicant.name + 1 > 5', /'\+' takes a number/],
    ['-$input.applicant.name > 5', /'-' takes a number/],
    ['$length($input.amount) > 5', /\$length takes a string/],
    ['$sum($input.sureties.income) > 5', /it calls \$sum, which a condition cannot/],
    ['$eval("true")', /it calls \$eval/],
    ['$random() > 0.5', /it calls \$random/],
    ['$now() > "2026"', /it calls \$now/],
    [
      '$states.input.amount > 5',
      /it reads \$states, which is not there: conditions see \$input and \$results/,
    ],
    ['$amount > 5', /it reads \$amount, which is not there/],
    ['$input.amount >', /it is no JSONata/],
    ['($x := 5; $input.amount > $x)', /it uses what a condition does not need/],
    ['$input.sureties[incme > 5]', /no field 'incme'.*did you mean 'income'/],
    ['$count($input.sureties[name > 5]) > 0', /orders two numbers or two texts/],
    ['$input.amount', /it is a number, which is never true: write a comparison/],
    ['$exists()', /it gives \$exists 0 arguments: it takes 1/],
    ['$substring($input.applicant.name, 1, 2, 3) = "x"', /gives \$substring 4 arguments: it takes 2 or 3/],
    // 1 / 0 is no number, and neither is 1e308 * 10: what works on either fails.
    ['$input.amount / $input.limit * 2 > 5', /what '\/' computes can only be compared/],
    ['$floor($input.amount * $input.limit) > 5', /what '\*' computes can only be compared/],
    ['($input.amount / $input.limit) & "" = "1"', /what '\/' computes can only be compared/],
    ['$count([1..$input.amount]) > 3', /does not need \(\.\.\)/],
    ['$exists($input.sureties^(income))', /does not need \(sort\)/],
    ['$exists($input.sureties{name: income})', /does not need \(group\)/],
    ['$exists($input.sureties.(income > 5))', /does not need \(block\)/],
    ['$exists($input.applicant.name.$length())', /does not need \(function\)/],
    ['$exists($input.sureties#$i[$i > 0])', /does not need \(binding\)/],
    ['$exists($input.*[income > 5])', /does not need \(wildcard\)/],
    ['$exists($input[amount > 5])', /does not need \(filter\)/],
    ['$exists($results["check-credit"].score)', /does not need \(filter\)/],
    ['($input.amount > 5 ? $input.amount : 1) > 5', /the type of an expression cannot be asked before/],
    ['$exists($input.sureties[name = "x"][income > 5])', /it filters what was filtered/],
  ])('%s', (when, finding) => {
    expect(conditionFindings(asking(when)).join('\n')).toMatch(finding);
    expect(() => compile(asking(when), placeholderTargets)).toThrow(
      /^saga 'loan' is not valid: step 'appraise', when .*/,
    );
  });

  test.each([
    '$input.amount > 50000',
    '$input.amount > $input.limit',
    '$input.amount - $input.limit > 5',
    '$exists($input.boat)',
    '$input.boat.length >= 12.5',
    '$input.applicant.employed',
    '$input.applicant.name = "Ann" or $input.amount in [1, 2]',
    '$results.`check-credit`.score > 600',
    '$count($input.sureties[income > 1000]) >= 2',
    '$input.sureties[0].income > 5',
    '$length($input.applicant.name) > 3',
    '$not($exists($input.limit))',
    '$input.tags.anything > 5',
    '$input.amount > 5 ? $input.applicant.employed : false',
    '($input.amount) > 5',
    '$exists($input.sureties[income > $input.limit])',
  ])('%s is fine', (when) => {
    expect(conditionFindings(asking(when))).toEqual([]);
    expect(() => compile(asking(when), placeholderTargets)).not.toThrow();
  });
});

describe('a condition that is data is held against the schemas too', () => {
  const Other = z.strictObject({ ammount: z.number(), amount: z.string() });
  test.each<[string, When, RegExp]>([
    ['a field of another schema', exists(fieldsOf(Other).ammount), /no field 'ammount'/],
    [
      'a type of another schema',
      greaterThan(fieldsOf(Other).amount, 'x'),
      /compares a number with a string, which never holds/,
    ],
    ['a later step', exists(resultOf(last) as never), /step 'pay-out' has no result yet/],
  ])('%s', (_what, when, finding) => {
    expect(conditionFindings(asking(when)).join('\n')).toMatch(finding);
  });
});

test('a schema whose parts were given the same id is a schema all the same', () => {
  const named = z.strictObject({
    amount: z.number().check(z.meta({ id: 'same' })),
    limit: z.string().check(z.meta({ id: 'same' })),
  });
  expect(conditionFindings(asking('$input.amount > 5', named))).toEqual([]);
  expect(conditionFindings(asking('$input.limit > 5', named)).join()).toMatch(/\$input\.limit \(string\)/);
});

describe('a value of which no schema says what it is', () => {
  // Of any other library's schema nothing is known.
  test.each([
    '$input.amount > 5',
    '5 >= $input.amount',
    '$input.amount + 1 = 5',
    '$length($input.name) = 3',
    '$results.reserved.rooms > 1',
  ])('is not put into an operator: %s', (when) => {
    const reserved = step('reserved', { by: 'bank', compensation: 'unreserved' });
    const definition = asking(when, anyInput);
    const findings = conditionFindings({ ...definition, steps: [reserved, ...definition.steps] });
    expect(findings.join('\n')).toMatch(
      /nothing says whether \$\w+(\.\w+)+ is a number or a text: give it a schema/,
    );
  });

  test.each([
    '$input.express',
    '$exists($input.boat)',
    '$input.kind = "boat"',
    '$input.kind in ["boat"]',
  ])('may be asked for what is total: %s', (when) =>
    expect(conditionFindings(asking(when, anyInput))).toEqual([]));
});

describe('a field that its schema changes on the way to the handlers', () => {
  const Changing = z.object({
    coerced: z.coerce.number(),
    defaulted: z._default(z.number(), 5),
    maybe: z.optional(z._default(z.number(), 5)),
    caught: z.catch(z.number(), 1),
    prefaulted: z.prefault(z.number(), 3),
    inside: z.object({
      piped: z.pipe(
        z.string(),
        z.transform((text) => text.length),
      ),
    }),
    plain: z.number(),
  });
  const of = fieldsOf(Changing);
  test.each([
    ['coerced', greaterThan(of.coerced, 1)],
    ['defaulted', greaterThan(of.defaulted, 1)],
    ['maybe', exists(of.maybe)],
    ['caught', greaterThan(of.caught, 1)],
    ['prefaulted', '$input.prefaulted > 1'],
    ['inside.piped', exists(of.inside.piped)],
  ] as const)('is not asked: input.%s', (field, when) => {
    expect(conditionFindings(asking(when, Changing))).toEqual([
      expect.stringContaining(`input.${field} has a default, a coercion or a transformation in its schema`),
    ]);
  });

  test('its neighbours are, and what a result has become', () => {
    expect(conditionFindings(asking(greaterThan(of.plain, 1), Changing))).toEqual([]);
    const counted = step('counted', { by: 'bank', compensation: 'uncounted', result: Changing });
    const definition = asking(greaterThan(resultOf(counted).coerced, 1));
    expect(conditionFindings({ ...definition, steps: [counted, ...definition.steps] })).toEqual([]);
  });
});

describe('whatever the input really is, what the state machine asks is true or false', () => {
  const broken = [undefined, null, 5, 'text', true, [], {}, [1, 2], { a: 1 }];
  const CONDITIONS = [
    '$input.amount > 50000',
    '$input.amount - $input.limit > 5',
    '$length($input.applicant.name) > 3',
    '$results.`check-credit`.score > 600',
    '$input.amount < $input.limit',
    '($input.amount) > 50000',
    '$input.sureties[0].income > 5',
    '$exists($input.sureties[income > 5])',
    '$exists($input.sureties[income > $input.limit])',
  ];
  const inputs = broken.flatMap((value) => [
    value,
    { sureties: value, limit: value },
    { sureties: [{ income: value }, { income: 6 }], limit: 5 },
    { amount: value, limit: 5, applicant: { name: value } },
    { amount: 5, limit: value, applicant: value },
  ]);

  test.each(CONDITIONS)('%s', async (when) => {
    const definition = asking(when);
    const source = whenSource(definition, findStep(definition, 'appraise') as SagaStep);
    for (const input of inputs) {
      for (const value of broken) {
        const results = { 'check-credit': { score: value } };
        const asked: unknown = await jsonata(source).evaluate(undefined, { input, results });
        expect([input, value, typeof asked]).toEqual([input, value, 'boolean']);
      }
    }
    const sureties = [{ income: 80_000 }];
    const right = { input: { amount: 60_000, limit: 70_000, applicant: { name: 'Anna' }, sureties } };
    const results = { 'check-credit': { score: 700 } };
    const expected = !when.includes(' - ');
    expect(await jsonata(source).evaluate(undefined, { ...right, results })).toBe(expected);
  });
});
