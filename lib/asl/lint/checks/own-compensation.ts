import { findStep, hasCompensation } from '../../../saga';
import { commandOf } from '../../command-of';
import type { VisitedState } from '../../walk';
import type { SagaCheck } from '../check';
import { catchersOf } from '../expressions';
import { unitsOf } from '../units';

/**
 * A forward task that fails may have happened: whatever it catches leads to its own compensation first. For a branch the
 * group catches, and leads to the group that undoes all its branches.
 */
export const ownCompensation: SagaCheck = ({ machine, states, definition }) => {
  const undoes = new Map(
    unitsOf(machine)
      .filter((unit) => unit.phase === 'compensation')
      .map((unit) => [unit.state.name, unit.steps]),
  );
  return states.flatMap((visited) => {
    const command = commandOf(visited.state);
    if (command?.kind !== 'command' || command.phase !== 'action') return [];
    const step = findStep(definition, command.step);
    if (!step || !hasCompensation(step)) return [];
    return catchersOf(outermost(visited).state)
      .filter((catcher) => !undoes.get(catcher.Next)?.includes(step.name))
      .map((catcher) => ({
        state: visited.name,
        message:
          `${catcher.ErrorEquals.join(', ')} leads to ${catcher.Next}, which does not undo '${step.name}': ` +
          `lead it to the state of '${step.compensation}'`,
      }));
  });
};

/** The state of the machine itself that holds this one. */
const outermost = (visited: VisitedState): VisitedState =>
  visited.scope.owner ? outermost(visited.scope.owner) : visited;
