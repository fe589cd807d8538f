import { findStep } from '../../../saga';
import { commandOf } from '../../command-of';
import { edgesOf } from '../../edges';
import { statesOf } from '../../walk';
import type { SagaCheck } from '../check';

/** The action of a conditional step is entered by the rule of a Choice, and by nothing else. */
export const conditionAsked: SagaCheck = ({ states, definition }) =>
  states.flatMap(({ name, state, scope }) => {
    const command = commandOf(state);
    if (command?.kind !== 'command' || command.phase !== 'action') return [];
    if (findStep(definition, command.step)?.when === undefined) return [];
    const entries = statesOf(scope).flatMap((from) =>
      edgesOf(from.name, from.state).filter((edge) => edge.to === name),
    );
    const isAsked = entries.length > 0 && entries.every(({ kind }) => kind === 'choice');
    return isAsked && scope.chain.StartAt !== name
      ? []
      : [
          {
            state: name,
            message:
              `its step '${command.step}' is conditional, and it is not entered by the rule of a Choice alone: ` +
              'lead to it from the Choice that asks its condition',
          },
        ];
  });
