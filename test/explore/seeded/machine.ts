import {
  type Catcher,
  edgesOf,
  type State,
  type StateMachineDefinition,
  type TaskState,
} from '../../../lib/asl';
import type { Variation } from '../../../lib/explore';

type Change = (state: State, name: string, machine: StateMachineDefinition) => State;

const changed =
  (change: Change): NonNullable<Variation['machine']> =>
  (machine) =>
    reachable({
      ...machine,
      States: Object.fromEntries(
        Object.entries(machine.States).map(([name, state]) => [name, change(state, name, machine)]),
      ),
    });

/** What nothing leads to any more would be refused. */
const reachable = (machine: StateMachineDefinition): StateMachineDefinition => {
  const seen = new Set<string>();
  const visit = (name: string): void => {
    const state = machine.States[name];
    if (!state || seen.has(name)) return;
    seen.add(name);
    for (const { to } of edgesOf(name, state)) visit(to);
  };
  visit(machine.StartAt);
  return {
    ...machine,
    States: Object.fromEntries(Object.entries(machine.States).filter(([name]) => seen.has(name))),
  };
};

const isTask = (state: State): state is TaskState => state.Type === 'Task';

/** What a Task is sent for: the phase of its command, or `park`. */
const phaseOf = (state: State): string | undefined => {
  if (!isTask(state)) return undefined;
  const { Payload, MessageBody } = (state.Arguments ?? {}) as Record<
    string,
    Record<string, unknown> | undefined
  >;
  const step = (Payload?.step ?? MessageBody?.step) as { readonly phase: string } | string | undefined;
  return typeof step === 'string' ? 'park' : step?.phase;
};

const catchers = (state: State): readonly Catcher[] => (isTask(state) ? (state.Catch ?? []) : []);

const nextOf = (machine: StateMachineDefinition, name: string): string =>
  (machine.States[name] as { readonly Next?: string } | undefined)?.Next ?? name;

/** A step that failed counts as one that did nothing. */
export const ownCompensationSkipped: Variation = {
  machine: changed((state, _name, machine) =>
    phaseOf(state) === 'action' && catchers(state).length > 0
      ? ({
          ...state,
          Catch: catchers(state).map((one) =>
            phaseOf(machine.States[one.Next] as State) === 'compensation'
              ? { ...one, Next: nextOf(machine, one.Next) }
              : one,
          ),
        } as State)
      : state,
  ),
};

/** The first two compensations of the chain have changed places. */
export const orderSwapped: Variation = {
  machine: (machine) => {
    const chain = Object.keys(machine.States).filter(
      (name) => phaseOf(machine.States[name] as State) === 'compensation',
    );
    const [first, second] = chain;
    if (first === undefined || second === undefined || nextOf(machine, first) !== second) return machine;
    const swap = (name: string): string => (name === first ? second : name === second ? first : name);
    const after = nextOf(machine, second);
    const toChain = (name: string): string => (name === first ? second : name);
    return {
      ...machine,
      States: Object.fromEntries(
        Object.entries(machine.States).map(([name, state]) => {
          if (name === first) return [name, { ...state, Next: after } as State];
          if (name === second) return [name, { ...state, Next: first } as State];
          const to = { ...state } as State & { Next?: string };
          if (phaseOf(state) !== 'park' && to.Next !== undefined) to.Next = toChain(to.Next);
          const Catch = catchers(state).map((one) => ({
            ...one,
            Next: swap(one.Next) === second ? second : one.Next,
          }));
          return [name, Catch.length > 0 ? ({ ...to, Catch } as State) : to];
        }),
      ),
    };
  },
};

/** Only what a service says itself is caught; a time-out, or a function that died, is not. */
export const catchOnCustomErrorsOnly: Variation = {
  machine: changed((state) =>
    phaseOf(state) === 'action' && catchers(state).length > 0
      ? ({
          ...state,
          Catch: catchers(state).map((one) => ({ ...one, ErrorEquals: ['BusinessError'] })),
        } as State)
      : state,
  ),
};

/** A compensation that is given up is sent to nobody. */
export const parkedNotSent: Variation = {
  machine: changed((state) => {
    if (phaseOf(state) !== 'park') return state;
    const { Next, Assign } = state as TaskState;
    return {
      Type: 'Pass',
      Output: {},
      ...(Assign ? { Assign } : {}),
      ...(Next ? { Next } : { End: true }),
    } as State;
  }),
};

/** One failed undo drops those that come behind it. */
export const chainStopsAtAFailedCompensation: Variation = {
  machine: changed((state) => {
    if (phaseOf(state) !== 'compensation') return state;
    const { Catch: _dropped, ...rest } = state as TaskState;
    return rest as State;
  }),
};

/** What was parked before is forgotten by the next park. */
export const parkedResetByALaterCatch: Variation = {
  machine: changed((state) => {
    if (phaseOf(state) !== 'compensation') return state;
    const forget = { parked: [] };
    return { ...state, Assign: { ...(state as TaskState).Assign, ...forget } } as State;
  }),
};

/** A fence that fails is passed over, as if it stood. */
export const fencePassedOver: Variation = {
  machine: changed((state) => {
    if (phaseOf(state) !== 'fence') return state;
    const { Next = '' } = state as TaskState;
    return { ...state, Catch: [{ ErrorEquals: ['States.ALL'], Next, Output: {} }] } as State;
  }),
};

/** A retriable step that is given up is not parked: the saga counts as done. */
export const givenUpPastThePivot: Variation = {
  machine: changed((state, name, machine) => {
    if (phaseOf(state) !== 'action') return state;
    const Catch = catchers(state).map((one) =>
      phaseOf(machine.States[one.Next] as State) === 'park'
        ? { ...one, Next: nextOf(machine, name) === name ? one.Next : nextOf(machine, name) }
        : one,
    );
    return Catch.length > 0 ? ({ ...state, Catch } as State) : state;
  }),
};
