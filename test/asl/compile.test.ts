import {
  type Catcher,
  commandOf,
  compile,
  compileUnwind,
  type FailState,
  type ParallelState,
  placeholderTargets,
  SAGA_ENDS,
  type StateMachineDefinition,
  type TaskState,
  walk,
} from '../../lib/asl';
import { flatSteps, hasCompensation, type SagaDefinition } from '../../lib/saga';
import { orderSaga } from '../../lib/sagas';
import { SHAPES } from '../saga/definitions';

const order = compile(orderSaga as SagaDefinition, placeholderTargets);
const orderUnwind = compileUnwind(orderSaga as SagaDefinition, placeholderTargets);

const shape = (name: string): StateMachineDefinition => compile(definitionOf(name), placeholderTargets);
const definitionOf = (name: string): SagaDefinition => {
  const definition = SHAPES[name];
  if (!definition) throw new Error(`no shape '${name}'`);
  return definition;
};

const task = (machine: StateMachineDefinition, name: string): TaskState => machine.States[name] as TaskState;
const parallel = (machine: StateMachineDefinition, name: string): ParallelState =>
  machine.States[name] as ParallelState;

/** State names along the regular way out, from the start. */
const happyPath = (machine: StateMachineDefinition): readonly string[] => pathFrom(machine, machine.StartAt);
const pathFrom = (machine: StateMachineDefinition, start: string): readonly string[] => {
  const names: string[] = [];
  for (let name: string | undefined = start; name !== undefined; ) {
    names.push(name);
    const next: { readonly Next?: string } | undefined = machine.States[name] as { readonly Next?: string };
    name = next?.Next;
  }
  return names;
};
const targetsOf = (catchers: readonly Catcher[] | undefined): readonly string[] =>
  (catchers ?? []).map((catcher) => catcher.Next);

describe('order: the forward flow', () => {
  test('N steps are N states, in the order of the definition, and the last one ends', () => {
    expect(happyPath(order)).toEqual([
      'PlaceOrder',
      'ProcessPayment',
      'RemoveProductFromStock',
      'GenerateInvoice',
      'ShipOrder',
      'ConfirmOrder',
      'NotifyCustomer',
    ]);
    expect(task(order, 'NotifyCustomer').End).toBe(true);
  });

  test('no bookkeeping states: tasks, and the two ends', () => {
    const types = Object.values(order.States).map((state) => state.Type);
    expect([...new Set(types)].toSorted()).toEqual(['Fail', 'Task']);
    // An action a step, a compensation for each but the retriable ones, a park for each of both kinds, 2 ends.
    const steps = flatSteps(orderSaga);
    const undoable = steps.filter(hasCompensation);
    expect(types).toHaveLength(steps.length + undoable.length + steps.length + 2);
  });

  test.each([
    ['PlaceOrder', 'CancelOrder'],
    ['ProcessPayment', 'RefundPayment'],
    ['RemoveProductFromStock', 'RestoreStock'],
    ['GenerateInvoice', 'CancelInvoice'],
    ['ShipOrder', 'CancelShipment'],
  ])('whatever %s catches leads to %s', (action, compensation) => {
    const catchers = task(order, action).Catch;
    expect(catchers?.map((catcher) => catcher.ErrorEquals)).toEqual([
      ['States.DataLimitExceeded'],
      ['States.ALL'],
    ]);
    expect(targetsOf(catchers)).toEqual([compensation, compensation]);
    for (const catcher of catchers ?? []) {
      expect(Object.keys(catcher.Assign ?? {})).toEqual(['failure', 'parked']);
      expect(catcher.Assign?.parked).toEqual([]);
    }
  });

  test('the retriable step leads to its park, and from there to the end past the pivot', () => {
    expect(targetsOf(task(order, 'NotifyCustomer').Catch)).toEqual([
      'ParkNotifyCustomer',
      'ParkNotifyCustomer',
    ]);
    expect(task(order, 'ParkNotifyCustomer').Next).toBe('SagaCompletionFailed');
    expect(order.States.SagaCompletionFailed).toMatchObject({ Type: 'Fail', Error: 'SagaCompletionFailed' });
  });

  test('an action says all that a participant needs', () => {
    expect(task(order, 'ProcessPayment').Arguments).toEqual({
      FunctionName: '${payments.function}',
      Payload: {
        saga: {
          name: 'order',
          id: '{% $states.context.Execution.Name %}',
          version: orderSaga.version,
          startTime: '{% $states.context.Execution.StartTime %}',
          deadlineSeconds: expect.stringContaining('86400'),
        },
        step: {
          name: 'process-payment',
          command: 'process-payment',
          phase: 'action',
          attempt: '{% $states.context.State.RetryCount + 1 %}',
          runner: 'main',
        },
        input: '{% $states.context.Execution.Input %}',
        results: expect.any(String),
        skipped: [],
      },
    });
  });

  test('retriers: never, throttled, unknown', () => {
    const capped = { IntervalSeconds: 2, BackoffRate: 2, MaxDelaySeconds: 60, JitterStrategy: 'FULL' };
    expect(task(order, 'PlaceOrder').Retry).toEqual([
      {
        ErrorEquals: ['BusinessError', 'States.DataLimitExceeded', 'States.QueryEvaluationError'],
        MaxAttempts: 0,
      },
      { ErrorEquals: ['Lambda.TooManyRequestsException'], MaxAttempts: 8, ...capped },
      { ErrorEquals: ['States.ALL'], MaxAttempts: 4, ...capped },
    ]);
    const persistent = [
      { ErrorEquals: ['BusinessError'], MaxAttempts: 0 },
      { ErrorEquals: ['States.ALL'], MaxAttempts: 8, ...capped },
    ];
    for (const name of ['NotifyCustomer', 'CancelOrder', 'ParkCancelOrder', 'ParkNotifyCustomer']) {
      expect(task(order, name).Retry).toEqual(persistent);
    }
  });
});

describe('order: the way back', () => {
  const chain = ['CancelShipment', 'CancelInvoice', 'RestoreStock', 'RefundPayment', 'CancelOrder'];

  test('last to first, to the end', () => {
    expect(pathFrom(order, 'CancelShipment')).toEqual([...chain, 'SagaNotCompleted']);
  });

  test.each(
    chain.map((name, index) => [name, chain[index + 1] ?? 'SagaNotCompleted'] as const),
  )('%s that is given up is parked, and the chain goes on with %s', (name, next) => {
    const park = `Park${name}`;
    expect(targetsOf(task(order, name).Catch)).toEqual([park, park]);
    expect(task(order, park).Next).toBe(next);
    expect(targetsOf(task(order, park).Catch)).toEqual([next, next]);
  });

  test('the end says whether anything is parked', () => {
    expect((order.States.SagaNotCompleted as FailState).Error).toContain("'SagaCompensated'");
    expect((order.States.SagaNotCompleted as FailState).Error).toContain("'SagaCompensationFailed'");
    expect(SAGA_ENDS).toEqual(['SagaCompensated', 'SagaCompensationFailed', 'SagaCompletionFailed']);
  });

  test('a park says which command of which saga was given up, to the errors queue', () => {
    const { Resource, Arguments } = task(order, 'ParkRefundPayment');
    expect(Resource).toBe('arn:aws:states:::sqs:sendMessage');
    expect(Arguments).toMatchObject({
      QueueUrl: '${saga-errors}',
      MessageBody: { saga: { name: 'order' }, step: 'process-payment', phase: 'compensation' },
    });
  });
});

describe.each(Object.entries(SHAPES))('%s', (_, definition) => {
  const machines = [compile(definition, placeholderTargets), compileUnwind(definition, placeholderTargets)];

  test('a compensation carries neither input nor results, and nothing parked does', () => {
    const commands = machines
      .flatMap((machine) => [...walk(machine)])
      .map(({ state }) => commandOf(state))
      .filter((command) => command !== undefined && (command.phase !== 'action' || command.kind === 'park'));
    expect(commands.length).toBeGreaterThan(0);
    for (const command of commands) {
      expect(command?.body).not.toHaveProperty('input');
      expect(command?.body).not.toHaveProperty('results');
      expect(JSON.stringify(command?.body)).not.toContain('$results');
    }
  });

  test('a compensation is invoked directly, also of a queue step', () => {
    for (const { state } of machines.flatMap((machine) => [...walk(machine)])) {
      const command = commandOf(state);
      if (command?.kind !== 'command' || command.phase === 'action') continue;
      expect((state as TaskState).Resource).toBe('arn:aws:states:::lambda:invoke');
    }
  });

  test('an action takes input, results and what was skipped', () => {
    const actions = machines
      .flatMap((machine) => [...walk(machine)])
      .map(({ state }) => commandOf(state))
      .filter((command) => command?.kind === 'command' && command.phase === 'action');
    for (const action of actions) {
      expect(Object.keys(action?.body ?? {})).toEqual(
        expect.arrayContaining(['saga', 'step', 'input', 'results', 'skipped']),
      );
    }
  });
});

describe('queue steps', () => {
  const machine = shape('a queue step as pivot');

  test('send the command with a task token and wait for the answer', () => {
    const { Resource, Arguments } = task(machine, 'B');
    expect(Resource).toBe('arn:aws:states:::sqs:sendMessage.waitForTaskToken');
    expect(Arguments).toMatchObject({
      QueueUrl: '${b-service.queue}',
      MessageBody: { step: { name: 'b', phase: 'action' }, taskToken: '{% $states.context.Task.Token %}' },
    });
  });

  test('neither a timeout nor an answer of the consumer is retried', () => {
    expect(task(machine, 'B').Retry?.[0]).toEqual({
      ErrorEquals: [
        'BusinessError',
        'States.DataLimitExceeded',
        'States.QueryEvaluationError',
        'TransientError',
        'States.Timeout',
        'States.HeartbeatTimeout',
      ],
      MaxAttempts: 0,
    });
  });

  test('no heartbeat unless asked for', () => {
    expect(task(machine, 'B')).not.toHaveProperty('HeartbeatSeconds');
    expect(task(shape('a queue step with a heartbeat'), 'A')).toHaveProperty('HeartbeatSeconds');
    expect(task(shape('a queue step with a heartbeat'), 'X').HeartbeatSeconds).toBe(120);
  });

  test('a retriable one waits as long as it says, whatever the deadline', () => {
    expect(task(shape('retriable queue steps'), 'X').TimeoutSeconds).toBe(600);
  });
});

describe('several retriable steps', () => {
  const machine = shape('only retriable steps');

  test('each leads to its own park, a park to the parks after it, the last to the end', () => {
    expect(happyPath(machine)).toEqual(['X', 'Y', 'Z']);
    expect(['X', 'Y', 'Z'].map((name) => targetsOf(task(machine, name).Catch)[0])).toEqual([
      'ParkX',
      'ParkY',
      'ParkZ',
    ]);
    expect(pathFrom(machine, 'ParkX')).toEqual(['ParkX', 'ParkY', 'ParkZ', 'SagaCompletionFailed']);
  });

  test('one behind a parked one is parked as not attempted', () => {
    expect(task(machine, 'ParkX').Output).toEqual({
      error: 'NotAttempted',
      cause: 'step x before it was parked',
      attempts: 0,
    });
  });

  test('a conditional one is parked without being asked: it may look at a result that is still to come', () => {
    const conditional = shape('a conditional retriable step');
    expect(pathFrom(conditional, 'ParkX')).toEqual(['ParkX', 'ParkY', 'ParkZ', 'SagaCompletionFailed']);
    expect(task(conditional, 'ParkZ').Arguments).toMatchObject({
      MessageBody: { skipped: '{% [$skipped] %}' },
    });
  });
});

describe('a conditional step', () => {
  const machine = shape('a conditional step in the middle');

  test('is a Choice with a Default that notes what it skips', () => {
    expect(task(machine, 'A').Next).toBe('WhenB');
    expect(machine.States.WhenB).toEqual({
      Type: 'Choice',
      Choices: [
        {
          Condition: '{% ($input := $states.context.Execution.Input; (($input.b) = true)) %}',
          Next: 'B',
          Comment: '$input.b',
        },
      ],
      Default: 'C',
      Assign: { skipped: '{% [$skipped, "b"] %}' },
    });
  });

  test('is undone in the chain all the same, and told whether it was skipped', () => {
    expect(pathFrom(machine, 'UndoC')).toEqual(['UndoC', 'UndoB', 'UndoA', 'SagaNotCompleted']);
    expect(commandOf(task(machine, 'UndoB'))?.body.step).toMatchObject({
      skipped: '{% "b" in [$skipped] %}',
    });
    expect(commandOf(task(machine, 'UndoA'))?.body.step).not.toHaveProperty('skipped');
  });

  test('may stand first', () => {
    expect(shape('the first step is conditional').StartAt).toBe('WhenA');
    const twice = shape('the first two steps are conditional');
    expect(twice.StartAt).toBe('WhenA');
    expect(twice.States.WhenA).toMatchObject({ Default: 'WhenB' });
    expect(twice.States.WhenB).toMatchObject({ Default: 'C' });
  });
});

describe('a parallel group', () => {
  const machine = shape('a group in the middle');
  const group = parallel(machine, 'BGroup');

  test('has a branch a step; branch tasks retry, and leave catching to the group', () => {
    expect(happyPath(machine)).toEqual(['A', 'BGroup', 'E', 'X']);
    expect(group.Branches.map((branch) => Object.keys(branch.States))).toEqual([['B'], ['C'], ['D']]);
    for (const { States, StartAt } of group.Branches) {
      const state = States[StartAt] as TaskState;
      expect(state.Retry).toHaveLength(3);
      expect(state).not.toHaveProperty('Catch');
      expect(state).not.toHaveProperty('Assign');
      expect(state.End).toBe(true);
    }
  });

  test('leads to the undoing of all its branches, and the step behind it does too', () => {
    expect(targetsOf(group.Catch)).toEqual(['UndoBGroup', 'UndoBGroup']);
    expect(pathFrom(machine, 'UndoE')).toEqual(['UndoE', 'UndoBGroup', 'UndoA', 'SagaNotCompleted']);
    expect(group.Catch?.[0]?.Assign?.failure).toContain('["b","c","d"]');
  });

  test('is undone by branches that cannot fail: undo, else park, else note that it was not sent', () => {
    const undo = parallel(machine, 'UndoBGroup');
    expect(undo).not.toHaveProperty('Catch');
    expect(undo.Branches).toHaveLength(3);
    const { StartAt, States } = undo.Branches[1] ?? { StartAt: '', States: {} };
    expect(Object.keys(States)).toEqual(['UndoC', 'ParkUndoC', 'UnsentUndoC']);
    expect(StartAt).toBe('UndoC');
    expect(targetsOf((States.UndoC as TaskState).Catch)).toEqual(['ParkUndoC', 'ParkUndoC']);
    expect(targetsOf((States.ParkUndoC as TaskState).Catch)).toEqual(['UnsentUndoC', 'UnsentUndoC']);
    expect(States.UnsentUndoC).toMatchObject({ Type: 'Pass', End: true });
  });

  test('a conditional branch is a Choice whose other side is a Pass', () => {
    const branch = parallel(shape('conditional steps in a group'), 'BGroup').Branches[0];
    expect(branch?.StartAt).toBe('WhenB');
    expect(branch?.States.WhenB).toMatchObject({ Choices: [{ Next: 'B' }], Default: 'SkipB' });
    expect(branch?.States.SkipB).toEqual({ Type: 'Pass', Output: {}, End: true });
  });
});

describe('the unwind machine', () => {
  test('fences what must not happen any more, then undoes all, last to first', () => {
    expect(happyPath(orderUnwind)).toEqual([
      'FenceConfirmOrder',
      'FenceNotifyCustomer',
      'CancelShipment',
      'CancelInvoice',
      'RestoreStock',
      'RefundPayment',
      'CancelOrder',
      'AnythingParked',
    ]);
    expect(orderUnwind.States.AnythingParked).toMatchObject({
      Choices: [{ Next: 'Unwound' }],
      Default: 'SagaNotCompleted',
    });
  });

  test('a fence is never parked: without it the machine fails, and the next one runs', () => {
    expect(task(orderUnwind, 'FenceNotifyCustomer')).not.toHaveProperty('Catch');
  });

  test('takes the saga from its input and says which unwind machine it is', () => {
    expect(commandOf(task(orderUnwind, 'RefundPayment'))?.body).toEqual({
      saga: '{% $merge([{}, $states.context.Execution.Input.saga]) %}',
      step: {
        name: 'process-payment',
        command: 'refund-payment',
        phase: 'compensation',
        attempt: '{% $states.context.State.RetryCount + 1 %}',
        runner: "{% $split($states.context.Execution.Name, '-')[-1] %}",
      },
    });
  });

  test('of a saga without compensations it fences, and that is all', () => {
    const machine = compileUnwind(definitionOf('only retriable steps'), placeholderTargets);
    expect(happyPath(machine)).toEqual(['FenceX', 'FenceY', 'FenceZ', 'Unwound']);
    expect(Object.keys(machine.States)).toHaveLength(4);
  });

  test('of a saga without retriable steps it starts with the last compensation', () => {
    expect(compileUnwind(definitionOf('no retriable step'), placeholderTargets).StartAt).toBe('UndoC');
  });
});

test('two commands whose states would meet do not compile, even past defineSaga', () => {
  const definition = definitionOf('no retriable step');
  const [first, ...rest] = definition.steps;
  const clash = { ...first, compensation: 'b' } as (typeof definition.steps)[number];
  expect(() => compile({ ...definition, steps: [clash, ...rest] }, placeholderTargets)).toThrow(
    "two states would be called 'B'",
  );
});
