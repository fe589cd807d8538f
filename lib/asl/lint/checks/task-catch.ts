import { commandOf } from '../../command-of';
import type { Scope, VisitedState } from '../../walk';
import type { Check } from '../check';
import { catchersOf } from '../expressions';

/**
 * Every Task catches everything, or stands in a branch whose Parallel does. The one exception is a fence: the unwind
 * machine fails with it on purpose, and the next one runs.
 */
export const taskCatch: Check = ({ states }) =>
  states.flatMap(({ name, state, scope }) =>
    state.Type === 'Task' &&
    commandOf(state)?.phase !== 'fence' &&
    !catchesAll({ name, state, scope }) &&
    !isCaughtOutside(scope)
      ? [
          {
            state: name,
            message:
              'it is a Task that does not catch States.ALL: a failure would end the execution as it is; add a catcher',
          },
        ]
      : [],
  );

const catchesAll = ({ state }: VisitedState): boolean =>
  catchersOf(state).some((catcher) => catcher.ErrorEquals.includes('States.ALL'));

const isCaughtOutside = (scope: Scope): boolean =>
  scope.owner !== undefined && (catchesAll(scope.owner) || isCaughtOutside(scope.owner.scope));
