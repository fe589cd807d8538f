import type { ParallelState } from '../../asl';
import type { Frame } from '../frame';
import type { Chain, Preparation, StateRunner } from '../node';
import { Payload } from '../payload';
import type { GroupPoint } from '../redrive/point';
import { runChain } from '../run-chain';
import { runGroup } from '../run-group';
import { Variables } from '../variables';

export const prepareParallel = (state: ParallelState, { query, chain }: Preparation): StateRunner => {
  const branches = state.Branches.map(chain);
  return async (frame) => {
    const input = await query.effectiveInput(frame);
    const { group } = frame.thread.host.test ?? {};
    if (group) {
      return { settlement: await query.settle(frame, new Payload(group({}))), next: state.Next };
    }
    const outputs = await runBranches(frame, branches, input, unfinished(frame.takePoint(), branches));
    const result = new Payload(outputs.map((output) => output.value));
    const settlement = await query.settle(frame, result);
    frame.thread.recordAside('ParallelStateSucceeded');
    return { settlement, next: state.Next };
  };
};

/**
 * A Parallel that failed with all its branches at their end (its result was too large, say) is run anew as a whole.
 * Source: developer guide, "Redrive behavior of individual states".
 */
const unfinished = (point: GroupPoint | undefined, branches: readonly Chain[]): GroupPoint | undefined =>
  branches.every(({ startAt }) => point?.parts.get(startAt)?.kind === 'ended') ? undefined : point;

const runBranches = (
  frame: Frame,
  branches: readonly Chain[],
  input: Payload,
  point: GroupPoint | undefined,
): Promise<readonly Payload[]> => {
  const { thread } = frame;
  if (point) thread.lastEventId = point.startedEventId;
  else thread.record('ParallelStateStarted');
  const started = thread.lastEventId;
  return runGroup(
    thread,
    branches,
    () => branches.length,
    async (branch, _index, scope) => {
      const part = point?.parts.get(branch.startAt);
      if (part?.kind === 'ended') return Payload.parse(part.output);
      const inner = thread.fork({ variables: new Variables(thread.variables), scope });
      inner.lastEventId = started;
      try {
        return await runChain(inner, branch, input, part);
      } finally {
        thread.lastEventId = inner.lastEventId;
      }
    },
  );
};
