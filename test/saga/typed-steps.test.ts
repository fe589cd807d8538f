import * as z from 'zod/mini';
import { type Handlers, participant, undoFromLedger } from '../../lib/runtime';
import {
  allOf,
  atLeast,
  countOf,
  defineSaga,
  equals,
  exists,
  fieldsOf,
  greaterThan,
  isOneOf,
  isTrue,
  parallel,
  resultOf,
  step,
} from '../../lib/saga';

const Loan = z.strictObject({
  amount: z.int(),
  purpose: z.enum(['house', 'car']),
  applicant: z.strictObject({ name: z.string(), employed: z.optional(z.boolean()) }),
  sureties: z.array(z.string()),
});
const Credit = z.strictObject({ score: z.int() });
const asked = fieldsOf(Loan);
const check = step('check-credit', { by: 'bank', compensation: 'forget-credit', result: Credit });
const loan = defineSaga({
  name: 'loan',
  version: 1,
  deadline: { hours: 1 },
  input: Loan,
  steps: [
    check,
    parallel([
      step('appraise', {
        by: 'bank',
        compensation: 'drop-appraisal',
        when: greaterThan(asked.amount, 50_000),
        result: z.strictObject({ value: z.int() }),
      }),
      step('reserve', { by: 'bank', compensation: 'release' }),
    ]),
    step('pay-out', { by: 'bank' }),
  ],
});

describe('a condition that cannot hold what it says does not compile', () => {
  test('misspelt fields, other types, other words', () => {
    // @ts-expect-error no such field
    expect(() => exists(asked.ammount)).not.toThrow();
    // @ts-expect-error no such field, further down
    expect(() => isTrue(asked.applicant.empolyed)).not.toThrow();
    // @ts-expect-error a text is not ordered beside a number
    expect(() => greaterThan(asked.applicant.name, 5)).not.toThrow();
    // @ts-expect-error a number is not true
    expect(() => isTrue(asked.amount)).not.toThrow();
    // @ts-expect-error none of its words
    expect(() => equals(asked.purpose, 'boat')).not.toThrow();
    // @ts-expect-error none of its words
    expect(() => isOneOf(asked.purpose, ['house', 'boat'])).not.toThrow();
    // @ts-expect-error an element of a list is not one field
    expect(() => exists(asked.sureties.name)).not.toThrow();
    // @ts-expect-error the result has no such field
    expect(() => greaterThan(resultOf(check).scoer, 600)).not.toThrow();
  });

  test('what is meant becomes data', () => {
    expect(
      allOf(
        greaterThan(asked.amount, 50_000),
        isTrue(asked.applicant.employed),
        atLeast(countOf(asked.sureties), 2),
        equals(asked.purpose, 'house'),
        greaterThan(resultOf(check).score, 600),
      ),
    ).toEqual({
      kind: 'all',
      conditions: [
        {
          kind: 'compare',
          left: { kind: 'input', path: ['amount'] },
          comparison: '>',
          right: { kind: 'literal', value: 50_000 },
        },
        { kind: 'is-true', value: { kind: 'input', path: ['applicant', 'employed'] } },
        {
          kind: 'compare',
          left: { kind: 'count', list: { kind: 'input', path: ['sureties'] } },
          comparison: '>=',
          right: { kind: 'literal', value: 2 },
        },
        {
          kind: 'compare',
          left: { kind: 'input', path: ['purpose'] },
          comparison: '=',
          right: { kind: 'literal', value: 'house' },
        },
        {
          kind: 'compare',
          left: { kind: 'result', step: 'check-credit', path: ['score'] },
          comparison: '>',
          right: { kind: 'literal', value: 600 },
        },
      ],
    });
  });
});

describe('results are typed by the schemas of their steps', () => {
  type Bank = Handlers<typeof loan, 'bank'>;
  const rest = {
    'forget-credit': undoFromLedger,
    'drop-appraisal': undoFromLedger,
    release: undoFromLedger,
    reserve: () => ({ result: { any: 'thing' } }),
  } satisfies Partial<Bank>;

  test('a handler reads them without a cast; one of a conditional step may be missing', () => {
    const handlers: Bank = {
      ...rest,
      'check-credit': () => ({ result: { score: 700 } }),
      appraise: ({ results }) => ({ result: { value: results['check-credit'].score } }),
      'pay-out': ({ results }) => ({ result: results.appraise?.value ?? results['check-credit'].score }),
    };
    expect(() => participant(loan, 'bank', handlers)).not.toThrow();
  });

  test('a misspelt step, a field that is not there, a later step, a missing result do not compile', () => {
    const handlers: Bank = {
      ...rest,
      // @ts-expect-error its result has a score
      'check-credit': () => ({ result: { points: 700 } }),
      // @ts-expect-error its neighbour in the group has no result yet
      appraise: ({ results }) => ({ result: { value: Number(results.reserve) } }),
      // @ts-expect-error it may have been skipped
      'pay-out': ({ results }) => ({ result: results.appraise.value }),
    };
    const misspelt: Pick<Bank, 'pay-out'> = {
      // @ts-expect-error no such step
      'pay-out': ({ results }) => ({ result: results['check-credits'] }),
    };
    expect([handlers, misspelt]).toHaveLength(2);
  });
});
