import * as fc from 'fast-check';
import { pick } from './values';

type Fields = Readonly<Record<string, unknown>>;

const ORDERS = ['Equals', 'LessThan', 'GreaterThan', 'LessThanEquals', 'GreaterThanEquals'];
const VARIABLES = ['$.n', '$.text', '$.yes', '$.list', '$.deep', '$.nothing', '$.deep.a', '$$.State.Name'];

/** What values of each kind are compared with, and a path to one. */
const OPERANDS: readonly (readonly [string, readonly unknown[], string])[] = [
  ['Numeric', [3, 0, 2.5, -1], '$.deep.a'],
  ['String', ['abc', '', 'b'], '$.deep.b'],
  ['Timestamp', ['2026-11-24T08:00:00Z', '2026-11-24T08:00:01Z'], '$.text'],
];

const compared: readonly Fields[] = OPERANDS.flatMap(([kind, values, path]) =>
  ORDERS.flatMap((order): Fields[] => [
    ...values.map((value) => ({ [`${kind}${order}`]: value })),
    { [`${kind}${order}Path`]: path },
  ]),
);
const other: readonly Fields[] = [
  ...['a*', '*', '*,*', 'x\\*y', 'abc'].map((StringMatches) => ({ StringMatches })),
  ...[true, false].map((BooleanEquals) => ({ BooleanEquals })),
  { BooleanEqualsPath: '$.yes' },
  ...['Null', 'Numeric', 'String', 'Boolean', 'Timestamp'].flatMap((kind) => [
    { [`Is${kind}`]: true },
    { [`Is${kind}`]: false },
  ]),
];

const test = fc.oneof(
  {
    weight: 30,
    arbitrary: fc
      .tuple(pick(...VARIABLES), pick(...compared, ...other))
      .map(([Variable, operator]): Fields => ({ Variable, ...operator })),
  },
  {
    weight: 5,
    arbitrary: fc
      .tuple(pick('$.none', '$.n', '$.nothing', '$.deep.c'), fc.boolean())
      .map(([Variable, IsPresent]): Fields => ({ Variable, IsPresent })),
  },
  { weight: 1, arbitrary: fc.constant<Fields>({ Variable: '$.none', NumericEquals: 1 }) },
);

/** A rule without its Next. */
export const rule: fc.Arbitrary<Fields> = fc.oneof(
  { weight: 6, arbitrary: test },
  { weight: 1, arbitrary: test.map((Not): Fields => ({ Not })) },
  { weight: 1, arbitrary: fc.array(test, { minLength: 1, maxLength: 3 }).map((And): Fields => ({ And })) },
  {
    weight: 1,
    arbitrary: fc
      .array(
        fc.oneof(
          test,
          test.map((Not): Fields => ({ Not })),
        ),
        { minLength: 1, maxLength: 3 },
      )
      .map((Or): Fields => ({ Or })),
  },
);
