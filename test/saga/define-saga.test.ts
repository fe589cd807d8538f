import {
  defineSaga,
  exists,
  fieldsOf,
  type InputSchema,
  isOneOf,
  lessThan,
  not,
  parallel,
  resultOf,
  type SagaElement,
  SagaError,
  step,
} from '../../lib/saga';
import { anyInput, SHAPES } from './definitions';

const ok = step('reserve', { by: 'hotels', compensation: 'cancel' });
const last = step('confirm', { by: 'mail' });

/** An input with one field of that name. */
const named = <Name extends string>(_name: Name) => anyInput as InputSchema<Record<Name, boolean>>;

const amounts = anyInput as InputSchema<{ readonly amount: number }>;

const define = (
  steps: readonly SagaElement[],
  rest: {
    name?: string;
    version?: number;
    deadline?: { hours?: number; seconds?: number; days?: number };
    cancellable?: string;
    cancelable?: string;
  } = {},
) => {
  try {
    return defineSaga({
      name: 'trip',
      version: 1,
      deadline: { hours: 1 },
      input: anyInput,
      ...(rest as object),
      steps,
    });
  } catch (error) {
    return error as SagaError;
  }
};

const messageOf = (result: ReturnType<typeof define>): string => {
  if (!(result instanceof SagaError)) throw new Error('the definition was accepted');
  expect(result.code).toBe('InvalidDefinition');
  return result.message;
};

const longest = `a${'b'.repeat(63)}`;

describe('is refused, with the name and the remedy:', () => {
  const rejections: readonly (readonly [
    what: string,
    steps: readonly SagaElement[],
    named: string,
    remedy: string,
  ])[] = [
    ['no step at all', [], "saga 'trip'", 'add at least one step'],
    [
      'a compensation after a step without one',
      [last, ok],
      "step 'confirm' has no compensation but comes before 'reserve'",
      "give it one (undoFromLedger is its handler, also where there is nothing to give back), or move it behind 'reserve'",
    ],
    [
      'a transport that there is not',
      [step('a', { by: 'x', via: 'mail' as never })],
      "step 'a': via is 'mail'",
      "use one of 'lambda', 'queue'",
    ],
    [
      'the same step twice',
      [ok, step('reserve', { by: 'x' })],
      "command 'reserve' appears twice",
      'its own name',
    ],
    [
      'a compensation that is called like a step',
      [ok, step('book', { by: 'x', compensation: 'reserve' })],
      "command 'reserve' appears twice",
      'its own name',
    ],
    [
      'the same compensation twice',
      [ok, step('book', { by: 'x', compensation: 'cancel' })],
      "command 'cancel' appears twice",
      'its own name',
    ],
    [
      'a step name over 64 characters',
      [step(`${longest}c`, { by: 'x' })],
      `'${longest}c' has 65 characters`,
      'use at most 64',
    ],
    [
      'a compensation name over 64 characters',
      [step('a', { by: 'x', compensation: `${longest}c` })],
      `'${longest}c' has 65 characters`,
      'use at most 64',
    ],
    [
      'a participant name over 64 characters',
      [step('a', { by: `${longest}c` })],
      `'${longest}c' has 65 characters`,
      'use at most 64',
    ],
    [
      'a name in camel case',
      [step('bookFlight', { by: 'x' })],
      "'bookFlight' is not kebab-case",
      'lower-case',
    ],
    [
      'a name with a space',
      [step('book flight', { by: 'x' })],
      "'book flight' is not kebab-case",
      'lower-case',
    ],
    ['a name that ends in a dash', [step('book-', { by: 'x' })], "'book-' is not kebab-case", 'lower-case'],
    [
      'a timeout that is only as long as function and margin',
      [step('a', { by: 'x', timeout: { seconds: 25 } })],
      "step 'a' times out after 25 s",
      'more than 25 s',
    ],
    [
      'a queue timeout that is too short',
      [step('a', { by: 'x', via: 'queue', timeout: { seconds: 10 } })],
      "step 'a' times out after 10 s",
      'more than 25 s',
    ],
    [
      'a short timeout in a group',
      [parallel([ok, step('a', { by: 'x', compensation: 'undo-a', timeout: { seconds: 5 } })]), last],
      "step 'a' times out after 5 s",
      'more than 25 s',
    ],
    [
      'a heartbeat without a queue',
      [step('a', { by: 'x', heartbeat: { seconds: 10 } })],
      "step 'a' has a heartbeat but no queue",
      "add via: 'queue'",
    ],
    [
      'a heartbeat as long as the timeout',
      [step('a', { by: 'x', via: 'queue', timeout: { seconds: 60 }, heartbeat: { seconds: 60 } })],
      "step 'a' has a heartbeat of 60 s",
      'less than its timeout',
    ],
    [
      'a heartbeat of no length',
      [step('a', { by: 'x', via: 'queue', heartbeat: {} })],
      "step 'a' has a heartbeat of 0 s",
      'less than its timeout',
    ],
    [
      'a conditional last step',
      [ok, step('a', { by: 'x', when: '$input.a' })],
      "the last step 'a' is conditional",
      'end with an unconditional step',
    ],
    [
      'a condition on a name that every object has',
      [step('a', { by: 'x', when: exists(fieldsOf(named('constructor')).constructor) }), last],
      "the condition of step 'a' asks input.constructor",
      'rename it',
    ],
    [
      'a condition on a step of a name that every object has',
      [
        step('constructor', { by: 'x', compensation: 'undo' }),
        step('a', { by: 'x', when: exists(resultOf(step('constructor', { by: 'x' }))) }),
        last,
      ],
      "the condition of step 'a' asks results.constructor",
      'rename it',
    ],
    ...[Number.NaN, Number.POSITIVE_INFINITY].flatMap((limit) => [
      [
        `a condition that compares with ${limit}`,
        [step('a', { by: 'x', when: not(lessThan(fieldsOf(amounts).amount, limit)) }), last],
        `the condition of step 'a' compares with ${limit}`,
        'use a finite number',
      ] as const,
      [
        `a condition that looks for ${limit}`,
        [step('a', { by: 'x', when: isOneOf(fieldsOf(amounts).amount, [1, limit]) }), last],
        `the condition of step 'a' compares with ${limit}`,
        'use a finite number',
      ] as const,
    ]),
    [
      'a condition on a name that cannot be quoted',
      [step('a', { by: 'x', when: exists(fieldsOf(named('a`b'))['a`b']) }), last],
      "the condition of step 'a' asks input.a`b",
      'rename it',
    ],
    [
      'a group at the end',
      [
        ok,
        parallel([
          step('a', { by: 'x', compensation: 'undo-a' }),
          step('b', { by: 'x', compensation: 'undo-b' }),
        ]),
      ],
      "the last element is a parallel group ('a', 'b')",
      'end with one unconditional step',
    ],
    [
      'a group of one',
      [parallel([ok]), last],
      "the parallel group 'reserve' has fewer than two",
      'use the step alone',
    ],
    [
      'a step without compensation in a group',
      [parallel([ok, step('a', { by: 'x' })]), last],
      "step 'a' in a parallel group has no compensation",
      'move it behind the group',
    ],
    [
      'a step whose state is the park of another',
      [step('park-cancel', { by: 'x', compensation: 'b' }), ok],
      "command 'park-cancel' and the park of 'cancel' would both be the state 'ParkCancel'",
      'rename one',
    ],
    [
      'a step whose state is the fence of another',
      [step('fence-confirm', { by: 'x', compensation: 'b' }), last],
      "command 'fence-confirm' and the fence of 'confirm' would both be the state 'FenceConfirm'",
      'rename one',
    ],
    [
      'two names that differ only by a dash before a digit',
      [step('leg-1a', { by: 'x' }), step('leg1a', { by: 'x' }), step('leg-1-a', { by: 'x' })],
      "command 'leg-1a' and command 'leg1a' would both be the state",
      'rename one',
    ],
    [
      'a step that is called like the end of every saga',
      [step('saga-not-completed', { by: 'x' })],
      "command 'saga-not-completed' would both be the state 'SagaNotCompleted'",
      'rename one',
    ],
  ];

  test.each(rejections)('%s', (_, steps, named, remedy) => {
    const message = messageOf(define(steps));
    expect(message).toContain(named);
    expect(message).toContain(remedy);
  });

  test.each([
    ['a saga name that is not kebab-case', { name: 'My Trip' }, "'My Trip' is not kebab-case"],
    ['the name of counters', { name: 'counter' }, "a saga named 'counter' would have the keys of counters"],
    [
      'that of their log',
      { name: 'counter-log' },
      "a saga named 'counter-log' would have the keys of counters",
    ],
    [
      'a way of cancelling that there is not',
      { cancellable: 'sometimes' },
      "cancellable is 'sometimes': use one of 'always', 'until-pivot', 'never'",
    ],
    [
      'an option that is misspelt',
      { cancelable: 'never' },
      "there is no option 'cancelable': did you mean 'cancellable'?",
    ],
    ['version 0', { version: 0 }, 'its version is 0: use a whole number from 1'],
    ['version 1.5', { version: 1.5 }, 'its version is 1.5'],
    [
      'a deadline under a minute',
      { deadline: { seconds: 59 } },
      'its deadline is 59 s: use between a minute',
    ],
    ['a deadline over a year', { deadline: { days: 366 } }, '365 days'],
  ])('%s', (_, rest, expected) => {
    expect(messageOf(define([last], rest))).toContain(expected);
  });
});

describe('one mistake is told once:', () => {
  const told = (steps: readonly SagaElement[]) => messageOf(define(steps)).split('; ');
  const book = step('book', { by: 'x', compensation: 'unbook' });
  const group = parallel([book, step('rent', { by: 'x', compensation: 'unrent' })]);

  test.each([
    ['a step without a compensation before several that have one', [last, ok, group, step('z', { by: 'x' })]],
    ['several before one that has one', [step('a', { by: 'x' }), step('b', { by: 'x' }), ok, last]],
    ['a group of none', [ok, parallel([]), last]],
    ['a step without a compensation in a group', [parallel([ok, step('a', { by: 'x' })]), book, last]],
  ] as const)('%s', (_, steps) => expect(told(steps)).toEqual([expect.any(String)]));

  test('names all steps that are too early, and where they may go', () => {
    expect(told([step('a', { by: 'x' }), ok, step('b', { by: 'x' }), group, last])).toEqual([
      expect.stringMatching(
        /step 'a', 'b' have no compensation but come before 'reserve': .*, or move them behind 'book', 'rent'$/,
      ),
    ]);
  });
});

describe('a step is refused with', () => {
  test.each([
    [
      'an option that is misspelt',
      { by: 'x', wen: 'true' },
      "there is no option 'wen': did you mean 'when'?",
    ],
    ['nobody to do it', {}, "it names nobody to do it: add by: '…'"],
  ])('%s', (_, options, finding) => {
    expect(() => step('a', options as never)).toThrow(
      expect.objectContaining({ code: 'InvalidDefinition', message: `step 'a' is not valid: ${finding}` }),
    );
  });
});

test('all that is wrong is said at once', () => {
  const message = messageOf(
    define([last, ok, step('late', { by: 'x', when: 'true', timeout: { seconds: 1 } })], { version: 0 }),
  );
  expect(message.split('; ')).toHaveLength(4);
});

describe('is accepted:', () => {
  test.each([
    [
      'a step timeout one second longer than function and margin',
      [step('a', { by: 'x', timeout: { seconds: 26 } })],
    ],
    ['names of exactly 64 characters', [step(longest, { by: longest })]],
    [
      'a group of two before the last step',
      [parallel([ok, step('a', { by: 'x', compensation: 'b' })]), last],
    ],
    ['the same participant in all steps', [ok, step('confirm', { by: 'hotels' })]],
    ['a park prefix that meets nothing', [step('park-car', { by: 'x', compensation: 'fetch-car' }), last]],
  ] as const)('%s', (_, steps) => {
    expect(define(steps)).not.toBeInstanceOf(Error);
  });

  test.each(Object.keys(SHAPES))('%s', (name) => expect(SHAPES[name]?.steps.length).toBeGreaterThan(0));
});

test('defaults: 30 seconds for a Lambda step, 30 minutes for a queue step, no heartbeat', () => {
  expect(step('a', { by: 'x' })).toEqual({
    kind: 'step',
    name: 'a',
    by: 'x',
    compensation: undefined,
    via: 'lambda',
    timeoutSeconds: 30,
  });
  expect(step('a', { by: 'x', via: 'queue' }).timeoutSeconds).toBe(1800);
});
