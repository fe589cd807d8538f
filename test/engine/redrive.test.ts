import type { StateMachineDefinition } from '../../lib/asl';
import { EngineError, type Execution, type MapRun, sleep, TaskError } from '../../lib/engine';
import { type Bench, bench, machine, outputOf, settle, task, typesOf } from './harness';

type Definition = Parameters<Bench['start']>[0];

const redriven = ({ engine }: Bench, definition: Definition, execution: Execution): Execution =>
  engine.redriveExecution({
    stateMachineArn: execution.stateMachineArn,
    definition,
    name: execution.name,
    input: execution.input,
    startDate: execution.startDate.getTime(),
    history: execution.history,
    redriveCount: execution.identity.redrive?.count ?? 0,
  });

const fail = (error = 'Probe.Retry'): never => {
  throw new TaskError(error, 'no');
};

/** `id<previous type` of the events from the redrive on. */
const sinceRedrive = (execution: Execution): readonly string[] => {
  const from = execution.history.findLastIndex(({ type }) => type === 'ExecutionRedriven');
  return execution.history
    .slice(from)
    .map(({ id, previousEventId, type }) => `${type} ${id}<${previousEventId}`);
};

/** Fails each name the given number of times, then answers it. */
const failing = (times: Readonly<Record<string, number>>) => {
  const left = { ...times };
  const calls: string[] = [];
  const service = ({ stateName }: { stateName: string }) => {
    calls.push(stateName);
    const more = left[stateName] ?? 0;
    left[stateName] = more - 1;
    return more > 0 ? fail() : { done: stateName };
  };
  return { calls, service };
};

describe('a redrive', () => {
  it('schedules the failed task anew, as of its entry, with its retries unused', async () => {
    const { calls, service } = failing({ Work: 3 });
    const b = bench({ work: service });
    const Retry = [{ ErrorEquals: ['Probe.Retry'], IntervalSeconds: 1, MaxAttempts: 1 }];
    const context =
      '{% {"redrives": $states.context.Execution.RedriveCount, "at": $states.context.Execution.RedriveTime, "retries": $states.context.State.RetryCount, "entered": $states.context.State.EnteredTime} %}';
    const definition = machine({
      Before: { Type: 'Pass', Assign: { kept: '{% $states.input.x %}' }, Output: { from: 'before' } },
      Pause: { Type: 'Wait', Seconds: 10 },
      Work: task('work', {
        Retry,
        Arguments: context,
        Output: { kept: '{% $kept %}', result: '{% $states.result %}' },
      }),
    });
    const first = await b.run(definition, { x: 7 });
    expect(first).toMatchObject({ status: 'FAILED', error: 'Probe.Retry' });
    await sleep(b.clock, 60_000);
    const again = redriven(b, definition, first);
    expect(again).toMatchObject({ arn: first.arn, status: 'RUNNING', startDate: first.startDate });
    await again.done;
    expect(outputOf(again)).toEqual({ kept: 7, result: { done: 'Work' } });
    expect(calls).toEqual(['Work', 'Work', 'Work', 'Work']);
    // Events 1 to 5 lead to the entry of Work, 6 to 12 are its two attempts and the end.
    expect(sinceRedrive(again)).toEqual([
      'ExecutionRedriven 14<13',
      ...['TaskScheduled 15<6', 'TaskStarted 16<15', 'TaskFailed 17<16'],
      ...['TaskScheduled 18<17', 'TaskStarted 19<18', 'TaskSucceeded 20<19', 'TaskStateExited 21<20'],
      'ExecutionSucceeded 22<21',
    ]);
    expect(again.history[13]?.executionRedrivenEventDetails).toEqual({ redriveCount: 1 });
    const parameters = again.history
      .flatMap(({ taskScheduledEventDetails: details }) => (details ? [JSON.parse(details.parameters)] : []))
      .map(({ redrives, at, retries, entered }) => [redrives, at, retries, entered]);
    const [entered, time] = ['2026-01-01T00:00:10.000Z', '2026-01-01T00:01:11.000Z'];
    expect(parameters).toEqual([
      [0, undefined, 0, entered],
      [0, undefined, 1, entered],
      [1, time, 0, entered],
      [1, time, 1, entered],
    ]);
  });

  it('runs only those branches of a Parallel that failed or were cut off', async () => {
    const b = bench({
      quick: () => ({ branch: 'preserved' }),
      slow: async () => {
        await sleep(b.clock, 60_000);
        return { branch: 'slow' };
      },
      fails: failing({ Fails: 1 }).service,
    });
    const branch = (name: string, service: string) => ({
      StartAt: name,
      States: { [name]: { ...task(service), End: true } },
    });
    const definition = machine({
      P: {
        Type: 'Parallel',
        Branches: [branch('Quick', 'quick'), branch('Fails', 'fails'), branch('Slow', 'slow')],
      },
    });
    const first = await b.run(definition);
    expect(first.error).toBe('Probe.Retry');
    const again = redriven(b, definition, first);
    await again.done;
    expect(outputOf(again)).toEqual([{ branch: 'preserved' }, { done: 'Fails' }, { branch: 'slow' }]);
    const scheduled = sinceRedrive(again).filter((event) => /Entered|Scheduled|Started|Parallel/.test(event));
    const entry = (name: string) =>
      again.history.find((event) => event.stateEnteredEventDetails?.name === name)?.id;
    expect(
      scheduled.filter((event) => event.startsWith('TaskScheduled')).map((event) => event.split('<')[1]),
    ).toEqual([String(entry('Fails')), String(entry('Slow'))]);
    expect(scheduled.filter((event) => /Entered|ParallelStateStarted/.test(event))).toEqual([]);
    expect(
      scheduled.filter((event) => /ParallelState/.test(event)).map((event) => event.split(' ')[0]),
    ).toEqual(['ParallelStateSucceeded', 'ParallelStateExited']);
  });

  it('runs the iterations of a Map that failed, and those that never began', async () => {
    const seen: unknown[] = [];
    let failures = 1;
    const b = bench({
      work: ({ arguments: item }) => {
        seen.push(item);
        if ((item as { index: number }).index === 1 && failures-- > 0) fail();
        return item;
      },
    });
    const definition = machine({
      M: {
        Type: 'Map',
        Items: [{ index: 0 }, { index: 1 }, { index: 2 }],
        MaxConcurrency: 1,
        ItemProcessor: { StartAt: 'W', States: { W: { ...task('work'), End: true } } },
      },
    });
    const first = await b.run(definition);
    expect(typesOf(first).slice(-4)).toEqual([
      ...['MapIterationFailed', 'TaskStateAborted', 'MapStateFailed', 'ExecutionFailed'],
    ]);
    const again = redriven(b, definition, first);
    await again.done;
    expect(seen).toEqual([{ index: 0 }, { index: 1 }, { index: 1 }, { index: 2 }]);
    expect(outputOf(again)).toEqual([{ index: 0 }, { index: 1 }, { index: 2 }]);
    expect(sinceRedrive(again).map((event) => event.split(' ')[0])).toEqual([
      ...['ExecutionRedriven', 'TaskScheduled', 'TaskStarted', 'TaskSucceeded', 'TaskStateExited'],
      ...['MapIterationSucceeded', 'MapIterationStarted', 'TaskStateEntered', 'TaskScheduled', 'TaskStarted'],
      ...['TaskSucceeded', 'TaskStateExited', 'MapIterationSucceeded', 'MapStateSucceeded', 'MapStateExited'],
      'ExecutionSucceeded',
    ]);
  });

  it('enters a Fail state no second time, and fails again', async () => {
    const b = bench();
    const definition = machine({ F: { Type: 'Fail', Error: 'Probe.Explicit', Cause: 'again' } });
    const again = await redriven(b, definition, await b.run(definition)).done;
    expect(sinceRedrive(again)).toEqual(['ExecutionRedriven 4<3', 'ExecutionFailed 5<4']);
    const third = await redriven(b, definition, again).done;
    expect(third.history.at(-2)?.executionRedrivenEventDetails).toEqual({ redriveCount: 2 });
  });

  it('goes on after a stop, and gives the machine its whole TimeoutSeconds again', async () => {
    const b = bench({ slow: () => sleep(b.clock, 50_000).then(() => 'late') });
    const definition = { ...machine({ A: task('slow'), B: task('slow') }), TimeoutSeconds: 80 };
    const first = await b.run(definition);
    expect(first.status).toBe('TIMED_OUT');
    const again = await redriven(b, definition, first).done;
    expect(again).toMatchObject({ status: 'SUCCEEDED' });
    const stopped = b.start(definition);
    await settle();
    b.engine.stopExecution(stopped.arn);
    expect((await redriven(b, { ...definition, TimeoutSeconds: 200 }, stopped).done).status).toBe(
      'SUCCEEDED',
    );
  });

  it('refuses what runs or has succeeded, and takes no answer under an old token', async () => {
    const tokens: string[] = [];
    const b = bench({ wait: ({ taskToken }) => void tokens.push(taskToken as string) });
    const definition = machine({
      A: { ...task('wait'), Resource: 'arn:aws:states:::test:wait.waitForTaskToken' },
    });
    const running = b.start(definition);
    await settle();
    const refusal = (status: string) =>
      expect.objectContaining({
        code: 'ExecutionNotRedrivable',
        message: `Execution ${running.arn} invalid for redrive as: Execution is ${status} and cannot be redriven`,
      });
    expect(() => redriven(b, definition, running)).toThrow(refusal('RUNNING'));
    b.engine.stopExecution(running.arn);
    const again = redriven(b, definition, running);
    await settle();
    const [old, fresh] = tokens as [string, string];
    expect(() => b.engine.sendTaskSuccess(old, '1')).toThrow(EngineError);
    b.engine.sendTaskSuccess(fresh, '2');
    await again.done;
    expect(outputOf(again)).toBe(2);
    expect(() => redriven(b, definition, again)).toThrow(refusal('SUCCEEDED'));
  });
});

describe('stopped after any of its events and redriven', () => {
  /** Everything that a redrive has to find again: variables at each level, retries, catchers, groups in groups. */
  const definition = machine({
    Start: { Type: 'Pass', Assign: { total: 1 }, Output: '{% $states.input %}' },
    Choose: {
      Type: 'Choice',
      Choices: [{ Condition: '{% $total = 1 %}', Next: 'Both', Assign: { chosen: true } }],
    },
    Both: {
      Type: 'Parallel',
      Branches: [
        {
          StartAt: 'Items',
          States: {
            Items: {
              Type: 'Map',
              Items: '{% $states.input.items %}',
              MaxConcurrency: 2,
              ItemProcessor: {
                StartAt: 'Keep',
                States: {
                  Keep: { Type: 'Pass', Assign: { mine: '{% $states.input * 10 %}' }, Next: 'Item' },
                  Item: { ...task('work', { Arguments: '{% $mine + $total %}' }), Next: 'Twice' },
                  Twice: {
                    Type: 'Parallel',
                    Branches: [
                      {
                        StartAt: 'Left',
                        States: { Left: { ...task('work', { Arguments: '{% $mine %}' }), End: true } },
                      },
                      {
                        StartAt: 'Right',
                        States: { Right: { Type: 'Wait', Seconds: 3, Output: '{% $mine %}', End: true } },
                      },
                    ],
                    End: true,
                  },
                },
              },
              End: true,
            },
          },
        },
        {
          StartAt: 'Saved',
          States: {
            Saved: {
              ...task('refuses'),
              Catch: [
                {
                  ErrorEquals: ['States.ALL'],
                  Assign: { why: '{% $states.errorOutput.Error %}' },
                  Next: 'After',
                },
              ],
              End: true,
            },
            After: { ...task('work', { Arguments: '{% $why %}' }), Next: 'Rest' },
            Rest: { Type: 'Wait', Seconds: 2, End: true },
          },
        },
      ],
      Next: 'End',
    },
    End: { ...task('work', { Arguments: '{% [$total, $chosen, $states.input] %}' }), End: true },
  });
  const input = { items: [1, 2, 3] };

  const world = () => {
    const answered: string[] = [];
    const b: Bench = bench({
      work: async (call) => {
        await sleep(b.clock, 1_000);
        if (!call.signal.aborted) answered.push(`${call.stateName} ${JSON.stringify(call.arguments)}`);
        return call.arguments;
      },
      refuses: async () => {
        await sleep(b.clock, 500);
        return fail('Refused');
      },
    });
    return { b, answered };
  };

  /** Stops it as soon as it has this many events. */
  const stop = async ({ b }: ReturnType<typeof world>, execution: Execution, events: number) => {
    while (execution.status === 'RUNNING' && execution.history.length < events) {
      await new Promise((resolve) => setImmediate(resolve));
    }
    b.engine.stopExecution(execution.arn);
    return execution;
  };

  it.each([
    ['once', []],
    ['and again a little later', [9]],
    ['and twice again', [4, 15]],
  ])('%s comes to the same end, and no task that had answered is run again', async (_times, more) => {
    const undisturbed = world();
    const whole = await undisturbed.b.run(definition, input);
    expect(whole.status).toBe('SUCCEEDED');
    const stops = new Set<number>();
    for (let events = 1; events < whole.history.length; events++) {
      const w = world();
      let execution = await stop(w, w.b.start(definition, input), events);
      if (execution.status !== 'ABORTED' || stops.has(execution.history.length)) continue;
      stops.add(execution.history.length);
      for (const later of more) {
        if (execution.status !== 'ABORTED') break;
        execution = redriven(w.b, definition, execution);
        await stop(w, execution, execution.history.length + later);
      }
      if (execution.status === 'ABORTED') execution = await redriven(w.b, definition, execution).done;
      expect(execution).toMatchObject({ status: 'SUCCEEDED', output: whole.output });
      expect(w.answered.toSorted()).toEqual(undisturbed.answered.toSorted());
    }
    expect(stops.size).toBeGreaterThan(8);
  });
});

describe('a distributed Map', () => {
  const distributed = (fields: object = {}) =>
    machine({
      M: {
        Type: 'Map',
        Label: 'Each',
        Items: '{% $states.input.items %}',
        ItemSelector: {
          item: '{% $states.context.Map.Item.Value %}',
          from: '{% $states.context.Map.Item.Source %}',
        },
        ItemProcessor: {
          ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
          StartAt: 'First',
          States: {
            First: { Type: 'Pass', Assign: { own: '{% $states.context.Execution.Name %}' }, Next: 'Work' },
            Work: { ...task('work', { Output: '{% [$states.result, $own] %}' }), End: true },
          },
        },
        ...fields,
      },
    });

  it('runs each item as an execution of its own, and redrives those that failed', async () => {
    const seen: unknown[] = [];
    let failures = 1;
    const b = bench(
      {
        work: ({ arguments: input }) => {
          const { item } = input as { item: number };
          seen.push(item);
          if (item === 2 && failures-- > 0) fail();
          return item * 10;
        },
      },
      pseudoRandom(),
    );
    const definition = distributed({ MaxConcurrency: 1 });
    const first = await b.run(definition, { items: [1, 2, 3] });
    expect(first).toMatchObject({ status: 'FAILED', error: 'States.ExceedToleratedFailureThreshold' });
    expect(typesOf(first).slice(-4)).toEqual([
      ...['MapRunStarted', 'MapRunFailed', 'MapStateFailed', 'ExecutionFailed'],
    ]);
    const [mapRun] = [...b.engine.allMapRuns()];
    expect(mapRun).toMatchObject({
      status: 'FAILED',
      redriveCount: 0,
      failures: { executions: 1, items: 1 },
    });
    expect(mapRun?.start).toMatchObject({ total: 3, executionArn: first.arn });
    const [ended, failed] = [...(mapRun?.children.values() ?? [])].map(({ execution }) => execution);
    expect(ended?.arn).toMatch(/:execution:machine\/Each:[0-9a-f-]{36}$/);
    expect(JSON.parse(ended?.history[0]?.executionStartedEventDetails?.input ?? '')).toEqual({
      item: 1,
      from: 'STATE_DATA',
    });
    expect(failed?.history.map(({ type }) => type)).toEqual([
      ...['ExecutionStarted', 'PassStateEntered', 'PassStateExited', 'TaskStateEntered'],
      ...['TaskScheduled', 'TaskStarted', 'TaskFailed', 'ExecutionFailed'],
    ]);

    const again = await redriven(b, definition, first).done;
    expect(seen).toEqual([1, 2, 2, 3]);
    const names = [...(mapRun?.children.values() ?? [])].map(({ execution }) =>
      execution.arn.split(':').at(-1),
    );
    expect(outputOf(again)).toEqual([10, 20, 30].map((value, index) => [value, names[index]]));
    expect(mapRun).toMatchObject({ status: 'SUCCEEDED', redriveCount: 1 });
    expect(sinceRedrive(again).map((event) => event.split(' ')[0])).toEqual([
      ...['ExecutionRedriven', 'MapRunRedriven', 'MapRunSucceeded', 'MapStateSucceeded', 'MapStateExited'],
      'ExecutionSucceeded',
    ]);
    const child = b.engine.execution(failed?.arn ?? '');
    expect(sinceRedrive(child)[0]).toBe('ExecutionRedriven 9<8');
    expect(child.summary).toMatchObject({ status: 'SUCCEEDED', mapRunArn: mapRun?.start.arn });
  });

  const childrenOf = ({ engine }: Bench) =>
    [...engine.allMapRuns()].flatMap(({ children }) =>
      [...children.values()].map(({ execution }) => execution),
    );

  it('counts in each attempt only what has failed in it', async () => {
    const asked: number[] = [];
    const waiting: (readonly number[])[] = [];
    const b = bench(
      {
        work: ({ arguments: input }) => {
          const { item } = input as { item: number };
          const again = asked.includes(item);
          asked.push(item);
          waiting.push([...b.engine.allMapRuns()].flatMap(({ pendingRedrive }) => [...pendingRedrive]));
          if (item === 1 || (item === 2 && !again)) fail();
          return item;
        },
      },
      pseudoRandom(),
    );
    const definition = distributed({ MaxConcurrency: 1, ToleratedFailureCount: 1 });
    const first = await b.run(definition, { items: [1, 2, 3] });
    expect(first.error).toBe('States.ExceedToleratedFailureThreshold');
    const again = await redriven(b, definition, first).done;
    expect(asked).toEqual([1, 2, 1, 2, 3]);
    expect(waiting).toEqual([[], [], [1], [], []]);
    expect(again.status).toBe('SUCCEEDED');
    expect([...b.engine.allMapRuns()][0]?.failures).toEqual({ executions: 1, items: 1 });
  });

  it.each([
    [0, 'FAILED', 'States.ExceedToleratedFailureThreshold'],
    [1, 'SUCCEEDED', undefined],
  ])('counts a child that can no longer be redriven as failed: with %i tolerated it ends %s', async (...row) => {
    const [count, status, error] = row;
    const DAY_SECONDS = 24 * 3600;
    const asked: number[] = [];
    const b = bench(
      {
        work: async ({ arguments: input }) => {
          const { item } = input as { item: number };
          asked.push(item);
          if (item === 1) fail();
          if (asked.filter((one) => one === item).length > 1) return item;
          await sleep(b.clock, 15 * DAY_SECONDS * 1000);
          return fail();
        },
      },
      pseudoRandom(),
    );
    const definition = distributed({ ToleratedFailureCount: 1 });
    const first = await b.run(definition, { items: [1, 2] });
    expect(first.status).toBe('FAILED');
    const mapRun = [...b.engine.allMapRuns()][0] as MapRun;
    mapRun.limits = { ...mapRun.limits, tolerated: { count, percentage: undefined } };
    const again = await redriven(b, definition, first).done;
    expect(again).toMatchObject({ status, error });
    expect(asked.filter((item) => item === 1)).toHaveLength(1);
  });

  it('starts no child once the Map was cut off', async () => {
    const b = bench({ work: () => fail() }, pseudoRandom());
    const definition = distributed({
      ItemSelector: '{% $states.context.Map.Item.Value = 2 ? $map([1..500], function($x) { $x }) : {} %}',
    });
    const execution = await b.run(definition, { items: [1, 2] });
    expect(execution.status).toBe('FAILED');
    await settle();
    await sleep(b.clock, 1000);
    expect(childrenOf(b).map(({ status }) => status)).toEqual(['FAILED']);
  });

  it('opens no Map run once it was cut off', async () => {
    const b = bench({ work: () => 1 }, pseudoRandom());
    const slow = distributed({
      ItemSelector: '{% $map([1..500], function($x) { $x }) %}',
      ItemBatcher: { MaxItemsPerBatch: 1 },
    });
    const failing = { StartAt: 'F', States: { F: { Type: 'Fail' as const, Error: 'Probe' } } };
    const both = machine({ Both: { Type: 'Parallel', Branches: [slow, failing].map(asBranch) } });
    const execution = await b.run(both, { items: [1, 2] });
    expect(execution).toMatchObject({ status: 'FAILED', error: 'Probe' });
    await sleep(b.clock, 1000);
    expect([...b.engine.allMapRuns()]).toEqual([]);
  });

  it('starts Express children anew, from their first state', async () => {
    const { calls, service } = failing({ Work: 1 });
    const b = bench({ work: service }, pseudoRandom());
    const definition = distributed({
      ItemProcessor: {
        ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'EXPRESS' },
        StartAt: 'First',
        States: {
          First: { ...task('work'), Next: 'Work' },
          Work: { ...task('work'), End: true },
        },
      },
    });
    const first = await b.run(definition, { items: [1] });
    const [failed] = childrenOf(b);
    const again = await redriven(b, definition, first).done;
    expect(again.status).toBe('SUCCEEDED');
    expect(calls).toEqual(['First', 'Work', 'First', 'Work']);
    const [anew] = childrenOf(b);
    expect(anew?.arn).not.toBe(failed?.arn);
    expect(anew?.history.map(({ type }) => type)).not.toContain('ExecutionRedriven');
  });

  it('stops its children with the execution, and counts against both limits', async () => {
    const b = bench({ work: () => new Promise(() => undefined) });
    const execution = b.start(distributed(), { items: [1, 2] });
    await settle();
    b.engine.stopExecution(execution.arn);
    const [mapRun] = [...b.engine.allMapRuns()];
    expect([...(mapRun?.children.values() ?? [])].map(({ execution: { status } }) => status)).toEqual([
      'ABORTED',
      'ABORTED',
    ]);
    expect(mapRun?.status).toBe('ABORTED');
  });

  it.each([
    [{ ToleratedFailureCount: 1 }, 'SUCCEEDED'],
    [{ ToleratedFailureCount: 1, ToleratedFailurePercentage: 10 }, 'FAILED'],
    [{ ToleratedFailureCount: 0, ToleratedFailurePercentage: 100 }, 'FAILED'],
    [{ ToleratedFailurePercentage: 34 }, 'SUCCEEDED'],
    [{}, 'FAILED'],
  ])('with %j and one of three that fails ends %s', async (fields, status) => {
    const b = bench(
      { work: ({ arguments: input }) => ((input as { item: number }).item === 2 ? fail() : 1) },
      pseudoRandom(),
    );
    expect((await b.run(distributed(fields), { items: [1, 2, 3] })).status).toBe(status);
  });
});

const asBranch = ({ StartAt, States }: Pick<StateMachineDefinition, 'StartAt' | 'States'>) => ({
  StartAt,
  States,
});

/** Child executions are named by chance: a constant would give all of them one name. */
const pseudoRandom = (): (() => number) => {
  let seed = 1;
  return () => {
    seed = (seed * 16_807) % 2_147_483_647;
    return seed / 2_147_483_647;
  };
};
