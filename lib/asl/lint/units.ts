import type { Phase, SagaElement } from '../../saga';
import { stepsOfElement } from '../../saga';
import { commandOf } from '../command-of';
import { type Edge, edgesOf, isTerminal } from '../edges';
import type { StateMachineDefinition } from '../types';
import { innerScopes, machineScope, statesOf, type VisitedState, walkScope } from '../walk';

/** A state of the outermost scope that sends commands of one phase: a Task one, a Parallel one a branch. */
export interface Unit {
  readonly state: VisitedState;
  readonly phase: Phase;
  /** Steps whose commands are sent. */
  readonly steps: readonly string[];
}

/** The units of a machine. What sends nothing, or parks, is none. */
export const unitsOf = (machine: StateMachineDefinition): readonly Unit[] =>
  statesOf(machineScope(machine)).flatMap((state) => {
    const sent = [state, ...innerScopes(state).flatMap((scope) => [...walkScope(scope)])]
      .map((visited) => commandOf(visited.state))
      .filter((command) => command?.kind === 'command');
    const phase = sent[0]?.phase;
    return phase === undefined ? [] : [{ state, phase, steps: sent.map((command) => command?.step ?? '') }];
  });

/** The unit that sends the commands of one phase for exactly the steps of an element. */
export const unitOf = (units: readonly Unit[], phase: Phase, element: SagaElement): Unit | undefined => {
  const wanted = stepsOfElement(element).map((step) => step.name);
  return units.find(
    (unit) =>
      unit.phase === phase &&
      unit.steps.length === wanted.length &&
      wanted.every((step) => unit.steps.includes(step)),
  );
};

/** True for the saga's own machine; the unwind machine sends no action. */
export const goesForward = (units: readonly Unit[]): boolean => units.some(({ phase }) => phase === 'action');

/** Where one gets to from a place, passing only states that are no units. */
export interface Reached {
  /** State names of the units. */
  readonly units: ReadonlySet<string>;
  /** Names of the states in which the machine may end before any unit. */
  readonly ends: ReadonlySet<string>;
}

/** Follows the edges that `take` accepts, from the states `starts`, up to the first unit on each way. */
export const reachedFrom = (
  machine: StateMachineDefinition,
  units: readonly Unit[],
  starts: readonly string[],
  take: (edge: Edge) => boolean,
): Reached => {
  const unitNames = new Set(units.map((unit) => unit.state.name));
  const found = new Set<string>();
  const seen = new Set<string>();
  const ends = new Set<string>();
  const pending = [...starts];
  for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
    const state = machine.States[name];
    if (!state || seen.has(name)) continue;
    seen.add(name);
    if (unitNames.has(name)) {
      found.add(name);
      continue;
    }
    if (isTerminal(state)) ends.add(name);
    pending.push(
      ...edgesOf(name, state)
        .filter(take)
        .map((edge) => edge.to),
    );
  }
  return { units: found, ends };
};

/** As `reachedFrom`, from the ways out of a unit. */
export const reachedAfter = (
  machine: StateMachineDefinition,
  units: readonly Unit[],
  unit: Unit,
  take: (edge: Edge) => boolean,
): Reached => {
  const { name, state } = unit.state;
  const reached = reachedFrom(
    machine,
    units,
    edgesOf(name, state)
      .filter(take)
      .map((edge) => edge.to),
    take,
  );
  return isTerminal(state) ? { ...reached, ends: new Set([...reached.ends, name]) } : reached;
};

/** Says where one gets to against where one should; undefined when they are the same. */
export const difference = (
  reached: Reached,
  expected: { readonly units: readonly Unit[]; readonly ends: boolean },
): string | undefined => {
  const names = expected.units.map((unit) => unit.state.name);
  const same =
    reached.units.size === names.length &&
    names.every((name) => reached.units.has(name)) &&
    reached.ends.size > 0 === expected.ends;
  return same
    ? undefined
    : `leads to ${placesText([...reached.units], reached.ends.size > 0)}: make it lead to ${placesText(names, expected.ends)}`;
};

const placesText = (names: readonly string[], ends: boolean): string => {
  const places = [...names, ...(ends ? ['the end'] : [])];
  return places.length === 0 ? 'nothing' : places.join(' and ');
};
