import * as z from 'zod/mini';
import {
  commandOf,
  compile,
  compileUnwind,
  type FailState,
  type ParallelState,
  placeholderTargets,
  type StateMachineDefinition,
  type TaskState,
} from '../../lib/asl';
import { type SagaElement, step } from '../../lib/saga';
import { done, SHAPES, sagaOf, told } from '../saga/definitions';
import { evaluate, evaluateAll } from './evaluate';

/** What the compiled expressions yield, evaluated with the release of jsonata that Step Functions runs. */
const shape = (name: string): StateMachineDefinition => {
  const definition = SHAPES[name];
  if (!definition) throw new Error(`no shape '${name}'`);
  return compile(definition, placeholderTargets);
};

const started = new Date('2026-01-01T00:00:00.000Z');

/** Time stands still: `$millis()` yields this. */
const NOW = Date.parse('2026-01-01T12:00:00.000Z');
beforeAll(() => {
  jest.useFakeTimers({ now: NOW });
});

const statesAt = (secondsAfterStart: number, input: unknown = {}) => ({
  context: {
    Execution: {
      Name: 'trip-1',
      StartTime: new Date(NOW - secondsAfterStart * 1000).toISOString(),
      Input: input,
    },
    State: { RetryCount: 2 },
  },
});

describe('how long a queue step waits', () => {
  const waits = (timeoutMinutes: number, deadlineHours: number, steps: readonly SagaElement[] = []) => {
    const wait = done('a', { via: 'queue', timeout: { minutes: timeoutMinutes } });
    const definition = { ...sagaOf([wait, ...steps]), deadlineSeconds: deadlineHours * 3600 };
    return (compile(definition, placeholderTargets).States.A as TaskState).TimeoutSeconds;
  };

  test.each([
    ['its timeout, when the deadline is far', 30, 24, 0, {}, 1800],
    ['what is left to the deadline, when that is less', 30, 1, 3000, {}, 600],
    ['60 seconds, when the deadline is nearly there', 30, 1, 3590, {}, 60],
    ['60 seconds, when the deadline is over', 30, 1, 9999, {}, 60],
    ['to the shorter deadline that the input asks for', 30, 24, 0, { deadlineSeconds: 600 }, 600],
    [
      'no longer than the definition says, whatever the input asks for',
      600,
      1,
      0,
      { deadlineSeconds: 1e9 },
      3600,
    ],
    ['as without, when the input asks for less than a minute', 30, 24, 0, { deadlineSeconds: 59 }, 1800],
    ['as without, when the input asks for no number', 30, 24, 0, { deadlineSeconds: '600' }, 1800],
    ['as without, when the input is no object', 30, 24, 0, 'text', 1800],
    ['as without, when the input is null', 30, 24, 0, null, 1800],
    ['in whole seconds', 30, 24, 0, { deadlineSeconds: 600.9 }, 600],
    ['its own timeout, when that is under a minute', 0.5, 1, 0, {}, 30],
    ['its own timeout, when that is under a minute and the deadline over', 0.5, 1, 9999, {}, 30],
  ] as const)('%s', async (_, timeout, deadline, elapsed, input, seconds) => {
    expect(await evaluate(waits(timeout, deadline), statesAt(elapsed, input))).toBe(seconds);
  });

  test.each([
    ['as asked for', 0, 120],
    ['below the timeout that the deadline leaves', 3590, 59],
  ] as const)('its heartbeat: %s', async (_, elapsed, expected) => {
    const { HeartbeatSeconds } = shape('a queue step with a heartbeat').States.A as TaskState;
    expect(await evaluate(HeartbeatSeconds, statesAt(elapsed))).toBe(expected);
  });
});

describe('what a command says', () => {
  const machine = shape('a conditional step in the middle');
  const bodyOf = (name: string) => commandOf(machine.States[name] as TaskState)?.body;

  test('of its saga: the execution name, its start, its deadline', async () => {
    expect(await evaluateAll(bodyOf('A')?.saga, statesAt(0, { deadlineSeconds: 90 }))).toEqual({
      name: 'test',
      id: 'trip-1',
      version: 1,
      startTime: expect.stringMatching(/^\d{4}-.*Z$/),
      deadlineSeconds: 90,
    });
  });

  test('of its attempt: the retries before it and one', async () => {
    expect(await evaluateAll(bodyOf('A')?.step, statesAt(0))).toMatchObject({ attempt: 3 });
  });

  test('of what was before: results and skipped steps, empty at first', async () => {
    const { results, skipped } = bodyOf('C') ?? {};
    expect(await evaluateAll({ results, skipped }, statesAt(0))).toEqual({ results: {}, skipped: [] });
    expect(
      await evaluateAll({ results, skipped }, statesAt(0), { results: { a: { n: 1 } }, skipped: ['b'] }),
    ).toEqual({ results: { a: { n: 1 } }, skipped: ['b'] });
  });

  test('its undo says whether it was skipped, and why the saga turned back', async () => {
    const undo = bodyOf('UndoB');
    const failure = { steps: ['c'], error: 'BusinessError', cause: 'no' };
    expect(await evaluateAll(undo, statesAt(0), { failure, skipped: ['b'] })).toMatchObject({
      step: { skipped: true },
      failure,
    });
    expect(await evaluateAll(undo, statesAt(0), { failure })).toMatchObject({ step: { skipped: false } });
  });
});

describe('what a step assigns', () => {
  const machine = shape('compensatable steps, then several retriable ones');

  test.each([
    ['the first', 'A', {}, { a: { id: 7 } }],
    ['a later one, beside those before it', 'B', { results: { a: 1 } }, { a: 1, b: { id: 7 } }],
    ['one that ran again, in place of the earlier', 'B', { results: { b: 1 } }, { b: { id: 7 } }],
  ] as const)('%s', async (_, name, variables, expected) => {
    const state = machine.States[name] as TaskState;
    const states = { result: { Payload: { id: 7 }, StatusCode: 200 } };
    expect(await evaluate(state.Assign?.results, states, variables)).toEqual(expected);
  });

  test.each([
    [null],
    [0],
    [false],
    [''],
    [[]],
    [[1]],
    ['text'],
  ])('a result of %j is kept as it is', async (value) => {
    const state = machine.States.A as TaskState;
    expect(await evaluate(state.Assign?.results, { result: { Payload: value } })).toEqual({ a: value });
  });

  test('a queue step answers without an envelope', async () => {
    const state = shape('a queue step as pivot').States.B as TaskState;
    expect(await evaluate(state.Assign?.results, { result: { id: 7 } }, { results: { a: 1 } })).toEqual({
      a: 1,
      b: { id: 7 },
    });
  });

  test('the last step ends with the results of all', async () => {
    const state = shape('one retriable step').States.X as TaskState;
    expect(await evaluate(state.Output, { result: { Payload: 1 } })).toEqual({ x: 1 });
  });
});

describe('what a failure says', () => {
  const { Catch } = shape('no retriable step').States.B as TaskState;
  const failureOf = (errorOutput: unknown) => evaluate(Catch?.[1]?.Assign?.failure, { errorOutput });

  test.each([
    ['name and cause', { Error: 'BusinessError', Cause: 'no' }, { error: 'BusinessError', cause: 'no' }],
    [
      'both null, as after SendTaskFailure without fields',
      { Error: null, Cause: null },
      { error: 'null', cause: 'null' },
    ],
    [
      'an empty cause, as after a timeout',
      { Error: 'States.Timeout', Cause: '' },
      { error: 'States.Timeout', cause: '' },
    ],
  ])('%s', async (_, errorOutput, expected) => {
    expect(await failureOf(errorOutput)).toEqual({ steps: ['b'], ...expected });
  });

  test('a long cause is cut at 1000 characters', async () => {
    expect(await failureOf({ Error: 'E', Cause: 'x'.repeat(40_000) })).toMatchObject({
      cause: 'x'.repeat(1000),
    });
  });
});

describe('conditions', () => {
  const conditionOf = (when: string) => {
    const counted = z.looseObject({ days: z.optional(z.number()), total: z.optional(z.number()) });
    const definition = {
      ...sagaOf([done('z', { result: counted }), done('a', { when }), told('x')]),
      input: z.looseObject({ ...counted.shape, a: z.optional(z.unknown()) }),
    };
    const { WhenA } = compile(definition, placeholderTargets).States as unknown as Record<
      string,
      { readonly Choices: readonly { readonly Condition: string }[] }
    >;
    return WhenA?.Choices[0]?.Condition;
  };

  test.each([
    ['$input.car', { car: true }, true],
    ['$input.car', { car: false }, false],
    ['$input.car', {}, false],
    ['$input.car', null, false],
    ['$input.car', { car: 'yes' }, false],
    ['$input.car', { car: 1 }, false],
    ['$exists($input.car)', { car: { days: 1 } }, true],
    ['$exists($input.car)', {}, false],
    ['$input.days > 3', { days: 4 }, true],
    ['$input.days > 3', {}, false],
    ['$input.a or $input.b', { b: true }, true],
    ['($input.a = 1; $input.b)', { b: true }, true],
  ] as const)('%s of %j: %s', async (when, input, expected) => {
    expect(await evaluate(conditionOf(when), statesAt(0, input))).toBe(expected);
  });

  test('may ask earlier results', async () => {
    const condition = conditionOf('$results.z.total > 100');
    expect(await evaluate(condition, statesAt(0), { results: { z: { total: 101 } } })).toBe(true);
    expect(await evaluate(condition, statesAt(0), { results: { z: { total: 100 } } })).toBe(false);
    expect(await evaluate(condition, statesAt(0))).toBe(false);
  });

  test('what is skipped is collected', async () => {
    const { Assign } = shape('the first two steps are conditional').States.WhenB as unknown as {
      Assign: { skipped: string };
    };
    expect(await evaluate(Assign.skipped)).toEqual(['b']);
    expect(await evaluate(Assign.skipped, {}, { skipped: ['a'] })).toEqual(['a', 'b']);
  });
});

describe('what a group assigns', () => {
  const machine = shape('conditional steps in a group');
  const group = machine.States.BGroup as ParallelState;

  test.each([
    ['all ran', [{ b: 1 }, { c: 2 }, { d: 3 }], { b: 1, c: 2, d: 3 }, []],
    ['one was skipped', [{}, { c: 2 }, { d: 3 }], { c: 2, d: 3 }, ['b']],
    ['all that could be were skipped', [{}, {}, { d: 3 }], { d: 3 }, ['b', 'c']],
    ['a branch answered null', [{ b: null }, { c: 2 }, { d: 3 }], { b: null, c: 2, d: 3 }, []],
  ])('%s', async (_, result, results, skipped) => {
    expect(await evaluateAll(group.Assign, { result }, { results: { a: 0 } })).toEqual({
      results: { a: 0, ...results },
      skipped,
    });
    expect(await evaluate(group.Assign?.skipped, { result }, { skipped: ['z'] })).toEqual(['z', ...skipped]);
  });

  test('a group in which everything was skipped', async () => {
    const all = sagaOf([
      { kind: 'parallel', steps: [done('b', { when: '$input.b' }), done('c', { when: '$input.c' })] },
      told('x'),
    ]);
    const state = compile(all, placeholderTargets).States.BGroup as ParallelState;
    expect(await evaluateAll(state.Assign, { result: [{}, {}] })).toEqual({
      results: {},
      skipped: ['b', 'c'],
    });
  });

  test.each([
    [{}, ['b', 'c']],
    [{ b: true }, ['c']],
    [{ b: true, c: true }, []],
  ])('when it failed, the conditions are asked again: %j', async (input, skipped) => {
    const assigned = group.Catch?.[1]?.Assign?.skipped;
    expect(await evaluate(assigned, statesAt(0, input))).toEqual(skipped);
  });

  test('its undoing adds what its branches parked, in one list', async () => {
    const undo = machine.States.UndoBGroup as ParallelState;
    const one = { step: 'c', command: 'undo-c' };
    const result = [{ parked: [] }, { parked: [one] }, { parked: [] }];
    expect(await evaluate(undo.Assign?.parked, { result })).toEqual([one]);
    expect(await evaluate(undo.Assign?.parked, { result }, { parked: [{ step: 'e' }] })).toEqual([
      { step: 'e' },
      one,
    ]);
    expect(
      await evaluate(undo.Assign?.parked, { result: [{ parked: [] }, { parked: [] }] }, { parked: [] }),
    ).toEqual([]);
  });
});

describe('the ends', () => {
  const { SagaNotCompleted } = shape('no retriable step').States as unknown as Record<string, FailState>;
  const end = (variables: Readonly<Record<string, unknown>>) =>
    evaluateAll({ error: SagaNotCompleted?.Error, cause: SagaNotCompleted?.Cause }, {}, variables);
  const failure = { steps: ['b'] };
  const parked = (...commands: readonly string[]) => commands.map((command) => ({ step: 'z', command }));

  test('everything is undone', async () => {
    expect(await end({ failure, parked: [] })).toEqual({
      error: 'SagaCompensated',
      cause: 'failed at b; compensated',
    });
  });

  test.each([
    [['undo-a'], 'undo-a'],
    [['undo-b', 'undo-a'], 'undo-b, undo-a'],
  ])('parked: %j', async (commands, text) => {
    expect(await end({ failure, parked: parked(...commands) })).toEqual({
      error: 'SagaCompensationFailed',
      cause: `failed at b; compensation parked: ${text}`,
    });
  });

  test('a group failed', async () => {
    expect(await end({ failure: { steps: ['b', 'c'] }, parked: [] })).toMatchObject({
      cause: 'failed at b, c; compensated',
    });
  });

  test('past the pivot', async () => {
    const { Cause } = shape('only retriable steps').States.SagaCompletionFailed as FailState;
    expect(await evaluate(Cause, {}, { parked: parked('x', 'y') })).toBe('not completed, parked: x, y');
  });
});

describe('what is parked', () => {
  const machine = shape('no retriable step');
  const undo = machine.States.UndoB as TaskState;
  const park = machine.States.ParkUndoB as TaskState;

  test('its message says the error and the attempts', async () => {
    const states = { errorOutput: { Error: 'E', Cause: 'c' }, context: { State: { RetryCount: 8 } } };
    const input = await evaluate(undo.Catch?.[1]?.Output, states);
    expect(input).toEqual({ error: 'E', cause: 'c', attempts: 9 });
    const { error, attempts } = commandOf(park)?.body ?? {};
    expect(await evaluateAll({ error, attempts }, { input })).toEqual({
      error: { error: 'E', cause: 'c' },
      attempts: 9,
    });
  });

  test('it is noted, and noted as unsent when even that failed', async () => {
    const entry = { step: 'b', command: 'undo-b' };
    expect(await evaluate(park.Assign?.parked, {}, { parked: [] })).toEqual([entry]);
    expect(await evaluate(park.Assign?.parked, {}, { parked: [{ step: 'c' }] })).toEqual([
      { step: 'c' },
      entry,
    ]);
    expect(await evaluate(park.Catch?.[1]?.Assign?.parked, {}, { parked: [] })).toEqual([
      { ...entry, unsent: true },
    ]);
  });
});

test('the unwind machine knows from its name and input what it unwinds', async () => {
  const machine = compileUnwind(sagaOf([step('a', { by: 'x', compensation: 'b' })]), placeholderTargets);
  const saga = {
    name: 'test',
    id: 'trip-1',
    version: 1,
    startTime: started.toISOString(),
    deadlineSeconds: 60,
  };
  const states = { context: { Execution: { Name: 'trip-1-u3', Input: { saga } }, State: { RetryCount: 0 } } };
  expect(await evaluateAll(commandOf(machine.States.B as TaskState)?.body, states)).toEqual({
    saga,
    step: { name: 'a', command: 'b', phase: 'compensation', attempt: 1, runner: 'u3' },
  });
});
