import { sleep, type TaskCall, TaskError } from '../../lib/engine';
import { bench, machine, outputOf, RESOURCE, START, secondsOf, settle, task, typesOf } from './harness';

const never = (): Promise<never> => new Promise(() => undefined);
const token = (fields: object = {}): object => ({
  Type: 'Task',
  Resource: `${RESOURCE}send.waitForTaskToken`,
  Arguments: { token: '{% $states.context.Task.Token %}' },
  ...fields,
});

describe('a Task', () => {
  it('hands its call the resource, the arguments, who calls, and a signal', async () => {
    let call: TaskCall | undefined;
    const { run } = bench({
      echo: (given) => {
        call = given;
        return given.arguments;
      },
    });
    const execution = await run(
      machine({ Ask: task('echo', { Arguments: { a: '{% $states.input.x %}' } }) }),
      { x: 7 },
    );
    expect(outputOf(execution)).toEqual({ a: 7 });
    expect(call).toMatchObject({
      resource: `${RESOURCE}echo`,
      arguments: { a: 7 },
      executionArn: 'arn:aws:states:eu-west-1:123456789012:execution:machine:run-1',
      executionName: 'run-1',
      stateMachineArn: 'arn:aws:states:eu-west-1:123456789012:stateMachine:machine',
      stateName: 'Ask',
      attempt: 1,
    });
    expect(call).not.toHaveProperty('taskToken');
    expect(call?.signal.aborted).toBe(false);
  });

  it('records a service and a function by events of their own', async () => {
    const { run } = bench({ echo: () => 1, shout: () => 2 });
    const shout = { Type: 'Task', Resource: 'arn:aws:lambda:eu-west-1:123456789012:function:shout' };
    const execution = await run(machine({ A: task('echo', { TimeoutSeconds: 9 }), B: shout }));
    expect(typesOf(execution)).toEqual([
      'ExecutionStarted',
      ...['TaskStateEntered', 'TaskScheduled', 'TaskStarted', 'TaskSucceeded', 'TaskStateExited'],
      ...['TaskStateEntered', 'LambdaFunctionScheduled', 'LambdaFunctionStarted', 'LambdaFunctionSucceeded'],
      ...['TaskStateExited', 'ExecutionSucceeded'],
    ]);
    expect(execution.history[2]).toMatchObject({
      id: 3,
      previousEventId: 2,
      timestamp: new Date(START),
      taskScheduledEventDetails: {
        region: 'eu-west-1',
        resource: 'echo',
        resourceType: 'test',
        parameters: '{}',
        timeoutInSeconds: 9,
      },
    });
  });

  it.each(['run.sync', 'run.sync:2'])('records a job that it waits for (%s) as submitted', async (action) => {
    const { run } = bench({
      // The harness finds services by what stands behind the last colon.
      [action.split(':').at(-1) as string]: async (call) => {
        call.submitted({ job: 1 });
        return { done: call.resource };
      },
    });
    const execution = await run(machine({ A: task(action) }));
    expect(typesOf(execution).slice(2, 6)).toEqual([
      ...['TaskScheduled', 'TaskStarted', 'TaskSubmitted', 'TaskSucceeded'],
    ]);
    const about = { resource: action, resourceType: 'test' };
    expect(execution.history[2]).toMatchObject({ taskScheduledEventDetails: about });
    expect(execution.history[4]).toMatchObject({
      taskSubmittedEventDetails: { ...about, output: '{"job":1}' },
    });
    expect(outputOf(execution)).toEqual({ done: `${RESOURCE}${action}` });
  });

  it('fails by States.Timeout with an empty cause, aborts the call, and drops a late answer', async () => {
    let signal: AbortSignal | undefined;
    const { run, clock } = bench({
      slow: async (call) => {
        signal = call.signal;
        await sleep(clock, 20_000);
        return 'too late';
      },
    });
    const Catch = [{ ErrorEquals: ['States.Timeout'], Output: '{% $states.errorOutput %}', Next: 'Rest' }];
    const execution = await run(
      machine({
        A: task('slow', { TimeoutSeconds: 5, Catch, End: true }),
        Rest: { Type: 'Wait', Seconds: 60 },
      }),
    );
    expect(outputOf(execution)).toEqual({ Error: 'States.Timeout', Cause: '' });
    expect(secondsOf(execution, 'TaskTimedOut')).toEqual([5]);
    expect(signal?.aborted).toBe(true);
    expect(typesOf(execution)).not.toContain('TaskSucceeded');
  });

  it('takes TimeoutSeconds from JSONata, and refuses one below 1', async () => {
    const { run } = bench({ slow: never });
    const timed = await run(
      machine({ A: task('slow', { TimeoutSeconds: '{% $states.input.limit * 2 %}' }) }),
      { limit: 4 },
    );
    expect(secondsOf(timed, 'TaskTimedOut')).toEqual([8]);
    const refused = await run(machine({ A: task('slow', { TimeoutSeconds: '{% 0 %}' }) }));
    expect(refused.error).toBe('States.QueryEvaluationError');
    expect(typesOf(refused)).toContain('EvaluationFailed');
  });

  it('fails when nobody does its resource', async () => {
    const { run } = bench();
    const execution = await run(machine({ A: task('unknown') }));
    expect(execution).toMatchObject({ status: 'FAILED', error: 'States.TaskFailed' });
    expect(execution.cause).toContain(`${RESOURCE}unknown`);
  });

  it('fails under the name of an error that is no TaskError', async () => {
    const { run } = bench({
      bad: () => {
        throw new RangeError('out of range');
      },
    });
    expect(await run(machine({ A: task('bad') }))).toMatchObject({
      error: 'RangeError',
      cause: 'out of range',
    });
  });

  it('takes a result as JSON: what JSON cannot hold is gone', async () => {
    const { run } = bench({ odd: () => ({ at: new Date(START), none: undefined, list: [undefined] }) });
    const execution = await run(machine({ A: task('odd') }));
    expect(outputOf(execution)).toEqual({ at: '2026-01-01T00:00:00.000Z', list: [null] });
  });

  it('fails by States.DataLimitExceeded when the result has more than 256 KiB, counted in bytes', async () => {
    const ok = 'x'.repeat(256 * 1024 - 2);
    const { run } = bench({ ok: () => ok, large: () => `${ok}x`, wide: () => 'é'.repeat(128 * 1024) });
    expect((await run(machine({ A: task('ok') }))).status).toBe('SUCCEEDED');
    for (const service of ['large', 'wide']) {
      const execution = await run(machine({ A: task(service) }));
      expect(execution.error).toBe('States.DataLimitExceeded');
      expect(typesOf(execution)).toContain('TaskFailed');
    }
  });
});

describe('a Task that waits for its token', () => {
  it('goes on with the output that is sent under the token', async () => {
    const { engine, run, clock } = bench({
      send: ({ taskToken, arguments: asked }) => {
        expect(asked).toEqual({ token: taskToken });
        clock.schedule(90_000, () => engine.sendTaskSuccess(taskToken as string, '{"n": 1}'));
        return { MessageId: 'm1' };
      },
    });
    const execution = await run(machine({ A: token() }));
    expect(outputOf(execution)).toEqual({ n: 1 });
    expect(typesOf(execution).slice(2, -2)).toEqual([
      'TaskScheduled',
      'TaskStarted',
      'TaskSubmitted',
      'TaskSucceeded',
    ]);
    expect(execution.history[2]?.taskScheduledEventDetails?.resource).toBe('send.waitForTaskToken');
    expect(execution.history[4]?.taskSubmittedEventDetails?.output).toBe('{"MessageId":"m1"}');
    expect(execution.history[5]?.taskSucceededEventDetails?.output).toBe('{"n": 1}');
    expect(secondsOf(execution, 'TaskSucceeded')).toEqual([90]);
  });

  it('takes an answer that comes before the send has returned, in the right order', async () => {
    const { engine, run } = bench({
      send: ({ taskToken }) => {
        engine.sendTaskSuccess(taskToken as string, '"quick"');
        return {};
      },
    });
    const execution = await run(machine({ A: token() }));
    expect(outputOf(execution)).toBe('quick');
    expect(typesOf(execution).slice(4, 6)).toEqual(['TaskSubmitted', 'TaskSucceeded']);
  });

  it.each([
    [['Declined', 'card'], { Error: 'Declined', Cause: 'card' }],
    [['Declined'], { Error: 'Declined', Cause: null }],
    [[], { Error: null, Cause: null }],
  ])('fails by SendTaskFailure(%j), seen as %j', async (failure, errorOutput) => {
    const { engine, run, clock } = bench({
      send: ({ taskToken }) => {
        clock.schedule(1000, () => engine.sendTaskFailure(taskToken as string, ...failure));
      },
    });
    const Catch = [{ ErrorEquals: ['States.ALL'], Output: '{% $states.errorOutput %}', Next: 'End' }];
    const execution = await run(machine({ A: token({ Catch, End: true }), End: { Type: 'Succeed' } }));
    expect(outputOf(execution)).toEqual(errorOutput);
  });

  it('ends without error and cause when the failure that nobody catches had none', async () => {
    const { engine, run, clock } = bench({
      send: ({ taskToken }) => {
        clock.schedule(1000, () => engine.sendTaskFailure(taskToken as string));
      },
    });
    const execution = await run(machine({ A: token() }));
    expect(execution.summary).not.toHaveProperty('error');
    expect(execution.history.at(-1)).toMatchObject({
      type: 'ExecutionFailed',
      executionFailedEventDetails: {},
    });
  });

  it('refuses every answer after the first, after a timeout, after the end, and under a token that is none', async () => {
    const tokens: string[] = [];
    const { engine, start, run, clock } = bench({
      send: ({ taskToken }) => {
        tokens.push(taskToken as string);
      },
    });
    const code = (action: () => void): unknown => {
      try {
        action();
        return 'accepted';
      } catch (error) {
        return (error as { code: string }).code;
      }
    };
    const definition = machine({ A: token({ TimeoutSeconds: 60 }) });

    const release = clock.hold();
    const answered = start(definition);
    await settle();
    expect(code(() => engine.sendTaskSuccess(tokens[0] as string, '1'))).toBe('accepted');
    expect(code(() => engine.sendTaskSuccess(tokens[0] as string, '1'))).toBe('TaskTimedOut');
    expect((await answered.done).status).toBe('SUCCEEDED');
    release();

    const late = await run(definition);
    expect(late.error).toBe('States.Timeout');
    expect(code(() => engine.sendTaskFailure(tokens[1] as string))).toBe('TaskTimedOut');
    expect(code(() => engine.sendTaskHeartbeat(tokens[1] as string))).toBe('TaskTimedOut');

    const releaseAgain = clock.hold();
    const stopped = start(definition);
    await settle();
    engine.stopExecution(stopped.arn);
    expect(code(() => engine.sendTaskSuccess(tokens[2] as string, '1'))).toBe('TaskTimedOut');
    releaseAgain();

    expect(code(() => engine.sendTaskSuccess('nonsense', '1'))).toBe('InvalidToken');
    expect(code(() => engine.sendTaskSuccess(`${tokens[2]?.split('.')[0]}.abc`, '1'))).toBe(
      'TaskDoesNotExist',
    );
    expect(code(() => engine.sendTaskSuccess(tokens[2] as string, '{'))).toBe('InvalidOutput');
  });

  it('has a new token for each attempt; the old one is dead', async () => {
    const tokens: string[] = [];
    const { engine, run, clock } = bench({
      send: ({ taskToken, attempt }) => {
        tokens.push(taskToken as string);
        if (attempt < 2) return;
        clock.schedule(1000, () => {
          expect(() => engine.sendTaskSuccess(tokens[0] as string, '1')).toThrow('Task Timed Out');
          engine.sendTaskSuccess(tokens[1] as string, '2');
        });
      },
    });
    const Retry = [{ ErrorEquals: ['States.Timeout'] }];
    const execution = await run(machine({ A: token({ TimeoutSeconds: 30, Retry }) }));
    expect(new Set(tokens).size).toBe(2);
    expect(outputOf(execution)).toBe(2);
  });

  it('fails when the send fails, and its token is dead', async () => {
    let sent = '';
    const { engine, run } = bench({
      send: ({ taskToken }) => {
        sent = taskToken as string;
        throw new TaskError('SQS.SdkClientException', 'no route');
      },
    });
    const execution = await run(machine({ A: token() }));
    expect(execution.error).toBe('SQS.SdkClientException');
    expect(() => engine.sendTaskSuccess(sent, '1')).toThrow('Task Timed Out');
  });

  it('counts heartbeats from the send, and each one anew', async () => {
    const { engine, run, clock } = bench({
      send: ({ taskToken }) => {
        for (const seconds of [8, 16])
          clock.schedule(seconds * 1000, () => engine.sendTaskHeartbeat(taskToken as string));
      },
    });
    const execution = await run(machine({ A: token({ TimeoutSeconds: 600, HeartbeatSeconds: 10 }) }));
    expect(secondsOf(execution, 'TaskTimedOut')).toEqual([26]);
    expect(execution.error).toBe('States.HeartbeatTimeout');
    expect(execution.history[2]?.taskScheduledEventDetails).toMatchObject({
      timeoutInSeconds: 600,
      heartbeatInSeconds: 10,
    });
  });
});
