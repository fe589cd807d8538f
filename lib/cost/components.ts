/**
 * Strongly connected components (Tarjan 1972), each a loop or a single node, in topological order: whoever leads to
 * a component stands before it. Iterative, so that a chain of any length fits the stack; linear in nodes and edges.
 */
export const components = (
  size: number,
  successors: (node: number) => readonly number[],
): readonly (readonly number[])[] => {
  const found: number[][] = [];
  const entered = new Array<number>(size).fill(-1);
  const lowest = new Array<number>(size).fill(0);
  const open = new Array<boolean>(size).fill(false);
  const stack: number[] = [];
  let clock = 0;

  const enter = (node: number): Frame => {
    entered[node] = clock;
    lowest[node] = clock;
    clock += 1;
    open[node] = true;
    stack.push(node);
    return { node, successors: successors(node), next: 0 };
  };

  const close = (node: number): void => {
    if (lowest[node] !== entered[node]) return;
    const component: number[] = [];
    for (;;) {
      const member = stack.pop()!;
      open[member] = false;
      component.push(member);
      if (member === node) break;
    }
    found.push(component.reverse());
  };

  for (let root = 0; root < size; root += 1) {
    if (entered[root] !== -1) continue;
    const frames = [enter(root)];
    while (frames.length > 0) {
      const frame = frames[frames.length - 1]!;
      const successor = frame.successors[frame.next];
      if (successor === undefined) {
        frames.pop();
        close(frame.node);
        const parent = frames[frames.length - 1];
        if (parent) lowest[parent.node] = Math.min(lowest[parent.node]!, lowest[frame.node]!);
        continue;
      }
      frame.next += 1;
      if (entered[successor] === -1) frames.push(enter(successor));
      else if (open[successor]) {
        lowest[frame.node] = Math.min(lowest[frame.node]!, entered[successor]!);
      }
    }
  }
  return found.reverse();
};

interface Frame {
  readonly node: number;
  readonly successors: readonly number[];
  next: number;
}
