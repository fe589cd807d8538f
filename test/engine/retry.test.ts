import { TaskError } from '../../lib/engine';
import { bench, machine, outputOf, secondsOf, task, typesOf } from './harness';

const failing = (error: string) => () => {
  throw new TaskError(error, 'no luck');
};

describe('Retry', () => {
  it.each([
    ['by the defaults', {}, [0, 1, 3, 7]],
    ['with a constant interval', { IntervalSeconds: 3, BackoffRate: 1, MaxAttempts: 2 }, [0, 3, 6]],
    [
      'up to a cap',
      { IntervalSeconds: 2, BackoffRate: 2, MaxDelaySeconds: 5, MaxAttempts: 4 },
      [0, 2, 6, 11, 16],
    ],
    [
      'with full jitter, here half the delay',
      { IntervalSeconds: 4, JitterStrategy: 'FULL', MaxAttempts: 2 },
      [0, 2, 6],
    ],
    ['never', { MaxAttempts: 0 }, [0]],
  ])('waits %s', async (_how, retrier, attempts) => {
    const { run } = bench({ fail: failing('Oops') });
    const execution = await run(
      machine({ A: task('fail', { Retry: [{ ErrorEquals: ['States.ALL'], ...retrier }] }) }),
    );
    expect(secondsOf(execution, 'TaskScheduled')).toEqual(attempts);
    expect(execution).toMatchObject({ status: 'FAILED', error: 'Oops', cause: 'no luck' });
  });

  it('draws each jittered delay between 0 and the computed one', async () => {
    const draws = [0, 0.25, 0.999];
    const { run } = bench({ fail: failing('Oops') }, () => draws[0] as number);
    const retrier = { ErrorEquals: ['Oops'], IntervalSeconds: 8, BackoffRate: 1, JitterStrategy: 'FULL' };
    const definition = machine({ A: task('fail', { Retry: [{ ...retrier, MaxAttempts: 1 }] }) });
    const seen: number[] = [];
    while (draws.length > 0) {
      const execution = await run(definition);
      const [first, second] = secondsOf(execution, 'TaskScheduled') as [number, number];
      seen.push(second - first);
      draws.shift();
    }
    expect(seen[0]).toBe(0);
    expect(seen[1]).toBeCloseTo(2, 2);
    expect(seen[2]).toBeCloseTo(7.992, 2);
  });

  it('counts the retries of each retrier by itself', async () => {
    const errors = ['A', 'B', 'A', 'B', 'A'];
    const { run } = bench({
      fail: ({ attempt }) => {
        throw new TaskError(errors[attempt - 1], '');
      },
    });
    const execution = await run(
      machine({
        S: task('fail', {
          Retry: [
            { ErrorEquals: ['A'], MaxAttempts: 2, IntervalSeconds: 1, BackoffRate: 1 },
            { ErrorEquals: ['B'], MaxAttempts: 2, IntervalSeconds: 10, BackoffRate: 1 },
          ],
        }),
      }),
    );
    expect(secondsOf(execution, 'TaskScheduled')).toEqual([0, 1, 11, 12, 22]);
    expect(execution.error).toBe('A');
  });

  it('stops at a retrier that says never, whatever stands behind it', async () => {
    const { run } = bench({ fail: failing('BusinessError') });
    const Retry = [
      { ErrorEquals: ['BusinessError'], MaxAttempts: 0 },
      { ErrorEquals: ['States.ALL'], MaxAttempts: 4 },
    ];
    const execution = await run(machine({ A: task('fail', { Retry }) }));
    expect(secondsOf(execution, 'TaskScheduled')).toEqual([0]);
  });

  it('evaluates Arguments again, with the number of retries in the context and the attempt in the call', async () => {
    const seen: unknown[] = [];
    const { run } = bench({
      flaky: ({ arguments: asked, attempt }) => {
        seen.push([asked, attempt]);
        if (attempt < 3) throw new TaskError('Oops', '');
        return 'done';
      },
    });
    const execution = await run(
      machine({
        A: task('flaky', {
          Arguments: { retries: '{% $states.context.State.RetryCount %}' },
          Retry: [{ ErrorEquals: ['Oops'] }],
        }),
      }),
    );
    expect(seen).toEqual([
      [{ retries: 0 }, 1],
      [{ retries: 1 }, 2],
      [{ retries: 2 }, 3],
    ]);
    expect(outputOf(execution)).toBe('done');
    expect(typesOf(execution).filter((type) => type === 'TaskStateEntered')).toHaveLength(1);
  });

  it.each([
    ['States.ALL', 'Oops', true],
    ['States.TaskFailed', 'Oops', true],
    ['States.TaskFailed', 'States.Timeout', false],
    ['States.ALL', 'States.Timeout', true],
    ['States.Timeout', 'States.HeartbeatTimeout', true],
    ['States.ALL', 'States.DataLimitExceeded', true],
    ['States.ALL', 'States.Runtime', false],
    ['States.Runtime', 'States.Runtime', false],
    ['Other', 'Oops', false],
  ])('%s takes %s: %s', async (name, error, taken) => {
    const { run } = bench({ fail: failing(error) });
    const Catch = [{ ErrorEquals: [name], Next: 'Caught' }];
    const execution = await run(
      machine({ A: task('fail', { Catch, End: true }), Caught: { Type: 'Succeed' } }),
    );
    expect(execution.status).toBe(taken ? 'SUCCEEDED' : 'FAILED');
  });
});
