import { retriableSteps } from '../../../saga';
import { commandOf } from '../../command-of';
import { edgesOf } from '../../edges';
import { machineScope, statesOf } from '../../walk';
import type { SagaCheck } from '../check';
import { difference, goesForward, reachedFrom, type Unit, unitsOf } from '../units';

/**
 * Past the pivot there is no way back, and no way on either: a retriable step that is parked leads to the park of the
 * one after it, conditional or not, and to the end; never to a command.
 */
export const parkOrder: SagaCheck = ({ machine, definition }) => {
  const commands = unitsOf(machine);
  if (!goesForward(commands)) return [];
  const steps = retriableSteps(definition);
  const parks = steps.map(({ name }) => parkOf(statesOf(machineScope(machine)), name));
  const stops = [...commands, ...parks.filter((park) => park !== undefined)];
  const expectedAt = (index: number): { readonly units: readonly Unit[]; readonly ends: boolean } => {
    const next = parks[index];
    return { units: next ? [next] : [], ends: next === undefined };
  };
  return parks.flatMap((park, index) => {
    if (!park) return [];
    // Each way out by itself: one that skips a condition reaches no more than the others do.
    return edgesOf(park.state.name, park.state.state).flatMap(({ to, kind }) => {
      const problem = difference(reachedFrom(machine, stops, [to], anyEdge), expectedAt(index + 1));
      return problem === undefined
        ? []
        : [{ state: park.state.name, message: `its ${kind} to ${to} ${problem}` }];
    });
  });
};

const anyEdge = (): boolean => true;

const parkOf = (states: readonly Unit['state'][], step: string): Unit | undefined => {
  const state = states.find((visited) => {
    const command = commandOf(visited.state);
    return command?.kind === 'park' && command.phase === 'action' && command.step === step;
  });
  return state && { state, phase: 'action', steps: [step] };
};
