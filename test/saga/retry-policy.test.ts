import {
  actionRetry,
  longestDelay,
  longestDelays,
  longestRunSeconds,
  mostAttempts,
  PERSISTENT,
  parallel,
  RETRY_SCHEDULE,
  type RetryRule,
  type SagaStep,
  step,
} from '../../lib/saga';
import { done, sagaOf, told } from './definitions';

/** Retries that the first matching rule allows; `States.ALL` matches all but what it is documented not to. */
const retriesOn = (rules: readonly RetryRule[], error: string): number =>
  rules.find((rule) => rule.errorEquals.includes(error) || rule.errorEquals.includes('States.ALL'))
    ?.maxAttempts ?? 0;

const forward = step('a', { by: 'x', compensation: 'undo-a' });
const retriable = step('a', { by: 'x' });
const queued = step('a', { by: 'x', compensation: 'undo-a', via: 'queue' });
const queuedRetriable = step('a', { by: 'x', via: 'queue' });

describe('retries after an error', () => {
  const table: readonly (readonly [string, SagaStep, Readonly<Record<string, number>>])[] = [
    [
      'of a step up to the pivot',
      forward,
      {
        BusinessError: 0,
        'States.DataLimitExceeded': 0,
        'States.QueryEvaluationError': 0,
        'Lambda.TooManyRequestsException': 8,
        TransientError: 4,
        'States.Timeout': 4,
        'Lambda.SdkClientException': 4,
        'Runtime.ExitError': 4,
      },
    ],
    [
      'of a retriable step',
      retriable,
      { BusinessError: 0, 'Lambda.TooManyRequestsException': 8, TransientError: 8, 'States.Timeout': 8 },
    ],
    ...([queued, queuedRetriable] as const).map(
      (queue) =>
        [
          `of a ${queue.compensation ? 'compensatable' : 'retriable'} queue step`,
          queue,
          {
            BusinessError: 0,
            TransientError: 0,
            'States.Timeout': 0,
            'States.HeartbeatTimeout': 0,
            'States.DataLimitExceeded': 0,
            'States.QueryEvaluationError': 0,
            'SQS.SdkClientException': 4,
            'SQS.AmazonSQSException': 4,
          },
        ] as const,
    ),
  ];
  const cases = table.flatMap(([what, of, errors]) =>
    Object.entries(errors).map(([error, retries]) => ({ what, of, error, retries })),
  );
  test.each(cases)('$what: $error $retries', ({ of, error, retries }) => {
    expect(retriesOn(actionRetry(of), error)).toBe(retries);
  });

  test.each([
    ['BusinessError', 0],
    ['TransientError', 8],
    ['States.Timeout', 8],
    ['Lambda.TooManyRequestsException', 8],
  ])('of compensations, parks and fences: %s %d', (error, retries) => {
    expect(retriesOn(PERSISTENT, error)).toBe(retries);
  });
});

test('delays: 2, 4, 8, 16, 32, then 60 seconds, with full jitter', () => {
  expect([1, 2, 3, 4, 5, 6, 7, 8].map(longestDelay)).toEqual([2, 4, 8, 16, 32, 60, 60, 60]);
  expect(RETRY_SCHEDULE.jitterStrategy).toBe('FULL');
});

test('all delays and all attempts of the rules together', () => {
  // 2 + 4 + 8 + 16 + 32 + 60 + 60 + 60 = 242 for eight retries, 2 + 4 + 8 + 16 = 30 for four.
  expect(longestDelays(PERSISTENT)).toBe(242);
  expect(longestDelays(actionRetry(forward))).toBe(242 + 30);
  expect(mostAttempts(PERSISTENT)).toBe(9);
  expect(mostAttempts(actionRetry(forward))).toBe(1 + 8 + 4);
});

describe('the longest run', () => {
  // A compensation or a park: 9 attempts of 30 s and 242 s of delays.
  const persistent = 9 * 30 + 242;
  // A forward step: 13 attempts of its timeout and 272 s of delays.
  const action = (timeout: number) => 13 * timeout + 272;

  test.each([
    [
      'one compensatable step: its attempts, then its undo and its park',
      [done('a')],
      action(30) + 2 * persistent,
    ],
    ['one retriable step: its attempts, then its park', [told('x')], 9 * 30 + 242 + persistent],
    ['a step with a longer timeout', [done('a', { timeout: { minutes: 2 } })], action(120) + 2 * persistent],
    [
      'a queue step waits once; only its send is retried',
      [done('a', { via: 'queue', timeout: { minutes: 30 } })],
      1800 + 30 + 2 * persistent,
    ],
    [
      'a group is as slow as its slowest branch',
      [
        parallel([done('a', { timeout: { seconds: 40 } }), done('b', { timeout: { seconds: 90 } })]),
        told('x'),
      ],
      action(90) + (9 * 30 + 242) + 2 * persistent,
    ],
    [
      'with many retriable steps, parking all of them takes longer than undoing',
      [done('a'), told('x'), told('y'), told('z')],
      action(30) + 3 * (9 * 30 + 242) + 4 * persistent,
    ],
  ] as const)('%s', (_, steps, expected) => expect(longestRunSeconds(sagaOf(steps))).toBe(expected));
});
