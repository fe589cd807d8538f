import {
  compile,
  compileUnwind,
  edgesOf,
  lint,
  placeholderTargets,
  SAGA_CHECKS,
  type StateMachineDefinition,
  walk,
} from '../../lib/asl';
import type { SagaDefinition } from '../../lib/saga';
import { orderSaga, sagas } from '../../lib/sagas';
import { mutated, type Open, replaced } from '../asl/mutate';
import { SHAPES } from '../saga/definitions';

/** A compiler that is broken on purpose: the lint has to notice, and say which state it is about. */
const order = orderSaga as SagaDefinition;
const machine = compile(order, placeholderTargets);
const unwind = compileUnwind(order, placeholderTargets);

const checksOn = async (broken: StateMachineDefinition, definition: SagaDefinition = order) =>
  new Set((await lint(broken, definition)).map(({ check, state }) => `${check} ${state}`));

type States = Record<string, Open>;

describe('order, broken by hand', () => {
  const breaks: readonly (readonly [
    what: string,
    change: (states: States, all: Open) => void,
    finding: string,
  ])[] = [
    ['a forward task without Catch', (s) => delete s.ProcessPayment.Catch, 'task-catch ProcessPayment'],
    ['a compensation without Catch', (s) => delete s.RefundPayment.Catch, 'task-catch RefundPayment'],
    ['a park without Catch', (s) => delete s.ParkRefundPayment.Catch, 'task-catch ParkRefundPayment'],
    [
      'only BusinessError caught',
      (s) => {
        s.ShipOrder.Catch = [{ ...s.ShipOrder.Catch[1], ErrorEquals: ['BusinessError'] }];
      },
      'task-catch ShipOrder',
    ],
    ['data limit not caught', (s) => s.ShipOrder.Catch.shift(), 'data-limit ShipOrder'],
    ['catchers swapped', (s) => s.ShipOrder.Catch.reverse(), 'catch-all-last ShipOrder'],
    ['retriers swapped', (s) => s.ShipOrder.Retry.reverse(), 'catch-all-last ShipOrder'],
    ['no timeout', (s) => delete s.CancelInvoice.TimeoutSeconds, 'task-timeout CancelInvoice'],
    [
      'a timeout on the machine',
      (_, m) => {
        m.TimeoutSeconds = 3600;
      },
      'machine-timeout (machine)',
    ],
    [
      'a failure leads to the compensation before its own',
      (s) => {
        s.ShipOrder.Catch[1].Next = 'CancelInvoice';
      },
      'own-compensation ShipOrder',
    ],
    [
      'a failure leads to the end',
      (s) => {
        s.PlaceOrder.Catch[1].Next = 'SagaNotCompleted';
      },
      'own-compensation PlaceOrder',
    ],
    [
      'one step is left out going forward',
      (s) => {
        s.PlaceOrder.Next = 'RemoveProductFromStock';
      },
      'forward-order PlaceOrder',
    ],
    [
      'two steps change places',
      (s) => {
        s.PlaceOrder.Next = 'RemoveProductFromStock';
        s.RemoveProductFromStock.Next = 'ProcessPayment';
        s.ProcessPayment.Next = 'GenerateInvoice';
      },
      'forward-order PlaceOrder',
    ],
    [
      'the saga ends early',
      (s) => {
        delete s.GenerateInvoice.Next;
        s.GenerateInvoice.End = true;
      },
      'forward-order GenerateInvoice',
    ],
    [
      'it starts with the second step',
      (_, m) => {
        m.StartAt = 'ProcessPayment';
      },
      'forward-order (machine)',
    ],
    [
      'a compensation is left out',
      (s) => {
        s.CancelInvoice.Next = 'RefundPayment';
      },
      'compensation-order CancelInvoice',
    ],
    [
      'a park leaves one out',
      (s) => {
        s.ParkCancelInvoice.Next = 'RefundPayment';
      },
      'compensation-order CancelInvoice',
    ],
    [
      'a failed park leaves one out',
      (s) => {
        s.ParkCancelInvoice.Catch[1].Next = 'SagaNotCompleted';
      },
      'compensation-order CancelInvoice',
    ],
    [
      'the chain ends early',
      (s) => {
        s.RestoreStock.Next = 'SagaNotCompleted';
      },
      'compensation-order RestoreStock',
    ],
    [
      'the chain runs in circles',
      (s) => {
        s.CancelOrder.Next = 'CancelShipment';
      },
      'compensation-order CancelOrder',
    ],
    [
      'a compensation that is given up is not parked',
      (s) => {
        s.CancelInvoice.Catch[1].Next = 'RestoreStock';
      },
      'given-up-is-parked CancelInvoice',
    ],
    [
      'it is parked as another',
      (s) => {
        s.CancelInvoice.Catch[1].Next = 'ParkRestoreStock';
      },
      'given-up-is-parked CancelInvoice',
    ],
    [
      'a retriable step that is given up turns the saga back',
      (s) => {
        s.NotifyCustomer.Catch[1].Next = 'CancelShipment';
      },
      'given-up-is-parked NotifyCustomer',
    ],
    [
      'a compensation takes the input',
      (s) => {
        s.CancelOrder.Arguments.Payload.input = '{% $states.input %}';
      },
      'lean-compensation CancelOrder',
    ],
    [
      'a compensation takes the results',
      (s) => {
        s.CancelOrder.Arguments.Payload.results = {};
      },
      'lean-compensation CancelOrder',
    ],
    [
      'an action is sent twice',
      (s) => {
        s.PlaceOrder.Arguments.Payload.step.name = 'process-payment';
      },
      'commands-complete (machine)',
    ],
    [
      'a command that nobody asked for',
      (s) => {
        s.NotifyCustomer.Arguments.Payload.step.name = 'notify-nobody';
      },
      'commands-complete (machine)',
    ],
    [
      'the result is read where it is not there',
      (s) => {
        s.PlaceOrder.Arguments.Payload.results = '{% [$states.result] %}';
      },
      'jsonata-states PlaceOrder',
    ],
    [
      'a variable is misspelt',
      (s) => {
        s.SagaNotCompleted.Error = "{% $count($praked) = 0 ? 'a' : 'b' %}";
      },
      'unknown-variable SagaNotCompleted',
    ],
    [
      'what is parked is not started empty',
      (s) => {
        for (const state of Object.values(s)) for (const c of state.Catch ?? []) delete c.Assign?.parked;
        for (const state of Object.values(s)) delete state.Assign?.parked;
      },
      'unknown-variable SagaNotCompleted',
    ],
    [
      'results are taken without asking',
      (s) => {
        s.PlaceOrder.Arguments.Payload.results = '{% $results %}';
      },
      'unknown-variable PlaceOrder',
    ],
    [
      'a cause that may be null is cut',
      (s) => {
        s.PlaceOrder.Catch[1].Assign.failure = "{% {'c': $substring($states.errorOutput.Cause, 0, 9)} %}";
      },
      'total-expression PlaceOrder',
    ],
    [
      'the deadline is taken as it comes',
      (s) => {
        s.PlaceOrder.Arguments.Payload.saga.deadlineSeconds =
          '{% $states.context.Execution.Input.deadlineSeconds %}';
      },
      'total-expression PlaceOrder',
    ],
    [
      'a wait below a second',
      (s) => {
        s.ShipOrder.TimeoutSeconds = '{% $min([60, 0]) %}';
      },
      'total-expression ShipOrder',
    ],
    [
      'a retry that shrinks',
      (s) => {
        s.PlaceOrder.Retry[1].BackoffRate = 0.5;
      },
      'shape PlaceOrder',
    ],
    [
      'an error that does not exist',
      (s) => {
        s.PlaceOrder.Retry[0].ErrorEquals.push('States.Nothing');
      },
      'error-names PlaceOrder',
    ],
  ];

  test.each(breaks)('%s', async (_, change, finding) => {
    expect([...(await checksOn(mutated(machine, change)))]).toContain(finding);
  });

  const unwindBreaks: readonly (readonly [string, (states: States, all: Open) => void, string])[] = [
    [
      'it starts with the compensations',
      (_, m) => {
        m.StartAt = 'CancelShipment';
      },
      'compensation-order (machine)',
    ],
    [
      'the fence leads past the last compensation',
      (s) => {
        s.FenceNotifyCustomer.Next = 'CancelInvoice';
      },
      'compensation-order FenceNotifyCustomer',
    ],
    [
      'a fence is missing',
      (s, m) => {
        delete s.FenceNotifyCustomer;
        m.StartAt = 'CancelShipment';
      },
      'commands-complete (machine)',
    ],
    [
      'the fence fences another step',
      (s) => {
        s.FenceNotifyCustomer.Arguments.Payload.step.name = 'ship-order';
      },
      'commands-complete (machine)',
    ],
    [
      'the end does not tell what is parked',
      (s) => {
        delete s.AnythingParked.Default;
      },
      'choice-default AnythingParked',
    ],
    [
      'a compensation is not caught',
      (s) => {
        delete s.CancelOrder.Catch;
      },
      'task-catch CancelOrder',
    ],
  ];
  test.each(unwindBreaks)('unwind: %s', async (_, change, finding) => {
    expect([...(await checksOn(mutated(unwind, change)))]).toContain(finding);
  });
});

describe('a group, broken by hand', () => {
  const definition = SHAPES['a group in the middle'] as SagaDefinition;
  const group = compile(definition, placeholderTargets);

  const breaks: readonly (readonly [string, (states: States) => void, string])[] = [
    ['the group does not catch', (s) => delete s.BGroup.Catch, 'task-catch B'],
    [
      'the group leads to the undoing of the step before',
      (s) => {
        s.BGroup.Catch[1].Next = 'UndoA';
      },
      'own-compensation B',
    ],
    ['one branch is not undone', (s) => s.UndoBGroup.Branches.pop(), 'commands-complete (machine)'],
    [
      'a branch assigns an outer name',
      (s) => {
        s.BGroup.Branches[0].States.B.Assign = { results: {} };
      },
      'variables B',
    ],
    [
      'a branch of the undoing assigns an outer name',
      (s) => {
        s.UndoBGroup.Branches[0].States.ParkUndoB.Assign = { parked: [] };
      },
      'variables ParkUndoB',
    ],
    [
      'an undo in a branch is not parked',
      (s) => {
        s.UndoBGroup.Branches[0].States.UndoB.Catch[1].Next = 'UnsentUndoB';
      },
      'given-up-is-parked UndoB',
    ],
    [
      'an undo in a branch may fail',
      (s) => delete s.UndoBGroup.Branches[0].States.UndoB.Catch,
      'task-catch UndoB',
    ],
    [
      'a park in a branch may fail',
      (s) => delete s.UndoBGroup.Branches[0].States.ParkUndoB.Catch,
      'task-catch ParkUndoB',
    ],
  ];
  test.each(breaks)('%s', async (_, change, finding) => {
    expect([...(await checksOn(mutated(group, change), definition))]).toContain(finding);
  });
});

describe('a condition, broken by hand', () => {
  const definition = SHAPES['a conditional step in the middle'] as SagaDefinition;
  const conditional = compile(definition, placeholderTargets);

  test.each([
    ['no Default', (s: States) => delete s.WhenB.Default, 'choice-default WhenB'],
    [
      'a Default that skips a step more',
      (s: States) => {
        s.WhenB.Default = 'X';
      },
      'forward-order A',
    ],
    [
      'a condition that is not total',
      (s: States) => {
        s.WhenB.Choices[0].Condition = '{% $states.input.b %}';
      },
      'total-expression WhenB',
    ],
    [
      'an operator of a later JSONata',
      (s: States) => {
        s.WhenB.Choices[0].Condition = '{% $states.input.b ?? false %}';
      },
      'jsonata-syntax WhenB',
    ],
  ] as const)('%s', async (_, change, finding) => {
    expect([...(await checksOn(mutated(conditional, change), definition))]).toContain(finding);
  });
});

/** Every edge of every machine, branches included, sent to every other state of its scope. */
describe('no edge can be bent without a finding', () => {
  const machines = [...Object.entries(SHAPES), ...Object.entries(sagas)].flatMap(([name, definition]) => [
    [name, compile(definition, placeholderTargets), definition] as const,
    [`${name}, unwind`, compileUnwind(definition, placeholderTargets), definition] as const,
  ]);

  test.each(machines)('%s', (_, whole, definition) => {
    const unseen = [...walk(whole)].flatMap(({ name, state, scope }, position) =>
      edgesOf(name, state).flatMap((edge, index) =>
        Object.keys(scope.chain.States)
          .filter((to) => to !== edge.to)
          .filter((to) => {
            const bent = structuredClone(whole);
            const states = [...walk(bent)];
            bend(states[position]?.state, index, to);
            const input = { machine: bent, states, expressions: [], definition };
            return Object.values(SAGA_CHECKS).every((check) => check(input).length === 0);
          })
          .map((to) => `${name}: ${edge.kind} to ${to} instead of ${edge.to}`),
      ),
    );
    expect(unseen).toEqual([]);
  });
});

/** Sends the n-th edge of a state elsewhere, in the order of `edgesOf`. */
const bend = (state: Open, index: number, to: string): void => {
  const slots: [Open, string][] = [
    ...(state.Choices ?? []).map((rule: Open) => [rule, 'Next']),
    ...(state.Default === undefined ? [] : [[state, 'Default']]),
    ...(state.Next === undefined ? [] : [[state, 'Next']]),
    ...(state.Catch ?? []).map((catcher: Open) => [catcher, 'Next']),
  ];
  const [holder, key] = slots[index] as [Open, string];
  holder[key] = to;
};

test('renaming a variable on one side only is seen', async () => {
  for (const name of ['failure', 'parked']) {
    const broken = replaced(machine, `$${name}`, `$${name}s`);
    expect([...(await checksOn(broken))].some((finding) => finding.startsWith('unknown-variable'))).toBe(
      true,
    );
  }
});
