import type { Execution } from '../../lib/engine';
import { bench, machine, START, task } from './harness';

const INPUT = {
  n: 7,
  at: '2026-01-01T00:01:00Z',
  error: 'Busy',
  cause: 'try again',
  one: 1,
  share: 34,
  none: 0,
  items: [1, 2, 3],
};

const run = (state: object, services: Parameters<typeof bench>[0] = {}): Promise<Execution> =>
  bench(services, fractions()).run({ ...machine({ S: state }), QueryLanguage: 'JSONPath' }, INPUT);

/** Child executions are named by chance: each has its own. */
const fractions = (): (() => number) => {
  let drawn = 0;
  return () => {
    drawn = (drawn + 0.137) % 1;
    return drawn;
  };
};

/** In seconds since the start. */
const endOf = (execution: Execution): number => (Number(execution.history.at(-1)?.timestamp) - START) / 1000;

describe('a field that takes its value from a path', () => {
  it('is ErrorPath and CausePath of Fail', async () => {
    const { error, cause } = await run({ Type: 'Fail', ErrorPath: '$.error', CausePath: '$.cause' });
    expect({ error, cause }).toEqual({ error: 'Busy', cause: 'try again' });
  });

  it.each([
    [{ Type: 'Wait', SecondsPath: '$.n' }, 7],
    [{ Type: 'Wait', TimestampPath: '$.at' }, 60],
  ])('is how long %j waits: %d seconds', async (state, seconds) => {
    expect(endOf(await run(state))).toBe(seconds);
  });

  it.each([
    [{ TimeoutSecondsPath: '$.n' }, 'States.Timeout'],
    [{ HeartbeatSecondsPath: '$.n', TimeoutSeconds: 60 }, 'States.HeartbeatTimeout'],
  ])('is when a Task with %j fails by %s', async (fields, error) => {
    const token = task('send.waitForTaskToken', fields);
    const Parameters = { 'token.$': '$$.Task.Token' };
    const execution = await run({ ...token, Parameters }, { send: () => ({}) });
    expect(execution.error).toBe(error);
    expect(endOf(execution)).toBe(7);
  });

  it.each([
    [{ ToleratedFailureCountPath: '$.one' }, 'SUCCEEDED'],
    [{ ToleratedFailureCountPath: '$.none' }, 'FAILED'],
    [{ ToleratedFailurePercentagePath: '$.share' }, 'SUCCEEDED'],
    [{ ToleratedFailurePercentagePath: '$.n' }, 'FAILED'],
  ])('is what a Map with %j tolerates: of three one fails, and it is %s', async (fields, status) => {
    const work = {
      Type: 'Choice',
      Choices: [{ Variable: '$', NumericEquals: 2, Next: 'Bad' }],
      Default: 'Good',
    };
    const execution = await run({
      Type: 'Map',
      ItemsPath: '$.items',
      ItemProcessor: {
        ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
        StartAt: 'Work',
        States: { Work: work, Bad: { Type: 'Fail' }, Good: { Type: 'Succeed' } },
      },
      ...fields,
    });
    expect(execution.status).toBe(status);
  });
});

test('a Map runs its Iterator, as ItemProcessor was called once', async () => {
  const Iterator = {
    StartAt: 'Each',
    States: { Each: { Type: 'Pass', Parameters: { 'twice.$': 'States.MathAdd($, $)' }, End: true } },
  };
  const execution = await run({ Type: 'Map', ItemsPath: '$.items', Iterator });
  expect(JSON.parse(execution.output ?? '')).toEqual([{ twice: 2 }, { twice: 4 }, { twice: 6 }]);
});
