import { SAGA_STATUSES, type SagaStatus, STEP_STATUSES } from '../../lib/saga';
import { fullest, type Variant, variantsOf } from '../every/variants';
import { project, type World } from '../every/world';
import { generated } from '../generated/world';
import { allCases, type Case, type Fault, FOR_GOOD } from '../matrix/cases';
import { differences, type Observed, rightAnswer } from '../matrix/check';
import { expectedOf } from '../matrix/expected';

const without = <Value>(record: Readonly<Record<string, Value>>, key: string): Record<string, Value> =>
  Object.fromEntries(Object.entries(record).filter(([name]) => name !== key));

const ENDS = [null, 'SagaCompensated', 'SagaCompensationFailed', 'SagaCompletionFailed', 'States.Runtime'];

/** Kinds of wrong answers: what may be there instead of what is right. */
const WRONG: Readonly<Record<string, (right: Observed) => readonly Observed[]>> = {
  'another status of the saga': (right) =>
    SAGA_STATUSES.filter((status) => status !== right.status).map((status) => ({ ...right, status })),
  'another end of the execution': (right) =>
    ENDS.filter((error) => error !== right.error).map((error) => ({ ...right, error })),
  'an effect that is gone, with its ledger item': (right) =>
    Object.keys(right.ledgers).map((step) => ({ ...right, ledgers: without(right.ledgers, step) })),
  'an effect that stayed, or was taken back': (right) =>
    Object.entries(right.ledgers).map(([step, state]) => ({
      ...right,
      ledgers: { ...right.ledgers, [step]: state === 'DONE' ? 'UNDONE' : 'DONE' },
    })),
  'an effect that nobody asked for': (right) =>
    Object.keys(right.steps)
      .filter((step) => !(step in right.ledgers))
      .map((step) => ({ ...right, ledgers: { ...right.ledgers, [step]: 'DONE' } })),
  'an effect that is under way for ever': (right) =>
    Object.keys(right.ledgers).map((step) => ({ ...right, ledgers: { ...right.ledgers, [step]: 'DOING' } })),
  'a dead letter that is not there': (right) =>
    right.deadLetters.map((letter) => ({
      ...right,
      deadLetters: right.deadLetters.filter((other) => other !== letter),
    })),
  'a dead letter that is there twice': (right) =>
    right.deadLetters.map((letter) => ({ ...right, deadLetters: [...right.deadLetters, letter] })),
  'a dead letter too many': (right) =>
    Object.keys(right.steps)
      .filter((step) => !right.deadLetters.includes(step))
      .map((step) => ({ ...right, deadLetters: [...right.deadLetters, step] })),
  'another status of a step': (right) =>
    Object.entries(right.steps).flatMap(([step, is]) =>
      STEP_STATUSES.filter((status) => status !== is).map((status) => ({
        ...right,
        steps: { ...right.steps, [step]: status },
      })),
    ),
  'a transition more or fewer': (right) =>
    [-1, 1].map((more) => ({ ...right, transitions: right.transitions + more })),
  'a compensation that was left out': (right) =>
    right.compensations.map((left) => ({
      ...right,
      compensations: right.compensations.filter((other) => other !== left),
    })),
  'a compensation too many': (right) => [
    ...right.compensations.map((again) => ({ ...right, compensations: [...right.compensations, again] })),
    { ...right, compensations: [...right.compensations, 'undo-what-nobody-did'] },
  ],
};

/** Of a group any order is right, so this one needs to know the definition. */
const firstToLast = (right: Observed, { variant }: Case): readonly Observed[] => {
  const elements = variant.definition.steps.filter((element) =>
    (element.kind === 'parallel' ? element.steps : [element]).some(
      ({ compensation }) => compensation && right.compensations.includes(compensation),
    ),
  );
  return elements.length < 2 ? [] : [{ ...right, compensations: right.compensations.toReversed() }];
};

interface Answered {
  readonly one: Case;
  readonly right: Observed;
}

/** Cases of each saga, one for each right answer that there is. */
const casesOf = async (world: World): Promise<readonly Answered[]> => {
  const found: Answered[] = [];
  for (const saga of Object.keys(world.sagas)) {
    const answers = allCases(await fullest(world, saga)).map((one) => ({ one, right: rightAnswer(one) }));
    found.push(...new Map(answers.map((answer) => [JSON.stringify(answer.right), answer])).values());
  }
  return found;
};

describe.each([
  ['the sagas of this project', project],
  ['the generated ones', generated],
] as const)('of %s', (_name, world) => {
  let cases: readonly Answered[];
  beforeAll(async () => {
    cases = await casesOf(world);
  });

  test('what is right is found right', () => {
    expect(cases.flatMap(({ one, right }) => differences(one, structuredClone(right)))).toEqual([]);
  });

  test.each([
    ...Object.entries(WRONG),
    ['compensations from the first to the last', firstToLast] as const,
  ])('%s is found', (_kind, wrong) => {
    let tried = 0;
    for (const { one, right } of cases) {
      for (const answer of wrong(right, one)) {
        tried++;
        if (differences(one, answer, right).length === 0)
          throw new Error(`${one.id}: ${JSON.stringify(answer)} passed`);
      }
    }
    expect(tried).toBeGreaterThan(0);
  });
});

/** The loan, by hand: what becomes of it when this goes wrong. */
const DONE_BEFORE_PAYING = ['check-credit', 'reserve-funds', 'appraise-home', 'sign-contract'];
const WORKED: readonly (readonly [
  example: string,
  faults: readonly string[],
  status: SagaStatus,
  error: string | null,
  done: readonly string[],
  undone: readonly string[],
  deadLetters: readonly string[],
])[] = [
  [
    'valid',
    [],
    'COMPLETED',
    null,
    [...DONE_BEFORE_PAYING, 'pay-out', 'register-lien', 'notify-applicant'],
    [],
    [],
  ],
  [
    'valid-bare',
    [],
    'COMPLETED',
    null,
    ['check-credit', 'reserve-funds', 'sign-contract', 'pay-out', 'notify-applicant'],
    [],
    [],
  ],
  ['valid', ['check-credit=business'], 'COMPENSATED', 'SagaCompensated', [], ['check-credit'], []],
  // A whole group is undone, asked for or not.
  [
    'valid-small',
    ['reserve-funds=timeout'],
    'COMPENSATED',
    'SagaCompensated',
    [],
    ['check-credit', 'reserve-funds', 'appraise-home'],
    [],
  ],
  ['valid', ['sign-contract=business'], 'COMPENSATED', 'SagaCompensated', [], DONE_BEFORE_PAYING, []],
  [
    'valid',
    ['sign-contract=business', 'release-funds=transient'],
    'COMPENSATION_FAILED',
    'SagaCompensationFailed',
    ['reserve-funds'],
    ['check-credit', 'appraise-home', 'sign-contract'],
    ['release-funds'],
  ],
  // Nothing behind a step that cannot be done is done before it.
  [
    'valid',
    ['pay-out=business'],
    'COMPLETION_FAILED',
    'SagaCompletionFailed',
    DONE_BEFORE_PAYING,
    [],
    ['pay-out', 'register-lien', 'notify-applicant'],
  ],
  [
    'valid-doubtful',
    ['pay-out=transient'],
    'COMPLETION_FAILED',
    'SagaCompletionFailed',
    DONE_BEFORE_PAYING,
    [],
    ['pay-out', 'register-lien', 'notify-applicant'],
  ],
  [
    'valid-doubtful',
    ['notify-applicant=transient'],
    'COMPLETION_FAILED',
    'SagaCompletionFailed',
    [...DONE_BEFORE_PAYING, 'pay-out'],
    [],
    ['notify-applicant'],
  ],
  // It was done, and only the answer got lost: the log knows.
  [
    'valid-doubtful',
    ['pay-out=crash-after'],
    'COMPLETED',
    'SagaCompletionFailed',
    [...DONE_BEFORE_PAYING, 'pay-out', 'notify-applicant'],
    [],
    [],
  ],
];

test.each(WORKED)('a loan, %s, %j: %s', async (example, faults, status, error, done, undone, deadLetters) => {
  const variant = (await variantsOf(generated, 'loan')).find(
    ({ name }) => name === `loan-${example}`,
  ) as Variant;
  const expected = expectedOf({
    id: example,
    variant,
    faults: faults.map((fault) => {
      const [command = '', kind = ''] = fault.split('=');
      return { command, kind: kind as Fault['kind'], times: FOR_GOOD };
    }),
  });
  expect(expected).toMatchObject({ status, error, deadLetters });
  expect(expected.ledgers).toEqual({
    ...Object.fromEntries(done.map((step) => [step, 'DONE'])),
    ...Object.fromEntries(undone.map((step) => [step, 'UNDONE'])),
  });
});
