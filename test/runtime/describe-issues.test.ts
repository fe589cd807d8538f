import * as z from 'zod/mini';
import { describeIssues } from '../../lib/runtime';
import { CANARY } from '../security/support/canary';

const Parcel = z.strictObject({
  sender: z.strictObject({
    email: z.string().check(z.minLength(3), z.maxLength(9)),
    site: z.optional(z.email()),
  }),
  items: z
    .array(z.strictObject({ quantity: z.int().check(z.minimum(1), z.maximum(1000)) }))
    .check(z.minLength(1)),
  weight: z.number().check(z.gt(0)),
  code: z.string().check(z.regex(/^[A-Z]{2}$/)),
  pin: z.string().check(z.length(4)),
  size: z.enum(['small', 'large']),
  kind: z.literal('parcel'),
  fragile: z.boolean(),
  when: z.string().check(z.refine((text) => text.endsWith('Z'), 'expected a time in UTC')),
  rate: z.union([z.literal('free'), z.int()]),
  labels: z.record(z.string(), z.int()),
  colour: z.optional(z.nullable(z.string())),
  note: z.optional(z.string().check(z.minLength(1))),
  share: z.number().check(z.gte(0), z.lt(1)),
  step: z.int().check(z.multipleOf(5)),
});
const valid = {
  sender: { email: 'a@b' },
  items: [{ quantity: 1 }],
  weight: 0.5,
  code: 'DE',
  pin: '1234',
  size: 'small',
  kind: 'parcel',
  fragile: true,
  when: '0Z',
  rate: 'free',
  labels: {},
  share: 0,
  step: 5,
};

const described = (value: unknown, reader: 'author' | 'anybody', schema: z.ZodMiniType = Parcel): string => {
  const parsed = schema.safeParse(value);
  return parsed.success ? 'valid' : describeIssues(parsed.error.issues, { schema, value, reader });
};

/** What is wrong → what its author reads; in parentheses what only they may see. */
const cases: readonly (readonly [Record<string, unknown>, string])[] = [
  [{ items: [{ quantity: 'four' }] }, 'items.0.quantity: expected a whole number from 1 to 1000, got "four"'],
  [{ items: [{ quantity: 1.5 }] }, 'items.0.quantity: expected a whole number from 1 to 1000, got 1.5'],
  [{ items: [{ quantity: 1001 }] }, 'items.0.quantity: expected a whole number from 1 to 1000, got 1001'],
  [{ items: [] }, 'items: expected a list of at least 1, got a list of 0'],
  [{ items: {} }, 'items: expected a list of at least 1, got an object'],
  [{ sender: { email: '' } }, 'sender.email: expected a text of 3 to 9 characters, got ""'],
  [{ note: '' }, 'note: expected a text of at least 1 character, got ""'],
  [{ sender: {} }, 'sender.email: missing, expected a text of 3 to 9 characters'],
  [{ sender: undefined }, 'sender: missing, expected an object'],
  [{ sender: null }, 'sender: expected an object, got null'],
  [{ sender: { email: 'a@b', site: 'x' } }, 'sender.site: expected a text in the format email, got "x"'],
  [{ sender: { email: 'a@b', tel: 4 } }, 'sender.tel: unknown key, expected one of email, site'],
  [{ weight: 0 }, 'weight: expected a number above 0, got 0'],
  [{ code: 'de' }, 'code: expected a text that matches /^[A-Z]{2}$/, got "de"'],
  [{ pin: '12345' }, 'pin: expected a text of 4 characters, got "12345"'],
  [{ size: 'huge' }, 'size: expected "small" or "large", got "huge"'],
  [{ kind: 4 }, 'kind: expected "parcel", got 4'],
  [{ fragile: 'yes' }, 'fragile: expected true or false, got "yes"'],
  [{ when: 'noon' }, 'when: expected a time in UTC, got "noon"'],
  [{ rate: 'cheap' }, 'rate: expected "free" or a whole number, got "cheap"'],
  [{ labels: { big: 'x' } }, 'labels.big: expected a whole number, got "x"'],
  [{ colour: 4 }, 'colour: expected a text or null, got 4'],
  [{ share: 1 }, 'share: expected a number from 0 to below 1, got 1'],
  [{ step: 7 }, 'step: expected a whole number in steps of 5, got 7'],
  [{ code: 'x'.repeat(99) }, `code: expected a text that matches /^[A-Z]{2}$/, got "${'x'.repeat(38)}…`],
  [{ code: 'a\n' }, 'code: expected a text that matches /^[A-Z]{2}$/, got "a\\n"'],
];

describe('what is wrong with an input', () => {
  it('is nothing, when it is valid', () => expect(described(valid, 'author')).toBe('valid'));

  it.each(cases)('%j names field, expectation and value', (wrong, text) => {
    expect(described({ ...valid, ...wrong }, 'author')).toBe(text);
  });

  it('that is no object at all says so', () => {
    expect(described([1], 'author')).toBe('expected an object, got a list of 1');
  });

  const manifold = { ...valid, weight: 0, code: '', pin: '', size: '', kind: '', colours: 1 };

  it('in many places is told of all of them to its author, who may have many', () => {
    expect(described(manifold, 'author')).toMatch(
      /^weight: .*; code: .*; pin: .*; size: .*; kind: .*; colours: unknown key, [^;]*$/,
    );
    const keys = Object.fromEntries([...Array(14).keys()].map((key) => [`key${key}`, key]));
    expect(described({ ...valid, ...keys }, 'author')).toMatch(/; key11: unknown key, [^;]*; and 2 more$/);
  });

  it('is told of three places to anybody else, and of the others their number', () => {
    expect(described(manifold, 'anybody')).toMatch(/^weight: .*; code: .*; pin: .*; and 3 more$/);
  });

  it('is told with the words of the schema, where it is of a library that cannot be looked into', () => {
    const issues = [{ path: ['a', 0], message: 'must be even' }];
    const refused = { schema: { safeParse: () => null }, value: { a: [3] } };
    expect(describeIssues(issues, { ...refused, reader: 'author' })).toBe('a.0: must be even, got 3');
    expect(describeIssues(issues, { ...refused, reader: 'anybody' })).toBe('a.0: must be even, got a number');
  });
});

describe('for anybody who reads a log', () => {
  it.each(cases)('%j names field and expectation, and no value', (wrong, text) => {
    const kind = /, got .*$/.exec(text) ? '' : text;
    const [field] = text.split(':');
    const told = described({ ...valid, ...wrong }, 'anybody');
    expect(told).toContain(field === 'labels.big' ? 'labels.*' : field === 'sender.tel' ? 'sender' : field);
    if (kind === '') expect(told).toContain(/expected .*(?=, got)/.exec(text)?.[0]);
    for (const leaf of leavesOf(wrong)) if (leaf.length > 2) expect(told).not.toContain(JSON.stringify(leaf));
  });

  it.each([
    ['value', { ...valid, code: CANARY }],
    ['key', { ...valid, [CANARY]: 1 }],
    ['key of a record', { ...valid, labels: { [CANARY]: 'x' } }],
    ['object', { ...valid, code: { [CANARY]: CANARY } }],
    ['list', { ...valid, sender: [CANARY] }],
    ['choice', { ...valid, size: CANARY }],
  ])('a %s stays in the dark', (_what, wrong) => {
    expect(described(wrong, 'author')).not.toBe('valid');
    expect(described(wrong, 'anybody')).not.toBe('valid');
    expect(described(wrong, 'anybody')).not.toContain('4111');
  });

  it('says of what kind it was', () => {
    expect(described({ ...valid, code: 4 }, 'anybody')).toBe(
      'code: expected a text that matches /^[A-Z]{2}$/, got a number',
    );
    expect(described({ ...valid, [CANARY]: 1, x: 2 }, 'anybody')).toMatch(
      /^2 unknown keys, expected one of sender, items, /,
    );
  });
});

const leavesOf = (value: unknown): readonly string[] =>
  typeof value === 'object' && value !== null
    ? Object.values(value).flatMap(leavesOf)
    : typeof value === 'string'
      ? [value]
      : [];
