import { EngineError, type HistoryEvent, sleep } from '../../lib/engine';
import { bench, machine, outputOf, START, secondsOf, settle, task, typesOf } from './harness';

const never = (): Promise<never> => new Promise(() => undefined);

describe('an execution', () => {
  it('is told of at its start and its end', async () => {
    const { run, changes } = bench();
    const execution = await run(machine({ W: { Type: 'Wait', Seconds: 3, Output: { done: true } } }), {
      x: 1,
    });
    expect(changes.map(({ status }) => status)).toEqual(['RUNNING', 'SUCCEEDED']);
    expect(changes[1]).toEqual({
      executionArn: 'arn:aws:states:eu-west-1:123456789012:execution:machine:run-1',
      stateMachineArn: 'arn:aws:states:eu-west-1:123456789012:stateMachine:machine',
      name: 'run-1',
      status: 'SUCCEEDED',
      startDate: new Date(START),
      stopDate: new Date(START + 3000),
      input: '{"x":1}',
      output: '{"done":true}',
    });
    expect(execution.summary).toEqual(changes[1]);
  });

  it('keeps the definition it was started with', async () => {
    const { start } = bench();
    const definition = machine({ W: { Type: 'Wait', Seconds: 5 }, P: { Type: 'Pass', Output: 'old' } });
    const execution = start(definition);
    (definition.States.P as { Output: string }).Output = 'new';
    await execution.done;
    expect(outputOf(execution)).toBe('old');
  });

  it('answers the same for the same name and input while it runs, and refuses anything else', async () => {
    const { engine, start } = bench();
    const definition = machine({ W: { Type: 'Wait', Seconds: 5 } });
    const execution = start(definition, { a: 1 }, 'same');
    expect(start(definition, { a: 1 }, 'same')).toBe(execution);
    expect(() => start(definition, { a: 2 }, 'same')).toThrow(
      expect.objectContaining({ code: 'ExecutionAlreadyExists' }),
    );
    await execution.done;
    expect(() => start(definition, { a: 1 }, 'same')).toThrow(EngineError);
    expect(engine.execution(execution.arn)).toBe(execution);
    expect(() => engine.execution('arn:none')).toThrow(
      expect.objectContaining({ code: 'ExecutionDoesNotExist' }),
    );
  });

  it.each([
    ['InvalidExecutionInput', { input: '{' }],
    ['InvalidExecutionInput', { input: `"${'x'.repeat(256 * 1024)}"` }],
    ['InvalidName', { name: 'a b' }],
    ['InvalidName', { name: '' }],
    ['InvalidName', { name: 'x'.repeat(81) }],
    ['InvalidArn', { stateMachineArn: 'order' }],
  ])('is refused with %s', (code, part) => {
    const { engine } = bench();
    const stateMachineArn = 'arn:aws:states:eu-west-1:123456789012:stateMachine:machine';
    const definition = machine({ P: { Type: 'Pass' } });
    expect(() => engine.startExecution({ stateMachineArn, definition, name: 'n', ...part })).toThrow(
      expect.objectContaining({ code }),
    );
    expect([...engine.allExecutions()]).toEqual([]);
  });

  it('takes the ARN of a version or an alias, and keeps it out of its own', () => {
    const { engine } = bench();
    const execution = engine.startExecution({
      stateMachineArn: 'arn:aws:states:eu-west-1:123456789012:stateMachine:machine:live',
      definition: machine({ P: { Type: 'Pass' } }),
      name: 'n',
    });
    expect(execution.arn).toBe('arn:aws:states:eu-west-1:123456789012:execution:machine:n');
  });

  it('stops without any Catch: at once, with everything that ran in it cut off', async () => {
    let signal: AbortSignal | undefined;
    const { engine, start, clock, changes } = bench({
      slow: async (call) => {
        signal = call.signal;
        await sleep(clock, 60_000);
        return 'late';
      },
    });
    const Catch = [{ ErrorEquals: ['States.ALL'], Next: 'Caught' }];
    const release = clock.hold();
    const execution = start(
      machine({
        P: {
          Type: 'Parallel',
          Branches: [{ StartAt: 'A', States: { A: { ...task('slow'), End: true } } }],
          Catch,
          End: true,
        },
        Caught: { Type: 'Succeed' },
      }),
    );
    await settle();
    engine.stopExecution(execution.arn, 'Cancelled', 'by the customer');
    expect(execution).toMatchObject({ status: 'ABORTED', error: 'Cancelled', cause: 'by the customer' });
    expect(signal?.aborted).toBe(true);
    const types = typesOf(execution).slice(-3);
    // Nothing is said of the states that it cut off, and the end follows no event. Source: recorded executions.
    expect(types).toEqual(['TaskScheduled', 'TaskStarted', 'ExecutionAborted']);
    expect(execution.history.at(-1)).toMatchObject({ previousEventId: 0 });
    release();
    await sleep(clock, 120_000);
    expect(typesOf(execution).slice(-3)).toEqual(types);
    engine.stopExecution(execution.arn, 'Again');
    expect(execution.error).toBe('Cancelled');
    expect(changes.map(({ status }) => status)).toEqual(['RUNNING', 'ABORTED']);
  });

  it('stops between two attempts', async () => {
    const { engine, start, clock } = bench({
      fail: () => {
        throw new Error('no');
      },
    });
    const Retry = [{ ErrorEquals: ['States.ALL'], IntervalSeconds: 60 }];
    const execution = start(machine({ A: task('fail', { Retry }) }));
    clock.schedule(30_000, () => engine.stopExecution(execution.arn));
    await execution.done;
    await sleep(clock, 600_000);
    expect(secondsOf(execution, 'TaskScheduled')).toEqual([0]);
    expect(typesOf(execution).slice(-2)).toEqual(['TaskFailed', 'ExecutionAborted']);
  });

  it('ends TIMED_OUT by the TimeoutSeconds of its machine', async () => {
    const { start } = bench({ slow: never });
    const execution = await start({ ...machine({ A: task('slow') }), TimeoutSeconds: 40 }).done;
    expect(execution).toMatchObject({ status: 'TIMED_OUT', error: undefined, cause: undefined });
    expect(execution.history.at(-1)).toMatchObject({
      previousEventId: 0,
      executionTimedOutEventDetails: { error: 'States.Timeout' },
    });
    expect(secondsOf(execution, 'ExecutionTimedOut')).toEqual([40]);
  });

  it('ends when its history is full', async () => {
    const { run } = bench();
    const execution = await run({
      ...machine({ A: { Type: 'Pass', Next: 'Again' } }),
      States: {
        A: { Type: 'Pass', Next: 'Again' },
        Again: { Type: 'Choice', Choices: [{ Condition: false, Next: 'End' }], Default: 'A' },
        End: { Type: 'Succeed' },
      },
    });
    expect(execution).toMatchObject({ status: 'FAILED', error: 'States.Runtime' });
    expect(execution.history).toHaveLength(25_000);
  });

  it('numbers its events, and each points to the one it follows', async () => {
    const { run } = bench();
    const { history } = await run(machine({ A: { Type: 'Pass' }, B: { Type: 'Wait', Seconds: 1 } }));
    expect(history.map(({ id }: HistoryEvent) => id)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(history.map(({ previousEventId }: HistoryEvent) => previousEventId)).toEqual([0, 0, 2, 3, 4, 5]);
  });

  it('runs by the thousand at once', async () => {
    const { start, clock } = bench();
    const definition = machine({ A: { Type: 'Wait', Seconds: 3600 }, B: { Type: 'Pass' } });
    const release = clock.hold();
    const executions = Array.from({ length: 3000 }, () => start(definition));
    release();
    await Promise.all(executions.map(({ done }) => done));
    expect(new Set(executions.map(({ status }) => status))).toEqual(new Set(['SUCCEEDED']));
  });
});
