import { matchesPattern, parseSchedule, targetInput } from '../../lib/local/events';

const EVENT = {
  source: 'aws.states',
  resources: ['a', 'b'],
  detail: { status: 'FAILED', error: 'SagaCompensated', count: 5, nested: { id: 'order-1' }, none: null },
};

describe('event patterns', () => {
  const cases: readonly (readonly [string, object, boolean])[] = [
    ['equal', { source: ['aws.states'] }, true],
    ['one of several', { source: ['x', 'aws.states'] }, true],
    ['unequal', { source: ['x'] }, false],
    ['nested', { detail: { nested: { id: ['order-1'] } } }, true],
    ['null', { detail: { none: [null] } }, true],
    ['null against absent', { detail: { absent: [null] } }, false],
    ['an array field', { resources: ['b'] }, true],
    ['prefix', { detail: { nested: { id: [{ prefix: 'order-' }] } } }, true],
    [
      'prefix, other case',
      { detail: { nested: { id: [{ prefix: { 'equals-ignore-case': 'ORDER' } }] } } },
      true,
    ],
    ['suffix', { detail: { nested: { id: [{ suffix: '-2' }] } } }, false],
    ['equals-ignore-case', { detail: { status: [{ 'equals-ignore-case': 'failed' }] } }, true],
    ['wildcard', { detail: { nested: { id: [{ wildcard: 'o*-1' }] } } }, true],
    ['anything-but, other', { detail: { error: [{ 'anything-but': ['x', 'y'] }] } }, true],
    ['anything-but, listed', { detail: { error: [{ 'anything-but': ['SagaCompensated'] }] } }, false],
    ['anything-but one value', { detail: { error: [{ 'anything-but': 'x' }] } }, true],
    ['anything-but a prefix', { detail: { error: [{ 'anything-but': { prefix: 'Saga' } }] } }, false],
    ['anything-but, absent', { detail: { absent: [{ 'anything-but': ['x'] }] } }, false],
    ['exists', { detail: { error: [{ exists: true }] } }, true],
    ['exists false', { detail: { absent: [{ exists: false }] } }, true],
    ['exists false in an absent object', { other: { absent: [{ exists: false }] } }, true],
    ['numeric range', { detail: { count: [{ numeric: ['>', 0, '<=', 5] }] } }, true],
    ['numeric, outside', { detail: { count: [{ numeric: ['>', 5] }] } }, false],
    ['numeric against text', { detail: { status: [{ numeric: ['>', 0] }] } }, false],
    [
      '$or, second branch',
      { detail: { $or: [{ status: ['ABORTED'] }, { status: ['FAILED'], error: [{ prefix: 'Saga' }] }] } },
      true,
    ],
    [
      '$or, no branch',
      {
        detail: {
          $or: [
            { status: ['ABORTED'] },
            { status: ['FAILED'], error: [{ 'anything-but': ['SagaCompensated'] }] },
          ],
        },
      },
      false,
    ],
    ['$or beside a field that differs', { source: ['x'], detail: { $or: [{ status: ['FAILED'] }] } }, false],
  ];

  test.each(cases)('%s', (_name, pattern, expected) => {
    expect(matchesPattern(pattern as never, EVENT)).toBe(expected);
  });

  test('an unknown filter is an error that names it', () => {
    expect(() => matchesPattern({ source: [{ cidr: '10.0.0.0/8' }] }, EVENT)).toThrow('"cidr"');
  });
});

describe('schedules', () => {
  const start = Date.parse('2026-11-24T10:00:30Z');
  const cases: readonly (readonly [string, string, string | undefined])[] = [
    ['rate(5 minutes)', '2026-11-24T10:00:30Z', '2026-11-24T10:05:30Z'],
    ['rate(1 hour)', '2026-11-24T11:30:00Z', '2026-11-24T12:00:30Z'],
    ['cron(0 12 * * ? *)', '2026-11-24T10:00:30Z', '2026-11-24T12:00:00Z'],
    ['cron(0 12 * * ? *)', '2026-11-24T12:00:00Z', '2026-11-25T12:00:00Z'],
    ['cron(0/15 * * * ? *)', '2026-11-24T10:16:00Z', '2026-11-24T10:30:00Z'],
    ['cron(0 9 ? * MON-FRI *)', '2026-11-27T10:00:00Z', '2026-11-30T09:00:00Z'],
    ['cron(0 0 L * ? *)', '2026-11-24T10:00:00Z', '2026-11-30T00:00:00Z'],
    ['cron(0 0 ? * 2#1 *)', '2026-11-24T10:00:00Z', '2026-12-07T00:00:00Z'],
    ['cron(0 0 ? * 6L *)', '2026-11-24T10:00:00Z', '2026-11-27T00:00:00Z'],
    ['cron(0 0 29 FEB ? *)', '2026-11-24T10:00:00Z', '2028-02-29T00:00:00Z'],
    ['cron(0 0 1 1 ? 2020)', '2026-11-24T10:00:00Z', undefined],
    ['at(2026-12-01T00:00:00)', '2026-11-24T10:00:00Z', '2026-12-01T00:00:00Z'],
    ['at(2026-12-01T00:00:00)', '2026-12-01T00:00:00Z', undefined],
  ];

  test.each(cases)('%s after %s', (expression, after, expected) => {
    const due = parseSchedule(expression, start)(Date.parse(after));
    expect(due).toBe(expected === undefined ? undefined : Date.parse(expected));
  });

  test.each([
    'rate(0 minutes)',
    'rate(5 weeks)',
    'cron(0 12 * *)',
    'cron(99 * * * ? *)',
    'every day',
  ])('%s is refused by name', (expression) => {
    expect(() => parseSchedule(expression, start)).toThrow(expression);
  });
});

describe('target input', () => {
  const arn = 'arn:aws:events:eu-west-1:000000000000:rule/dead';
  const cases: readonly (readonly [string, object, string])[] = [
    ['the whole event', {}, JSON.stringify(EVENT)],
    ['constant', { Input: '{"a":1}' }, '{"a":1}'],
    ['path', { InputPath: '$.detail.nested' }, '{"id":"order-1"}'],
    [
      'transformer, as CDK writes it',
      {
        InputTransformer: {
          InputPathsMap: { name: '$.detail.nested.id', count: '$.detail.count', whole: '$.detail.nested' },
          InputTemplate: '{"name":<name>,"count":<count>,"text":"id <name> of <count>","whole":<whole>}',
        },
      },
      '{"name":"order-1","count":5,"text":"id order-1 of 5","whole":{"id":"order-1"}}',
    ],
    [
      'transformer with predefined variables',
      { InputTransformer: { InputTemplate: '{"rule":<aws.events.rule-name>}' } },
      '{"rule":"dead"}',
    ],
    ['an array element', { InputPath: '$.resources[1]' }, '"b"'],
  ];

  test.each(cases)('%s', (_name, shape, expected) => {
    expect(targetInput(shape, EVENT, arn)).toBe(expected);
  });
});
