import type { StateMachineDefinition } from '../../asl';
import type { Engine } from '../../engine';
import { type EdgeName, edgesIn, edgesTaken } from './edges';

/** Edges of both machines of a saga: `unwind: FenceNotifyCustomer → CancelShipment (next)`. */
export interface MachineEdges {
  readonly forward: ReadonlySet<EdgeName>;
  readonly backward: ReadonlySet<EdgeName>;
}

const known = new WeakMap<StateMachineDefinition, MachineEdges>();

export const machineEdges = ({
  forward,
  backward,
}: Readonly<Record<'forward' | 'backward', StateMachineDefinition>>): MachineEdges => {
  const found = known.get(forward) ?? {
    forward: new Set(edgesIn(forward)),
    backward: new Set(edgesIn(backward)),
  };
  known.set(forward, found);
  return found;
};

/** All of them, with the machine they belong to. */
export const allEdges = (edges: MachineEdges): readonly string[] => [
  ...edges.forward,
  ...[...edges.backward].map(ofUnwind),
];

const ofUnwind = (edge: EdgeName): string => `unwind: ${edge}`;

/** Those that the executions of an engine took. */
export const covered = (
  engine: Engine,
  edges: MachineEdges,
  isUnwind: (name: string) => boolean,
): readonly string[] =>
  [...engine.allExecutions()].flatMap(({ name, history }) =>
    isUnwind(name) ? edgesTaken(history, edges.backward).map(ofUnwind) : edgesTaken(history, edges.forward),
  );
