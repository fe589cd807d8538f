import { scheduleText } from '../../explore';
import { type Explored, isComplete, missedEdges } from './about';

/** What `--json` prints. `story`: what happened in the run of the first violation. */
export const foundJson = (explored: Explored, story: readonly string[] | undefined): unknown => {
  const { name, found, limits, interleave, seconds, edges } = explored;
  const { exhausted = null, runs, cut, states, violations, kinds, ends } = found;
  const missed = missedEdges(explored);
  return {
    saga: name,
    faults: limits.faults,
    turns: limits.turns,
    interleave,
    complete: isComplete(explored),
    exhausted,
    runs,
    cut,
    states,
    violations: violations.map(({ invariant, problem, schedule }, at) => ({
      invariant,
      problem,
      schedule: scheduleText(schedule),
      story: at === 0 ? (story ?? []) : null,
    })),
    kinds,
    ends,
    coverage: { edges: edges.length, taken: edges.length - missed.length, missed },
    seconds,
  };
};
