import { judge, onTheWay, type Problem } from '../judges/judge';
import { run } from '../world/run';
import type { Subject } from '../world/world';
import { type Branch, Follower, type Limits, type StateSet } from './follow';
import type { Schedule } from './schedule';

/** What came of one schedule. */
export interface RunResult {
  readonly branches: readonly Branch[];
  /** Status of the saga in the end; undefined: it came to a state that was known. */
  readonly status: string | undefined;
  readonly problems: readonly Problem[];
  /** What happened, in order, where somebody reads it. */
  readonly trace: readonly string[];
  /** Edges of the machines that were taken. */
  readonly covered: readonly string[];
  /** States that nobody had seen. */
  readonly states: number;
}

export interface RunOptions {
  /** What may be branched off. */
  readonly left: Limits;
  readonly interleave: boolean;
  /** @default every run goes to its end */
  readonly states?: StateSet | undefined;
  readonly isRead?: boolean;
}

/** Runs one schedule to its end, or to where it is known how it goes on. */
export const runSchedule = async (
  subject: Subject,
  schedule: Schedule,
  { left, interleave, states, isRead = false }: RunOptions,
): Promise<RunResult> => {
  const follower = new Follower(schedule, left, states);
  const { after, blamed, trace, covered } = await run(subject, { oracle: follower, interleave, isRead });
  const verdict = after && (await judge(subject.definition, subject.input, after));
  return {
    branches: follower.branches,
    status: verdict?.status,
    problems: [...onTheWay(blamed), ...(verdict?.problems ?? [])],
    trace,
    covered,
    states: follower.own.size,
  };
};
