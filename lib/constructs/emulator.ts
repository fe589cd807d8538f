import type { IConstruct } from 'constructs';
import type { State, StateMachineDefinition, States } from '../asl';

/**
 * `-c emulator=true`: the stacks are deployed to an emulator of AWS, which lacks some of it. Each thing that is left out
 * then has its line here; nothing of it applies to AWS.
 */
export const isEmulated = (scope: IConstruct): boolean => {
  const value: unknown = scope.node.tryGetContext('emulator');
  return value === true || value === 'true';
};

/** Seconds that a queue step waits where timeouts cannot be computed. */
const FIXED_TIMEOUT_SECONDS = 1800;

/** Emulators compare `TimeoutSeconds` as a number without evaluating its expression. */
export const withFixedTimeouts = (asl: StateMachineDefinition): StateMachineDefinition => ({
  ...asl,
  States: fixStates(asl.States),
});

const fixStates = (states: States): States =>
  Object.fromEntries(Object.entries(states).map(([name, state]) => [name, fixState(state)]));

const fixState = (state: State): State => {
  if (state.Type === 'Parallel') {
    return {
      ...state,
      Branches: state.Branches.map((branch) => ({ ...branch, States: fixStates(branch.States) })),
    };
  }
  return state.Type === 'Task' && typeof state.TimeoutSeconds === 'string'
    ? { ...state, TimeoutSeconds: FIXED_TIMEOUT_SECONDS }
    : state;
};
