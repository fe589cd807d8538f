import * as z from 'zod/mini';
import {
  allOf,
  defineSaga,
  fieldsOf,
  greaterThan,
  isTrue,
  parallel,
  resultOf,
  type SagaDefinition,
  step,
} from '../../lib/saga';
import { Scored, wishesFor } from './definition';

const STEPS = [
  'check-credit',
  'reserve-funds',
  'appraise-home',
  'sign-contract',
  'pay-out',
  'register-lien',
  'notify-applicant',
];

const LoanRequest = z.strictObject({
  applicant: z.strictObject({ name: z.string(), isEmployed: z.boolean() }),
  /** Cents. */
  amount: z.int(),
  ...wishesFor(STEPS),
});

const asked = fieldsOf(LoanRequest);
const HIGH_AMOUNT = 50_000;

const checkCredit = step('check-credit', {
  by: 'credit',
  compensation: 'forget-credit',
  result: Scored,
});

/**
 * A loan as somebody might write it: a check, two steps side by side of which one is conditional and sent by queue, a
 * signature as the pivot, and three steps behind it of which one is conditional.
 */
export const loanSaga: SagaDefinition = defineSaga({
  name: 'loan',
  version: 1,
  deadline: { days: 3 },
  input: LoanRequest,
  steps: [
    checkCredit,
    parallel([
      step('reserve-funds', { by: 'treasury', compensation: 'release-funds', result: Scored }),
      step('appraise-home', {
        by: 'appraisers',
        compensation: 'withdraw-appraisal',
        via: 'queue',
        timeout: { hours: 2 },
        when: greaterThan(asked.amount, HIGH_AMOUNT),
        result: Scored,
      }),
    ]),
    step('sign-contract', { by: 'contracts', compensation: 'void-contract', result: Scored }),
    step('pay-out', { by: 'treasury', result: Scored }),
    step('register-lien', {
      by: 'contracts',
      when: allOf(greaterThan(resultOf(checkCredit).score, 600), isTrue(asked.applicant.isEmployed)),
      result: Scored,
    }),
    step('notify-applicant', { by: 'contracts', result: Scored }),
  ],
});

const ada = { name: 'Ada', isEmployed: true };

/** Name → input. */
export const loanExamples: Readonly<Record<string, unknown>> = {
  valid: { applicant: ada, amount: 90_000, scores: { checkCredit: 700 } },
  'valid-small': { applicant: ada, amount: 9_000, scores: { checkCredit: 700 } },
  'valid-doubtful': { applicant: ada, amount: 90_000, scores: { checkCredit: 600 } },
  'valid-bare': { applicant: { ...ada, isEmployed: false }, amount: 50_000 },
  'reserve-funds-refused': { applicant: ada, amount: 90_000, refused: 'reserve-funds' },
};
