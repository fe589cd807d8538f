import type { MapState, State, StateChain, StateMachineDefinition } from './types';

/** A chain of states and where it stands: variables assigned in it are visible in it and further in, never outside. */
export interface Scope {
  /** Readable and unique: `''` for the machine itself, else `Insurances[0]`, `Orders[0]/Lines[0]`. */
  readonly path: string;
  readonly chain: StateChain;
  /** The Parallel or Map that holds the chain; absent for the machine itself. */
  readonly owner?: VisitedState;
}

/** One state, with the scope it belongs to. */
export interface VisitedState {
  readonly name: string;
  readonly state: State;
  readonly scope: Scope;
}

/** The processor of a Map, under either of its names. */
export const processorOf = (state: MapState): StateChain | undefined => state.ItemProcessor ?? state.Iterator;

/** Chains inside a state: the branches of a Parallel, the processor of a Map. */
export const innerChains = (state: State): readonly StateChain[] => {
  if (state.Type === 'Parallel') return state.Branches;
  if (state.Type !== 'Map') return [];
  const processor = processorOf(state);
  return processor ? [processor] : [];
};

export const machineScope = (machine: StateMachineDefinition): Scope => ({ path: '', chain: machine });

/** The scopes right inside a state. */
export const innerScopes = (visited: VisitedState): readonly Scope[] =>
  innerChains(visited.state).map((chain, index) => ({
    path: `${visited.scope.path === '' ? '' : `${visited.scope.path}/`}${visited.name}[${index}]`,
    chain,
    owner: visited,
  }));

/** The states of one scope, without those further in. */
export const statesOf = (scope: Scope): readonly VisitedState[] =>
  Object.entries(scope.chain.States).map(([name, state]) => ({ name, state, scope }));

/** Every state from `scope` inwards, each before those inside it. */
export function* walkScope(scope: Scope): Generator<VisitedState> {
  for (const visited of statesOf(scope)) {
    yield visited;
    for (const inner of innerScopes(visited)) yield* walkScope(inner);
  }
}

/** Every state of a machine, branches of Parallels and processors of Maps included, in the order of the text. */
export const walk = (machine: StateMachineDefinition): Generator<VisitedState> =>
  walkScope(machineScope(machine));

/** The scopes around this one, from the nearest outwards. */
export const outerScopes = (scope: Scope): readonly Scope[] =>
  scope.owner ? [scope.owner.scope, ...outerScopes(scope.owner.scope)] : [];
