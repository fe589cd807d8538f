import fc from 'fast-check';
import {
  foldEvents,
  hasUnwindMark,
  loggedSteps,
  parallel,
  type SagaEvent,
  type SagaStatus,
  STEP_EVENTS,
  type StepStatus,
  stepRank,
} from '../../lib/saga';
import { done, sagaOf } from './definitions';
import { event, events, STEPS } from './events';

const sagaStatus = (words: string): SagaStatus => foldEvents(STEPS, events(words)).status;
const stepStatuses = (words: string): readonly StepStatus[] =>
  foldEvents(STEPS, events(words)).steps.map(({ status }) => status);
const stepStatus = (words: string): StepStatus | undefined =>
  stepStatuses(
    words
      .split(', ')
      .map((type) => `a ${type}`)
      .join(', '),
  )[0];

const DONE_A_B = 'a StepStarted, a StepSucceeded, b StepStarted, b StepSucceeded';

describe('a failure at the last of three steps', () => {
  const history = [
    'a StepStarted',
    'a StepSucceeded',
    'b StepStarted',
    'b StepSucceeded',
    'c StepStarted',
    'c AttemptFailed',
    'c StepFailed',
    'c CompensationStarted',
    'c CompensationSucceeded',
    'b CompensationStarted',
    'b CompensationSucceeded',
    'a CompensationStarted',
    'a CompensationSucceeded',
  ];
  const upTo = (last: string): string => history.slice(0, history.indexOf(last) + 1).join(', ');

  test('reads success, success, failed', () => {
    expect(stepStatuses(upTo('c StepFailed'))).toEqual(['SUCCEEDED', 'SUCCEEDED', 'FAILED', 'PENDING']);
  });

  test('then all are compensated', () => {
    expect(stepStatuses(history.join(', '))).toEqual([
      'COMPENSATED',
      'COMPENSATED',
      'COMPENSATED',
      'PENDING',
    ]);
  });

  test('the saga goes from running to compensating to compensated, and turns nowhere else', () => {
    const statuses = ['', ...history].map((_, index) => sagaStatus(history.slice(0, index).join(', ')));
    expect(statuses.filter((status, index) => status !== statuses[index - 1])).toEqual([
      'PENDING',
      'RUNNING',
      'COMPENSATING',
      'COMPENSATED',
    ]);
    expect(sagaStatus(upTo('c AttemptFailed'))).toBe('RUNNING');
    expect(sagaStatus(upTo('c StepFailed'))).toBe('COMPENSATING');
    expect(sagaStatus(upTo('b CompensationSucceeded'))).toBe('COMPENSATING');
  });
});

describe('a step', () => {
  test.each([
    ['StepStarted', 'RUNNING'],
    ['StepStarted, StepSucceeded', 'SUCCEEDED'],
    ['StepSucceeded', 'SUCCEEDED'],
    ['StepStarted, AttemptFailed', 'RUNNING'],
    ['AttemptFailed', 'PENDING'],
    ['StepStarted, AttemptFailed, AttemptFailed, StepSucceeded', 'SUCCEEDED'],
    ['StepFailed', 'FAILED'],
    ['StepSucceeded, StepFailed', 'FAILED'],
    ['StepStarted, StepParked', 'PARKED'],
    ['StepParked, StepSucceeded', 'SUCCEEDED'],
    ['StepFailed, CompensationStarted', 'COMPENSATING'],
    ['CompensationStarted, CompensationFailed', 'COMPENSATION_FAILED'],
    ['CompensationFailed, CompensationSucceeded', 'COMPENSATED'],
    ['CompensationFailed, CompensationResolved', 'COMPENSATED'],
    ['StepSkipped, CompensationStarted, CompensationSucceeded', 'SKIPPED'],
    ['StepFenced', 'PENDING'],
    ['CompensationSucceeded, StepStarted, StepSucceeded', 'COMPENSATED'],
  ] as const)('%s: %s', (words, expected) => expect(stepStatus(words)).toBe(expected));
});

describe('a saga that goes forward', () => {
  test.each([
    ['', 'PENDING'],
    ['a AttemptFailed', 'PENDING'],
    ['a StepStarted', 'RUNNING'],
    ['a StepSkipped', 'RUNNING'],
    [`${DONE_A_B}, c StepSucceeded`, 'RUNNING'],
    [`${DONE_A_B}, c StepSucceeded, d StepSucceeded`, 'COMPLETED'],
    [`a StepSucceeded, b StepSkipped, c StepSucceeded, d StepSucceeded`, 'COMPLETED'],
    [`a StepSucceeded, c StepSucceeded, d StepSucceeded`, 'RUNNING'],
    [`${DONE_A_B}, c StepSucceeded, d StepParked`, 'COMPLETION_FAILED'],
    [`${DONE_A_B}, c StepSucceeded, d StepParked, d StepSucceeded`, 'COMPLETED'],
  ] as const)('%s: %s', (words, expected) => expect(sagaStatus(words)).toBe(expected));
});

describe('without a mark by operations', () => {
  test.each([
    [
      'the failed step is undone, those before it are not yet',
      `${DONE_A_B}, c CompensationSucceeded`,
      'COMPENSATING',
    ],
    [
      'a step behind the failed one was never sent: it need not be undone',
      'a StepSucceeded, b StepFailed, b CompensationSucceeded, a CompensationSucceeded',
      'COMPENSATED',
    ],
    [
      'a step behind the last compensation that did start has to be undone',
      'a StepSucceeded, c StepStarted, b CompensationSucceeded, a CompensationSucceeded',
      'COMPENSATING',
    ],
    [
      'a step before the last compensation that is pending is not undone',
      'b CompensationSucceeded',
      'COMPENSATING',
    ],
    [
      'a skipped step counts as undone',
      'a StepSucceeded, b StepSkipped, c CompensationSucceeded, a CompensationSucceeded',
      'COMPENSATED',
    ],
    ['a step failed and nothing is undone yet', 'a StepFailed', 'COMPENSATING'],
    ['a step failed that has no compensation, and nothing is undone yet', 'd StepFailed', 'COMPENSATING'],
    [
      'one compensation is parked, all others are through',
      'b CompensationFailed, c CompensationSucceeded, a CompensationSucceeded',
      'COMPENSATION_FAILED',
    ],
    [
      'one compensation is parked, another still runs',
      'b CompensationFailed, c CompensationSucceeded, a CompensationStarted',
      'COMPENSATING',
    ],
    [
      'the parked one was redriven',
      'b CompensationFailed, b CompensationSucceeded, c CompensationSucceeded, a CompensationSucceeded',
      'COMPENSATED',
    ],
    [
      'an operator resolved the parked one',
      'b CompensationFailed, b CompensationResolved, c CompensationSucceeded, a CompensationSucceeded',
      'COMPENSATED',
    ],
    [
      'what the retriable step has done stays',
      'd StepSucceeded, c CompensationSucceeded, b CompensationSucceeded, a CompensationSucceeded',
      'PARTLY_COMPENSATED',
    ],
    [
      'of a retriable step that was begun, or parked, nothing stays',
      'd StepStarted, d StepParked, c CompensationSucceeded, b CompensationSucceeded, a CompensationSucceeded',
      'COMPENSATED',
    ],
  ] as const)('%s', (_, words, expected) => expect(sagaStatus(words)).toBe(expected));
});

test('where nothing that can be undone was asked for, a cancelled saga is over with its fences, not before', () => {
  const skipped = 'a StepSkipped, b StepSkipped, c StepSkipped, d StepStarted, CancelRequested';
  expect(sagaStatus(skipped)).toBe('COMPENSATING');
  expect(sagaStatus(`${skipped}, d StepFenced`)).toBe('COMPENSATED');
  expect(sagaStatus(`${skipped}, d StepSucceeded`)).toBe('PARTLY_COMPENSATED');
});

describe.each(['CancelRequested', 'UnwindStarted', 'd StepFenced'])('with the mark %s', (mark) => {
  test.each([
    ['nothing is undone yet', '', 'COMPENSATING'],
    ['a pending step is not undone: an orphan may still start it', 'a CompensationSucceeded', 'COMPENSATING'],
    [
      'all but the pivot are undone, and that never started',
      'a CompensationSucceeded, b CompensationSucceeded',
      'COMPENSATING',
    ],
    [
      'all are undone',
      'a CompensationSucceeded, b CompensationSucceeded, c CompensationSucceeded',
      'COMPENSATED',
    ],
    [
      'all are undone or skipped',
      'a CompensationSucceeded, b StepSkipped, c CompensationSucceeded',
      'COMPENSATED',
    ],
    [
      'one is parked',
      'a CompensationFailed, b CompensationSucceeded, c CompensationSucceeded',
      'COMPENSATION_FAILED',
    ],
    [
      'the saga had completed',
      'a StepSucceeded, b StepSucceeded, c StepSucceeded, d StepSucceeded',
      'COMPENSATING',
    ],
    [
      'the retriable step that was parked does not count',
      'd StepParked, a CompensationSucceeded, b CompensationSucceeded, c CompensationSucceeded',
      'COMPENSATED',
    ],
  ] as const)('%s', (_, words, expected) => {
    expect(sagaStatus(words === '' ? mark : `${words}, ${mark}`)).toBe(expected);
  });

  test('is seen', () => expect(hasUnwindMark(events(mark))).toBe(true));
});

test('no step event but StepFenced is a mark by operations', () => {
  const marks = Object.keys(STEP_EVENTS).filter((type) => hasUnwindMark(events(`a ${type}`)));
  expect(marks).toEqual(['StepFenced']);
});

test('a saga of retriable steps only, when it is unwound, has nothing to undo', () => {
  const retriable = STEPS.filter(({ type }) => type === 'retriable');
  expect(foldEvents(retriable, events('UnwindStarted, d StepFenced')).status).toBe('COMPENSATED');
});

describe('whatever the order and however often', () => {
  const all: readonly SagaEvent[] = [
    ...STEPS.flatMap(({ name }) => Object.keys(STEP_EVENTS).map((type) => event(`${name} ${type}`))),
    ...events('CancelRequested, UnwindStarted'),
  ];

  test('the same events give the same state', () => {
    fc.assert(
      fc.property(
        fc.subarray([...all]).chain((chosen) =>
          fc.record({
            chosen: fc.constant(chosen),
            shuffled: fc.shuffledSubarray(chosen, { minLength: chosen.length }),
            again: chosen.length > 0 ? fc.array(fc.constantFrom(...chosen)) : fc.constant([]),
          }),
        ),
        ({ chosen, shuffled, again }) => {
          expect(foldEvents(STEPS, [...again, ...shuffled])).toEqual(foldEvents(STEPS, chosen));
        },
      ),
      { numRuns: 1000 },
    );
  });

  test('every permutation of a short backward history gives the same state', () => {
    const short = events(
      'a StepSucceeded, b AttemptFailed, b StepFailed, b CompensationSucceeded, a CompensationFailed',
    );
    const expected = foldEvents(STEPS, short);
    expect(expected.status).toBe('COMPENSATION_FAILED');
    for (const order of permutations(short)) expect(foldEvents(STEPS, order)).toEqual(expected);
  });

  test('one more event never lowers the status of a step', () => {
    fc.assert(
      fc.property(fc.subarray([...all]), fc.constantFrom(...all), (before, more) => {
        const ranks = (of: readonly SagaEvent[]) =>
          foldEvents(STEPS, of).steps.map((step) => stepRank(step.status));
        const old = ranks(before);
        expect(ranks([...before, more]).every((rank, index) => rank >= (old[index] ?? 0))).toBe(true);
      }),
    );
  });

  test('a step that is skipped does not turn its saga forward again', () => {
    expect(sagaStatus('a CompensationStarted, a StepSkipped')).toBe('COMPENSATING');
    expect(sagaStatus('a CompensationSucceeded, a StepSkipped, b StepSucceeded')).toBe('COMPENSATING');
  });

  test('once backward, it stays backward', () => {
    const backward: readonly SagaStatus[] = [
      'COMPENSATING',
      'COMPENSATION_FAILED',
      'COMPENSATED',
      'PARTLY_COMPENSATED',
    ];
    fc.assert(
      fc.property(fc.subarray([...all]), fc.subarray([...all]), (before, more) => {
        fc.pre(backward.includes(foldEvents(STEPS, before).status));
        expect(backward).toContain(foldEvents(STEPS, [...before, ...more]).status);
      }),
    );
  });
});

const permutations = <T>(items: readonly T[]): readonly (readonly T[])[] =>
  items.length <= 1
    ? [items]
    : items.flatMap((item, index) => permutations(items.toSpliced(index, 1)).map((rest) => [item, ...rest]));

describe('a group that failed', () => {
  const steps = loggedSteps(sagaOf([done('z'), parallel([done('a'), done('b')]), done('c')]));
  const statusOf = (words: string) => foldEvents(steps, events(words)).status;
  const before = 'z StepStarted, z StepSucceeded, a StepStarted, a StepFailed';
  const undone = (step: string) => `${step} CompensationStarted, ${step} CompensationSucceeded`;

  test.each([
    ['a branch of which nothing is known', `${before}, ${undone('a')}, ${undone('z')}`],
    ['the branch that failed', `${before}, ${undone('b')}, ${undone('z')}`],
  ])('is not undone without %s: its command may be still in its queue', (_what, words) => {
    expect(statusOf(words)).toBe('COMPENSATING');
  });

  test('is undone with all its branches, and what lies behind it was never sent', () => {
    expect(statusOf(`${before}, ${undone('a')}, ${undone('b')}, ${undone('z')}`)).toBe('COMPENSATED');
    expect(statusOf(`${before}, ${undone('a')}, b StepSkipped, ${undone('z')}`)).toBe('COMPENSATED');
  });
});
