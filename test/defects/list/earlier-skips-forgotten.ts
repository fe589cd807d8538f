import type { State, StateMachineDefinition } from '../../../lib/asl';
import type { Defect } from '../defect';

/** When a group fails, what was skipped before it is forgotten. */
export const earlierSkipsForgotten: Defect = {
  machine: (machine): StateMachineDefinition => ({
    ...machine,
    States: Object.fromEntries(
      Object.entries(machine.States).map(([name, state]) => [name, forgetful(state)]),
    ),
  }),
};

const forgetful = (state: State): State =>
  state.Type === 'Parallel' && state.Catch
    ? {
        ...state,
        Catch: state.Catch.map((catcher) => {
          const skipped = catcher.Assign?.skipped;
          if (typeof skipped !== 'string') return catcher;
          return { ...catcher, Assign: { ...catcher.Assign, skipped: skipped.replace('$skipped, ', '') } };
        }),
      }
    : state;
