import { findStep, hasCompensation, type SagaDefinition } from '../../../saga';
import { commandOf, type SentCommand } from '../../command-of';
import type { SagaCheck } from '../check';
import { catchersOf } from '../expressions';

/** A compensation that is given up, and a retriable step that is, are parked: the same step, the same phase. */
export const givenUpIsParked: SagaCheck = ({ states, definition }) =>
  states.flatMap(({ name, state, scope }) => {
    const command = commandOf(state);
    if (command?.kind !== 'command' || !isPersistent(command, definition)) return [];
    return catchersOf(state)
      .filter((catcher) => {
        const target = scope.chain.States[catcher.Next];
        const parked = target && commandOf(target);
        return !(parked?.kind === 'park' && parked.step === command.step && parked.phase === command.phase);
      })
      .map((catcher) => ({
        state: name,
        message:
          `${catcher.ErrorEquals.join(', ')} leads to ${catcher.Next}, which does not park ` +
          `the ${command.phase} of '${command.step}': lead it to the state that does`,
      }));
  });

const isPersistent = (command: SentCommand, definition: SagaDefinition): boolean => {
  if (command.phase === 'compensation') return true;
  const step = findStep(definition, command.step);
  return command.phase === 'action' && step !== undefined && !hasCompensation(step);
};
