import type { Execution } from '../../lib/engine';
import { bench, machine, outputOf, START, secondsOf, task, typesOf } from './harness';

const run = async (states: Record<string, unknown>, input: unknown = {}): Promise<Execution> =>
  bench({ echo: (call) => call.arguments }).run(machine(states), input);

describe('Pass', () => {
  it('hands on its input, or its Output, and assigns', async () => {
    const execution = await run(
      {
        A: { Type: 'Pass', Assign: { x: '{% $states.input.a + 1 %}' } },
        B: { Type: 'Pass', Output: '{% $x %}' },
      },
      { a: 1 },
    );
    expect(outputOf(execution)).toBe(2);
    expect(execution.history[2]?.stateExitedEventDetails).toEqual({
      name: 'A',
      output: '{"a":1}',
      outputDetails: { truncated: false },
      assignedVariables: { x: '2' },
      assignedVariablesDetails: { truncated: false },
    });
  });

  it('evaluates Assign and Output side by side, from the values at entry', async () => {
    const execution = await run({
      A: { Type: 'Pass', Assign: { a: 1, b: 2 } },
      B: { Type: 'Pass', Assign: { a: '{% $b %}', b: '{% $a %}' }, Output: '{% [$a, $b] %}' },
      C: { Type: 'Pass', Output: '{% [$states.input, $a, $b] %}' },
    });
    expect(outputOf(execution)).toEqual([1, 2, 2, 1]);
  });
});

describe('Choice', () => {
  const Choices = [
    { Condition: '{% $states.input.n > 10 %}', Assign: { size: 'large' }, Next: 'End' },
    { Condition: '{% $states.input.n > 5 %}', Output: 'middle', Next: 'End' },
  ];
  const End = {
    Type: 'Succeed',
    Output: '{% {"in": $states.input, "size": $exists($size) ? $size : null} %}',
  };

  it.each([
    [20, { in: { n: 20 }, size: 'large' }],
    [7, { in: 'middle', size: null }],
    [1, { in: 'default', size: 'small' }],
  ])('takes the first rule that matches %d, with its own Assign and Output', async (n, output) => {
    const C = { Type: 'Choice', Choices, Default: 'End', Assign: { size: 'small' }, Output: 'default' };
    expect(outputOf(await run({ C, End }, { n }))).toEqual(output);
  });

  it('fails by States.NoChoiceMatched without a Default', async () => {
    const execution = await run({ C: { Type: 'Choice', Choices }, End }, { n: 1 });
    expect(execution).toMatchObject({ status: 'FAILED', error: 'States.NoChoiceMatched' });
  });

  it('fails when a Condition is no boolean', async () => {
    const Condition = '{% $states.input.n %}';
    const execution = await run(
      { C: { Type: 'Choice', Choices: [{ Condition, Next: 'End' }], Default: 'End' }, End },
      { n: 1 },
    );
    expect(execution.error).toBe('States.QueryEvaluationError');
    expect(execution.cause).toContain("Expected 'boolean', but was 'number' for value: 1");
  });
});

describe('Wait', () => {
  it.each([
    [{ Seconds: 30 }, 30],
    [{ Seconds: '{% $states.input.n * 2 %}' }, 14],
    [{ Timestamp: '2026-01-01T00:01:00Z' }, 60],
    [{ Timestamp: '2026-01-01T01:01:00.5+01:00' }, 60.5],
    [{ Timestamp: '{% $fromMillis($millis() + 5000) %}' }, 5],
    [{ Timestamp: '2020-01-01T00:00:00Z' }, 0],
    [{ Seconds: 0 }, 0],
    [{ Seconds: 99_999_999 }, 99_999_999],
  ])('with %j waits %d seconds', async (fields, seconds) => {
    const execution = await run({ W: { Type: 'Wait', ...fields } }, { n: 7 });
    expect(secondsOf(execution, 'WaitStateExited')).toEqual([seconds]);
  });

  it.each([
    [{ Seconds: '{% -1 %}' }],
    [{ Seconds: '{% 1.5 %}' }],
    [{ Seconds: "{% 'x' %}" }],
    [{ Timestamp: '{% "2026-01-01" %}' }],
    [{ Timestamp: '{% "2026-13-01T00:00:00Z" %}' }],
    [{ Timestamp: '{% 5 %}' }],
  ])('refuses %j', async (fields) => {
    const execution = await run({ W: { Type: 'Wait', ...fields } });
    expect(execution.error).toBe('States.QueryEvaluationError');
    expect(execution.history.at(-2)?.evaluationFailedEventDetails?.location).toBe(Object.keys(fields)[0]);
  });
});

describe('Succeed and Fail', () => {
  it('end the execution with what their JSONata yields', async () => {
    expect(
      outputOf(await run({ S: { Type: 'Succeed', Output: { n: '{% $states.input.n %}' } } }, { n: 1 })),
    ).toEqual({ n: 1 });
    const Fail = {
      Type: 'Fail',
      Error: '{% $states.input.e %}',
      Cause: "{% 'because of ' & $states.input.e %}",
    };
    expect(await run({ Fail }, { e: 'Broken' })).toMatchObject({
      error: 'Broken',
      cause: 'because of Broken',
    });
    expect((await run({ F: { Type: 'Fail' } })).summary).not.toHaveProperty('cause');
  });
});

describe('the context object', () => {
  it('tells about execution, state, machine and retries', async () => {
    const execution = await run(
      { W: { Type: 'Wait', Seconds: 5 }, A: { Type: 'Pass', Output: '{% $states.context %}' } },
      { x: 1 },
    );
    expect(outputOf(execution)).toEqual({
      Execution: {
        Id: execution.arn,
        Input: { x: 1 },
        Name: 'run-1',
        RoleArn: 'arn:aws:iam::123456789012:role/machine',
        StartTime: '2026-01-01T00:00:00.000Z',
        RedriveCount: 0,
      },
      State: { Name: 'A', EnteredTime: new Date(START + 5000).toISOString() },
      StateMachine: { Id: execution.stateMachineArn, Name: 'machine' },
    });
  });
});

describe('an expression that fails', () => {
  it.each([
    ['Arguments', { Arguments: { a: '{% $nothing %}' } }, 'Arguments/a'],
    ['Assign', { Assign: { a: '{% $nothing %}' } }, 'Assign/a'],
    ['Output', { Output: ['{% 1 %}', '{% $nothing %}'] }, 'Output[1]'],
  ])('in %s is an event with its place, and may be caught', async (_field, fields, location) => {
    const Catch = [
      {
        ErrorEquals: ['States.QueryEvaluationError'],
        Output: '{% $states.errorOutput.Cause %}',
        Next: 'Caught',
      },
    ];
    const execution = await run({
      T: task('echo', { ...fields, Catch, Next: 'Caught' }),
      Caught: { Type: 'Succeed' },
    });
    const failed = execution.history.find(({ type }) => type === 'EvaluationFailed');
    expect(failed?.evaluationFailedEventDetails).toMatchObject({
      error: 'States.QueryEvaluationError',
      location,
      state: 'T',
    });
    expect(outputOf(execution)).toBe(
      `An error occurred while executing the state 'T' (entered at the event id #2). The JSONata expression '$nothing' specified for the field '${location}' returned nothing (undefined).`,
    );
  });

  it('ends the execution where there is no Catch, also inside a catcher', async () => {
    expect((await run({ P: { Type: 'Pass', Output: "{% 1 + 'a' %}" } })).cause).toContain('T2002');
    const Catch = [{ ErrorEquals: ['States.ALL'], Output: '{% $nothing %}', Next: 'End' }];
    const execution = await run({ T: task('unknown', { Catch, Next: 'End' }), End: { Type: 'Succeed' } });
    expect(execution.error).toBe('States.QueryEvaluationError');
    expect(typesOf(execution).slice(-2)).toEqual(['EvaluationFailed', 'ExecutionFailed']);
  });

  it('leaves variables as they were', async () => {
    const Catch = [{ ErrorEquals: ['States.ALL'], Next: 'End' }];
    const execution = await run({
      A: { Type: 'Pass', Assign: { a: 1 } },
      T: task('echo', { Assign: { a: 2 }, Output: '{% $nothing %}', Catch, Next: 'End' }),
      End: { Type: 'Succeed', Output: '{% $a %}' },
    });
    expect(outputOf(execution)).toBe(1);
  });
});

describe('size limits', () => {
  const half = '{% $pad("", 131000, "x") %}';

  it('fails a state whose output has more than 256 KiB', async () => {
    const execution = await run({ P: { Type: 'Pass', Output: [half, half, half] } });
    expect(execution).toMatchObject({ status: 'FAILED', error: 'States.DataLimitExceeded' });
  });

  it('fails an Assign of more than 256 KiB, and keeps what was there', async () => {
    const Catch = [{ ErrorEquals: ['States.DataLimitExceeded'], Next: 'End' }];
    const execution = await run({
      T: task('echo', { Assign: { a: half, b: half, c: half }, Catch, Next: 'End' }),
      End: { Type: 'Succeed', Output: '{% $exists($a) %}' },
    });
    expect(outputOf(execution)).toBe(false);
  });

  it('fails a Task whose arguments have more than 256 KiB before it calls', async () => {
    const execution = await run({ T: task('echo', { Arguments: { a: half, b: half, c: half } }) });
    expect(execution.error).toBe('States.DataLimitExceeded');
    expect(typesOf(execution)).not.toContain('TaskScheduled');
  });
});
