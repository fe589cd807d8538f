import type { Problem } from '../judges/judge';
import type { Branch, Limits } from './follow';
import type { RunResult } from './run-schedule';
import type { Schedule } from './schedule';

/** Whoever runs schedules: here, or on other threads. */
export interface Runner {
  /** Schedules that it runs at the same time. */
  readonly size: number;
  readonly run: (branches: readonly Branch[]) => Promise<readonly RunResult[]>;
}

export interface Violation extends Problem {
  readonly schedule: Schedule;
}

/** What came of one kind of fault. */
export interface KindCount {
  /** Schedules that end with such a choice. */
  readonly choices: number;
  readonly runs: number;
  /** States that only they came to. */
  readonly states: number;
}

export interface Found {
  /** Most faults of which every schedule was run; undefined: not even the one without any. */
  readonly exhausted: number | undefined;
  readonly runs: number;
  /** Runs that came to a state from where it is known how it goes on. */
  readonly cut: number;
  readonly states: number;
  readonly violations: readonly Violation[];
  readonly kinds: Readonly<Record<string, KindCount>>;
  /** Status in the end → runs. */
  readonly ends: Readonly<Record<string, number>>;
  readonly covered: ReadonlySet<string>;
}

export interface Progress {
  readonly faults: number;
  readonly runs: number;
  readonly states: number;
  /** Schedules of this number of faults that wait. */
  readonly waiting: number;
}

export interface SearchOptions {
  readonly limits: Limits;
  /** It ends with the run that brings so many; with `round` when all runs with as many faults are through. @default 1 */
  readonly mostViolations?: number | 'round';
  readonly onProgress?: (progress: Progress) => void;
  /** Ends it behind the runs that are under way. */
  readonly signal?: AbortSignal;
}

/** Schedules that a thread takes at once. */
const BATCH = 8;

/** Every schedule with so many faults at the most, those with fewer first. */
export const explore = async (
  runner: Runner,
  { limits, mostViolations = 1, onProgress = () => undefined, signal }: SearchOptions,
): Promise<Found> => {
  const tally = new Tally();
  const most = mostViolations === 'round' ? Number.POSITIVE_INFINITY : mostViolations;
  let round: Branch[] = [{ schedule: [], left: limits, kind: 'none', cost: 'none' }];
  for (let faults = 0; faults <= limits.faults; faults++) {
    const following: Branch[] = [];
    for (let at = 0; at < round.length; ) {
      if (signal?.aborted || tally.violations.length >= most) return tally.found(faults - 1);
      const batch = round.slice(at, at + runner.size * BATCH);
      at += batch.length;
      const results = await runner.run(batch);
      for (const [index, result] of results.entries()) {
        tally.add(batch[index] as Branch, result);
        for (const branch of result.branches) (branch.cost === 'fault' ? following : round).push(branch);
      }
      onProgress({ faults, runs: tally.runs, states: tally.states, waiting: round.length - at });
      // What was run is not needed any more.
      if (at > FORGET) {
        round = round.slice(at);
        at = 0;
      }
    }
    if (tally.violations.length > 0) return tally.found(faults - 1);
    round = following;
  }
  return tally.found(limits.faults);
};

const FORGET = 100_000;

class Tally {
  runs = 0;
  states = 0;
  readonly violations: Violation[] = [];
  cut = 0;
  private readonly kinds = new Map<string, { choices: number; runs: number; states: number }>();
  private readonly ends: Record<string, number> = {};
  private readonly covered = new Set<string>();

  add({ kind, schedule }: Branch, { branches, status, problems, covered, states }: RunResult): void {
    this.runs++;
    this.states += states;
    const own = this.kindOf(kind);
    own.runs++;
    own.states += states;
    for (const branch of branches) this.kindOf(branch.kind).choices++;
    if (status === undefined) this.cut++;
    else this.ends[status] = (this.ends[status] ?? 0) + 1;
    for (const edge of covered) this.covered.add(edge);
    this.violations.push(...problems.map((problem) => ({ ...problem, schedule })));
  }

  found(exhausted: number): Found {
    const { runs, cut, states, violations, ends, covered } = this;
    const kinds = Object.fromEntries([...this.kinds].filter(([kind]) => kind !== 'none'));
    return {
      exhausted: exhausted < 0 ? undefined : exhausted,
      ...{ runs, cut, states, violations, ends, covered, kinds },
    };
  }

  private kindOf(kind: string): { choices: number; runs: number; states: number } {
    const known = this.kinds.get(kind) ?? { choices: 0, runs: 0, states: 0 };
    this.kinds.set(kind, known);
    return known;
  }
}
