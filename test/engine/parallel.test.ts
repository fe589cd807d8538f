import { sleep, TaskError } from '../../lib/engine';
import { bench, machine, outputOf, secondsOf, task, typesOf } from './harness';

const branch = (name: string, state: object) => ({
  StartAt: name,
  States: { [name]: { ...state, End: true } },
});

const fail = () => {
  throw new TaskError('Oops', 'branch');
};

describe('Parallel', () => {
  it('runs its branches side by side and answers their outputs in order', async () => {
    const { run } = bench();
    const execution = await run(
      machine({
        P: {
          Type: 'Parallel',
          Branches: [
            branch('Slow', { Type: 'Wait', Seconds: 9, Output: 'slow' }),
            branch('Quick', { Type: 'Wait', Seconds: 1, Output: 'quick' }),
          ],
        },
      }),
    );
    expect(outputOf(execution)).toEqual(['slow', 'quick']);
    expect(secondsOf(execution, 'WaitStateExited')).toEqual([1, 9]);
    expect(secondsOf(execution, 'ExecutionSucceeded')).toEqual([9]);
  });

  it('fails with the first branch that fails; its siblings are cut off and their calls aborted', async () => {
    const signals: AbortSignal[] = [];
    const { run, clock } = bench({
      fail: async () => {
        await sleep(clock, 5_000);
        fail();
      },
      slow: async ({ signal }) => {
        signals.push(signal);
        await sleep(clock, 60_000);
        return 'late';
      },
    });
    const execution = await run(
      machine({
        P: {
          Type: 'Parallel',
          Branches: [
            branch('Slow', task('slow')),
            branch('Fails', task('fail')),
            branch('Waits', { Type: 'Wait', Seconds: 30 }),
          ],
          Catch: [{ ErrorEquals: ['Oops'], Output: '{% $states.errorOutput %}', Next: 'Caught' }],
          Next: 'Caught',
        },
        Caught: { Type: 'Wait', Seconds: 120 },
      }),
    );
    expect(outputOf(execution)).toEqual({ Error: 'Oops', Cause: 'branch' });
    expect(signals.map(({ aborted }) => aborted)).toEqual([true]);
    const types = typesOf(execution);
    expect(types.slice(types.indexOf('TaskFailed'))).toEqual([
      'TaskFailed',
      // First the state in which it failed: it was not left. Source: recorded executions.
      ...['TaskStateAborted', 'WaitStateAborted', 'TaskStateAborted'],
      ...['ParallelStateFailed', 'ParallelStateExited'],
      ...['WaitStateEntered', 'WaitStateExited', 'ExecutionSucceeded'],
    ]);
  });

  it('may be retried as a whole', async () => {
    let calls = 0;
    const { run } = bench({
      once: () => {
        calls++;
        if (calls === 1) fail();
        return calls;
      },
    });
    const Retry = [{ ErrorEquals: ['Oops'] }];
    const execution = await run(
      machine({
        P: { Type: 'Parallel', Branches: [branch('A', task('once')), branch('B', { Type: 'Pass' })], Retry },
      }),
    );
    expect(outputOf(execution)).toEqual([2, {}]);
    expect(typesOf(execution).filter((type) => type === 'ParallelStateStarted')).toHaveLength(2);
  });

  it('gives each branch variables of its own, over those outside', async () => {
    const { run } = bench();
    const execution = await run(
      machine({
        Set: { Type: 'Pass', Assign: { outer: 1 } },
        P: {
          Type: 'Parallel',
          Branches: [
            {
              StartAt: 'A',
              States: {
                A: { Type: 'Pass', Assign: { inner: '{% $outer + 1 %}' }, Next: 'B' },
                B: { Type: 'Pass', Output: '{% [$outer, $inner] %}', End: true },
              },
            },
            branch('C', { Type: 'Pass', Output: '{% [$outer, $exists($inner)] %}' }),
          ],
          Assign: { all: '{% $states.result %}', seen: '{% $exists($inner) %}' },
        },
        Last: { Type: 'Pass', Output: { all: '{% $all %}', seen: '{% $seen %}' } },
      }),
    );
    expect(outputOf(execution)).toEqual({
      all: [
        [1, 2],
        [1, false],
      ],
      seen: false,
    });
  });

  it('lets no Catch see States.Runtime of a branch', async () => {
    const { run } = bench({
      fail: () => {
        throw new TaskError('States.Runtime', 'path');
      },
    });
    const Catch = [{ ErrorEquals: ['States.ALL'], Next: 'Caught' }];
    const execution = await run(
      machine({
        P: { Type: 'Parallel', Branches: [branch('A', task('fail'))], Catch, End: true },
        Caught: { Type: 'Succeed' },
      }),
    );
    expect(execution).toMatchObject({ status: 'FAILED', error: 'States.Runtime' });
    expect(typesOf(execution)).not.toContain('ParallelStateFailed');
  });
});

describe('Map', () => {
  const each = (state: object, fields: object = {}) => ({
    Type: 'Map',
    Items: '{% $states.input.items %}',
    ItemProcessor: branch('Each', state),
    ...fields,
  });

  it.each([
    [1, 3, [2, 4, 6]],
    [2, 3, [2, 2, 4]],
    [0, 3, [2, 2, 2]],
  ])('runs at most MaxConcurrency %d iterations at a time', async (MaxConcurrency, count, exits) => {
    const { run } = bench();
    const items = Array.from({ length: count }, (_, index) => index);
    const execution = await run(machine({ M: each({ Type: 'Wait', Seconds: 2 }, { MaxConcurrency }) }), {
      items,
    });
    expect(outputOf(execution)).toEqual(items);
    expect(secondsOf(execution, 'WaitStateExited')).toEqual(exits);
  });

  it('shows ItemSelector and the iteration the item and its index', async () => {
    const { run } = bench();
    const Output = '{% [$states.input, $states.context.Map.Item.Index] %}';
    const ItemSelector = {
      value: '{% $states.context.Map.Item.Value %}',
      index: '{% $states.context.Map.Item.Index %}',
      from: '{% $states.input.tag %}',
    };
    const execution = await run(machine({ M: each({ Type: 'Pass', Output }, { ItemSelector }) }), {
      items: ['a', 'b'],
      tag: 't',
    });
    expect(outputOf(execution)).toEqual([
      [{ value: 'a', index: 0, from: 't' }, 0],
      [{ value: 'b', index: 1, from: 't' }, 1],
    ]);
  });

  const failing = {
    fail: ({ arguments: asked }: { arguments: unknown }) => (asked === 'bad' ? fail() : asked),
  };

  it('fails with the error of the first iteration that fails', async () => {
    const { run } = bench(failing);
    const execution = await run(machine({ M: each(task('fail'), { MaxConcurrency: 1 }) }), {
      items: ['ok', 'bad', 'ok'],
    });
    expect(execution.error).toBe('Oops');
    const last = ['MapIterationFailed', 'TaskStateAborted', 'MapStateFailed', 'ExecutionFailed'];
    expect(typesOf(execution).slice(-4)).toEqual(last);
    expect(typesOf(execution).filter((type) => type === 'MapIterationStarted')).toHaveLength(2);
  });

  it.each([
    [{ ToleratedFailureCount: 1 }, ['ok', 'bad'], 'SUCCEEDED'],
    [{ ToleratedFailureCount: 1 }, ['bad', 'bad'], 'FAILED'],
    [{ ToleratedFailurePercentage: 50 }, ['ok', 'bad'], 'SUCCEEDED'],
    [{ ToleratedFailurePercentage: 49 }, ['ok', 'bad'], 'FAILED'],
  ])('with %j and items %j ends %s', async (fields, items, status) => {
    const { run } = bench(failing);
    const execution = await run(machine({ M: each(task('fail'), fields) }), { items });
    expect(execution.status).toBe(status);
  });

  it('cuts off the other iterations when one fails', async () => {
    const { run } = bench(failing);
    const choose = {
      StartAt: 'Which',
      States: {
        Which: {
          Type: 'Choice',
          Choices: [{ Condition: "{% $states.input = 'bad' %}", Next: 'Fail' }],
          Default: 'Hold',
        },
        Fail: { Type: 'Fail', Error: 'Bad' },
        Hold: { Type: 'Wait', Seconds: 60, End: true },
      },
    };
    const execution = await run(machine({ M: { ...each({}), ItemProcessor: choose } }), {
      items: ['ok', 'bad'],
    });
    expect(execution.error).toBe('Bad');
    expect(secondsOf(execution, 'ExecutionFailed')).toEqual([0]);
    expect(typesOf(execution)).toEqual(expect.arrayContaining(['WaitStateAborted', 'MapIterationAborted']));
  });
});
