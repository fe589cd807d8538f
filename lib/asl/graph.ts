import { commandOf } from './command-of';
import { type Edge, edgesOf, isTerminal } from './edges';
import type { State, StateMachineDefinition, StateType } from './types';
import { innerScopes, machineScope, type Scope, statesOf, type VisitedState } from './walk';

/** What a node is to a saga, beside its type. */
export type NodeRole = 'action' | 'compensation' | 'fence' | 'park' | 'none';

/** A state as it is drawn. */
export interface GraphNode {
  readonly id: string;
  readonly label: string;
  readonly type: StateType | 'Start' | 'End';
  readonly role: NodeRole;
  /** Branches of a Parallel, the processor of a Map: one graph each, drawn inside the node. */
  readonly inside: readonly Graph[];
}

export interface GraphEdge {
  readonly from: string;
  readonly to: string;
  readonly kind: Edge['kind'];
  readonly label?: string;
}

/** The visual workflow of one scope. Node ids are unique in the whole machine. */
export interface Graph {
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
}

/** The visual workflow of a machine, as data. */
export const graphOf = (machine: StateMachineDefinition): Graph => scopeGraph(machineScope(machine));

const scopeGraph = (scope: Scope): Graph => {
  const states = statesOf(scope);
  const start = idOf(scope, 'Start', 'start');
  const end = idOf(scope, 'End', 'end');
  // A branch has a box of its own, which shows where it starts and ends.
  if (scope.owner) return { nodes: states.map(nodeOf), edges: states.flatMap(drawnEdges) };
  const ends = states.filter(({ state }) => isTerminal(state) && state.Type !== 'Fail');
  return {
    nodes: [
      { id: start, label: 'Start', type: 'Start', role: 'none', inside: [] },
      ...states.map(nodeOf),
      ...(ends.length > 0
        ? ([{ id: end, label: 'End', type: 'End', role: 'none', inside: [] }] as const)
        : []),
    ],
    edges: [
      { from: start, to: stateId(scope, scope.chain.StartAt), kind: 'next' },
      ...states.flatMap(drawnEdges),
      ...ends.map(({ name }): GraphEdge => ({ from: stateId(scope, name), to: end, kind: 'next' })),
    ],
  };
};

const nodeOf = (visited: VisitedState): GraphNode => ({
  id: stateId(visited.scope, visited.name),
  label: visited.name,
  type: visited.state.Type,
  role: roleOf(visited.state),
  inside: innerScopes(visited).map(scopeGraph),
});

const ANY_ERROR = 'any error';

const roleOf = (state: State): NodeRole => {
  const command = commandOf(state);
  if (!command) return 'none';
  return command.kind === 'park' ? 'park' : command.phase;
};

/** Edges of the same kind to the same state are one: two catchers that lead to one compensation are one arrow. */
const drawnEdges = ({ name, state, scope }: VisitedState): readonly GraphEdge[] => {
  const drawn = new Map<string, GraphEdge>();
  for (const edge of edgesOf(name, state)) {
    const key = `${edge.kind} ${edge.to}`;
    const labels = [drawn.get(key)?.label, labelOf(edge)].filter((part) => part !== undefined);
    const label = labels.includes(ANY_ERROR) ? ANY_ERROR : labels.join(', ');
    drawn.set(key, {
      from: stateId(scope, edge.from),
      to: stateId(scope, edge.to),
      kind: edge.kind,
      ...(label === '' ? {} : { label }),
    });
  }
  return [...drawn.values()];
};

const labelOf = (edge: Edge): string | undefined => {
  if (edge.kind === 'catch') return edge.errors?.includes('States.ALL') ? ANY_ERROR : edge.errors?.join(', ');
  return edge.kind === 'default' ? 'otherwise' : edge.condition;
};

/** State names are unique in a machine, also across branches; ids keep them where Mermaid takes them as they are. */
const stateId = (scope: Scope, name: string): string =>
  /^[A-Z][A-Za-z0-9]*$/.test(name) ? name : idOf(scope, name, 'state');

const idOf = (scope: Scope, name: string, prefix: string): string =>
  [prefix, scope.path, name]
    .join('_')
    .replace(/[^A-Za-z0-9]/g, (character) =>
      character === '_' ? '_' : `_${character.codePointAt(0)?.toString(16)}_`,
    );
