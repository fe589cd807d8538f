import type { ParallelState } from '../../asl';
import type { Chain, Preparation, StateRunner } from '../chain';
import type { Frame } from '../frame';
import { Payload } from '../payload';
import { runChain } from '../run-chain';
import { runGroup } from '../run-group';
import { Variables } from '../variables';

export const prepareParallel = (state: ParallelState, { query, chain }: Preparation): StateRunner => {
  const branches = state.Branches.map(chain);
  return async (frame) => {
    const outputs = await runBranches(frame, branches, await query.effectiveInput(frame));
    const result = new Payload(outputs.map((output) => output.value));
    const settlement = await query.settle(frame, result);
    frame.thread.recordAside('ParallelStateSucceeded');
    return { settlement, next: state.Next };
  };
};

const runBranches = (
  frame: Frame,
  branches: readonly Chain[],
  input: Payload,
): Promise<readonly Payload[]> => {
  const { thread } = frame;
  thread.record('ParallelStateStarted');
  return runGroup(thread, branches, branches.length, async (branch, _index, scope) => {
    const inner = thread.fork({ variables: new Variables(thread.variables), scope });
    const output = await runChain(inner, branch, input);
    thread.follow(inner);
    return output;
  });
};
