import { Heap } from './heap';
import type { Rare } from './rare';
import * as rare from './rare';
import { isNever, NEVER, plus, SURE, star, times, type Weight } from './weight';

/** A way out of a node: to another node, or (undefined) to an end. */
export interface Arrow {
  readonly to: number | undefined;
  readonly weight: Weight;
}

/**
 * How often each node of one strongly connected component is visited, given what flows into it: the absorbing Markov
 * chain solved by eliminating one state after another (Grassmann, Taylor and Heyman 1985: no subtraction, so no
 * cancellation), in order of least fill-in, so that rings, ladders and nests cost about linear time.
 *
 * The weight of a node is that of all walks from the inflow to it. Returns undefined when nothing ever leaves.
 */
export const componentVisits = (
  component: readonly number[],
  arrows: (node: number) => readonly Arrow[],
  inflow: ReadonlyMap<number, Weight>,
): ReadonlyMap<number, Weight> | undefined => {
  const only = component[0]!;
  if (component.length === 1 && !arrows(only).some((arrow) => arrow.to === only)) {
    return new Map([[only, inflow.get(only) ?? NEVER]]);
  }
  const net = netOf(component, arrows, inflow);
  const eliminated: Eliminated[] = [];
  const queue = new Heap<Queued>((a, b) => a.degree < b.degree);
  for (const node of component) queue.push({ node, degree: degreeOf(net, node) });
  while (eliminated.length < component.length) {
    const { node, degree } = queue.pop()!;
    if (!net.out.has(node)) continue;
    const now = degreeOf(net, node);
    if (now > degree) {
      queue.push({ node, degree: now });
      continue;
    }
    const step = eliminate(net, node);
    if (step === undefined) return undefined;
    eliminated.push(step);
    for (const neighbour of step.neighbours) {
      queue.push({ node: neighbour, degree: degreeOf(net, neighbour) });
    }
  }
  const visits = new Map<number, Weight>();
  for (const { node, inflow: flow, from, loop } of eliminated.reverse()) {
    let arriving = flow;
    for (const [other, weight] of from) arriving = plus(arriving, times(visits.get(other)!, weight));
    visits.set(node, times(arriving, loop));
  }
  return visits;
};

interface Queued {
  readonly node: number;
  readonly degree: number;
}

/** What is left of the component. */
interface Net {
  readonly out: Map<number, Map<number, Weight>>;
  readonly into: Map<number, Set<number>>;
  /** Chance that the component is left from the node at once. */
  readonly leaving: Map<number, Rare>;
  readonly inflow: Map<number, Weight>;
}

interface Eliminated {
  readonly node: number;
  readonly inflow: Weight;
  /** Who led to it when it was taken out. */
  readonly from: readonly (readonly [number, Weight])[];
  /** Its own loop, taken any number of times. */
  readonly loop: Weight;
  readonly neighbours: ReadonlySet<number>;
}

const netOf = (
  component: readonly number[],
  arrows: (node: number) => readonly Arrow[],
  inflow: ReadonlyMap<number, Weight>,
): Net => {
  const net: Net = { out: new Map(), into: new Map(), leaving: new Map(), inflow: new Map(inflow) };
  for (const node of component) {
    net.out.set(node, new Map());
    net.into.set(node, new Set());
  }
  for (const node of component) {
    let leaving = rare.ZERO;
    for (const { to, weight } of arrows(node)) {
      if (to !== undefined && net.out.has(to)) connect(net, node, to, weight);
      else leaving = rare.add(leaving, weight.chance);
    }
    net.leaving.set(node, leaving);
  }
  return net;
};

const connect = (net: Net, from: number, to: number, weight: Weight): void => {
  if (isNever(weight)) return;
  const out = net.out.get(from)!;
  out.set(to, plus(out.get(to) ?? NEVER, weight));
  net.into.get(to)!.add(from);
};

const degreeOf = (net: Net, node: number): number => net.out.get(node)!.size * net.into.get(node)!.size;

const eliminate = (net: Net, node: number): Eliminated | undefined => {
  const out = net.out.get(node)!;
  const into = net.into.get(node)!;
  const self = out.get(node);
  out.delete(node);
  into.delete(node);
  let staying = net.leaving.get(node)!;
  for (const weight of out.values()) staying = rare.add(staying, weight.chance);
  if (rare.isZero(staying)) return undefined;
  const loop = self === undefined ? SURE : star(self, staying);

  const flow = net.inflow.get(node) ?? NEVER;
  const flowOn = times(flow, loop);
  for (const [to, weight] of out) {
    if (!isNever(flowOn)) net.inflow.set(to, plus(net.inflow.get(to) ?? NEVER, times(flowOn, weight)));
    net.into.get(to)!.delete(node);
  }
  const from: [number, Weight][] = [];
  for (const other of into) {
    const weight = net.out.get(other)!.get(node)!;
    from.push([other, weight]);
    net.out.get(other)!.delete(node);
    const through = times(weight, loop);
    const leaving = rare.multiply(through.chance, net.leaving.get(node)!);
    net.leaving.set(other, rare.add(net.leaving.get(other)!, leaving));
    for (const [to, next] of out) connect(net, other, to, times(through, next));
  }
  net.out.delete(node);
  return { node, inflow: flow, from, loop, neighbours: new Set([...into, ...out.keys()]) };
};
