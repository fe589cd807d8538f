import {
  commandNames,
  compensatableElements,
  conditionalStepsRightBefore,
  deadlineOf,
  eventKey,
  flatSteps,
  isOver,
  ledgerKey,
  loggedSteps,
  parallel,
  participantNames,
  SAGA_STATUSES,
  STEP_STATUSES,
  sagaKey,
  sagaRank,
  stepRank,
  stepType,
  toSeconds,
} from '../../lib/saga';
import { done, SHAPES, sagaOf, told } from './definitions';
import { event } from './events';

const trip = sagaOf([
  done('hotel'),
  done('car', { when: '$input.car' }),
  done('train', { when: '$input.train' }),
  parallel([done('insurance', { when: '$input.insurance' }), done('flight')]),
  told('mail'),
]);

describe('the pivot is the last element with a compensation', () => {
  test.each([
    ['hotel', 'compensatable'],
    ['car', 'compensatable'],
    ['insurance', 'pivot'],
    ['flight', 'pivot'],
    ['mail', 'retriable'],
  ] as const)('%s: %s', (name, expected) => expect(stepType(trip, name)).toBe(expected));

  test.each(
    Object.entries(SHAPES),
  )('%s: first those before it, then it, then retriable ones', (_, definition) => {
    const order = ['compensatable', 'pivot', 'retriable'];
    const ranks = flatSteps(definition).map((step) => order.indexOf(stepType(definition, step.name)));
    expect(ranks).toEqual(ranks.toSorted());
    expect(ranks.includes(1)).toBe(compensatableElements(definition).length > 0);
  });
});

describe('who can first say that a step was skipped', () => {
  test.each([
    ['hotel', []],
    ['car', []],
    ['train', ['car']],
    ['insurance', ['car', 'train']],
    ['flight', ['car', 'train']],
    ['mail', ['insurance']],
  ] as const)('%s says it of %j', (name, expected) => {
    expect(conditionalStepsRightBefore(trip, name).map((step) => step.name)).toEqual(expected);
  });
});

test('names of commands and participants', () => {
  expect(commandNames(sagaOf([done('a'), told('x')]))).toEqual(['a', 'undo-a', 'x']);
  expect(
    participantNames(sagaOf([done('a', { by: 'p' }), done('b', { by: 'q' }), told('x', { by: 'p' })])),
  ).toEqual(['p', 'q']);
});

test('the log keeps of each step what it takes to read a saga without its code', () => {
  expect(loggedSteps(sagaOf([done('a'), told('x')]))).toEqual([
    { name: 'a', by: 'a-service', type: 'pivot', compensation: 'undo-a' },
    { name: 'x', by: 'x-service', type: 'retriable' },
  ]);
});

test('keys: of an event by step, type, runner and attempt; of a ledger item never by attempt', () => {
  expect(eventKey(event('a StepStarted'))).toBe('a#StepStarted#main#1');
  expect(eventKey({ ...event('UnwindStarted'), runner: 'u2' })).toBe('#UnwindStarted#u2#1');
  expect(ledgerKey({ name: 'order', id: '4711' }, 'process-payment')).toBe('order/4711/process-payment');
  expect(sagaKey({ name: 'order', id: '4711' })).toBe('order/4711');
});

test('the deadline counts from the start', () => {
  const saga = { name: 'a', id: '1', version: 1, startTime: '2026-01-01T00:00:00.000Z', deadlineSeconds: 90 };
  expect(new Date(deadlineOf(saga)).toISOString()).toBe('2026-01-01T00:01:30.000Z');
});

test('ranks rise in the order of the lists; only three statuses are the end', () => {
  expect(STEP_STATUSES.map(stepRank)).toEqual(STEP_STATUSES.map((_, index) => index));
  expect(SAGA_STATUSES.map(sagaRank)).toEqual(SAGA_STATUSES.map((_, index) => index));
  expect(SAGA_STATUSES.filter(isOver)).toEqual(['COMPLETED', 'COMPENSATED', 'PARTLY_COMPENSATED']);
});

test('the parts of a duration add up to whole seconds', () => {
  expect(toSeconds({ days: 1, hours: 1, minutes: 1, seconds: 1.4 })).toBe(86_400 + 3_600 + 60 + 1);
  expect(toSeconds({})).toBe(0);
});
