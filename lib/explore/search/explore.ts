import { Cut } from '../choices/oracle';
import { judge, type Problem, type Verdict } from '../judges/judge';
import { run } from '../world/run';
import type { Subject } from '../world/world';
import { type Branch, Follower, type Limits, type StateSet } from './follow';
import type { Schedule } from './schedule';

/** What came of one schedule. */
export interface RunResult {
  readonly branches: readonly Branch[];
  /** It came to a state that was known. */
  readonly cut: boolean;
  readonly verdict: Verdict | undefined;
  readonly trace: readonly string[];
}

export interface RunOptions {
  readonly left: Limits;
  readonly interleave: boolean;
  readonly states?: StateSet;
  readonly isRead?: boolean;
}

/** Runs one schedule to its end, or to where it is known how it goes on. */
export const runSchedule = async (
  subject: Subject,
  schedule: Schedule,
  { left, interleave, states, isRead = false }: RunOptions,
): Promise<RunResult> => {
  const follower = new Follower(schedule, left, states);
  try {
    const after = await run(subject, { oracle: follower, interleave, isRead });
    const verdict = await judge(subject.definition, subject.input, after);
    return { branches: follower.branches, cut: false, verdict, trace: after.trace };
  } catch (error) {
    if (!(error instanceof Cut)) throw error;
    return { branches: follower.branches, cut: true, verdict: undefined, trace: [] };
  }
};

export interface Violation extends Problem {
  readonly schedule: Schedule;
}

export interface Found {
  readonly faults: number;
  readonly runs: number;
  readonly cut: number;
  readonly states: number;
  readonly violations: readonly Violation[];
  readonly kinds: Readonly<Record<string, number>>;
  readonly ends: Readonly<Record<string, number>>;
}

/** Every schedule with so many faults at the most, those with fewer first. */
export const explore = async (
  subject: Subject,
  {
    limits,
    interleave,
    states,
    mostViolations = 1,
  }: {
    readonly limits: Limits;
    readonly interleave: boolean;
    readonly states?: StateSet;
    readonly mostViolations?: number;
  },
): Promise<Found> => {
  let rounds: Branch[][] = [[{ schedule: [], left: limits, kind: 'none', cost: 'none' }]];
  const kinds: Record<string, number> = {};
  const ends: Record<string, number> = {};
  const violations: Violation[] = [];
  let runs = 0;
  let cut = 0;
  for (let round = 0; round <= limits.faults; round++) {
    const open = rounds[round] ?? [];
    while (open.length > 0) {
      const { schedule, left, kind } = open.pop() as Branch;
      const result = await runSchedule(subject, schedule, {
        left,
        interleave,
        ...(states ? { states } : {}),
      });
      runs++;
      kinds[kind] = (kinds[kind] ?? 0) + 1;
      if (result.cut) cut++;
      for (const branch of result.branches) {
        const to = branch.cost === 'fault' ? round + 1 : round;
        rounds[to] ??= [];
        rounds[to].push(branch);
      }
      if (!result.verdict) continue;
      const { status, problems } = result.verdict;
      ends[status] = (ends[status] ?? 0) + 1;
      violations.push(...problems.map((problem) => ({ ...problem, schedule })));
      if (violations.length >= mostViolations) return found(round);
    }
  }
  return found(limits.faults);

  function found(faults: number): Found {
    rounds = [];
    return { faults, runs, cut, states: states?.size ?? 0, violations, kinds, ends };
  }
};
