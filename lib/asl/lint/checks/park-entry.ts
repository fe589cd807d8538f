import { commandOf, type SentCommand } from '../../command-of';
import { type Edge, edgesOf } from '../../edges';
import type { VisitedState } from '../../walk';
import type { SagaCheck } from '../check';

/**
 * A command is parked only when it was given up: its park is entered by the catchers of its own task. The park of a
 * retriable step is also entered when an earlier one was parked; `park-order` looks at those.
 */
export const parkEntry: SagaCheck = ({ states }) =>
  states.flatMap((visited) =>
    edgesOf(visited.name, visited.state).flatMap((edge) => {
      const parked = commandIn(visited, edge.to);
      if (parked?.kind !== 'park' || mayEnter(commandOf(visited.state), edge, parked)) return [];
      return [
        {
          state: visited.name,
          message:
            `its ${edge.kind} leads to ${edge.to}, which parks the ${parked.phase} of '${parked.step}': ` +
            'only a catcher of that command may lead there',
        },
      ];
    }),
  );

const mayEnter = (from: SentCommand | undefined, edge: Edge, parked: SentCommand): boolean => {
  if (from?.kind === 'command') {
    return edge.kind === 'catch' && from.step === parked.step && from.phase === parked.phase;
  }
  return parked.phase === 'action' && from?.phase !== 'compensation';
};

const commandIn = ({ scope }: VisitedState, name: string): SentCommand | undefined => {
  const state = scope.chain.States[name];
  return state && commandOf(state);
};
