import { RealClock } from '../../engine';
import {
  explore,
  type Limits,
  type Problem,
  type Runner,
  type RunResult,
  type Schedule,
} from '../../explore';
import { EXIT } from '../command';
import type { CliHost } from '../host';
import { type Explored, isComplete } from './about';
import { followSearch } from './follow-search';
import { foundJson } from './found-json';
import { renderFound } from './render-found';
import { renderProblems } from './render-problems';
import { renderStory } from './render-story';

/** What is explored, and how it is told. */
export interface ExploreSession {
  readonly name: string;
  readonly runner: Runner & { readonly read: (schedule: Schedule) => Promise<RunResult> };
  /** Whether it goes on behind the first violation, through all runs with as many faults. */
  readonly findsAll: boolean;
  /** Every edge of the machines. */
  readonly edges: readonly string[];
  readonly interleave: boolean;
  readonly json: boolean;
  /** What was typed behind `saga`, without the schedule. */
  readonly command: string;
  /** Told a schedule that is worth a test. */
  readonly onSchedule?: (schedule: Schedule) => void;
}

/** Searches, and tells what was found. @returns the exit code */
export const search = async (host: CliHost, session: ExploreSession, limits: Limits): Promise<number> => {
  const { name, runner, edges, interleave, json, command, onSchedule = () => undefined } = session;
  const clock = new RealClock();
  const began = clock.now();
  const stop = new AbortController();
  void host.interrupted().then(() => stop.abort());
  const progress = followSearch(host, clock);
  const found = await explore(runner, {
    mostViolations: session.findsAll ? 'round' : 1,
    limits,
    signal: stop.signal,
    onProgress: progress.show,
  });
  progress.end();
  const seconds = (clock.now() - began) / 1000;
  const about: Explored = { name, found, limits, seconds, edges, interleave };
  const [violation] = found.violations;
  const trace = violation ? (await runner.read(violation.schedule)).trace : [];
  if (json) host.stdout(`${JSON.stringify(foundJson(about, trace), null, 2)}\n`);
  else {
    host.stdout(renderFound(host, about));
    if (session.findsAll) host.stdout(renderProblems(found.violations));
    if (violation) host.stdout(renderStory(host, { ...violation, trace, command }));
  }
  if (violation) onSchedule(violation.schedule);
  return exitOf(about);
};

const exitOf = (explored: Explored): number => {
  if (explored.found.violations.length > 0) return EXIT.violated;
  return isComplete(explored) ? EXIT.ok : EXIT.endedOtherwise;
};

const NONE: Problem = { invariant: '', problem: '' };

/** Tells what happens in one run. @returns the exit code */
export const tell = async (host: CliHost, session: ExploreSession, schedule: Schedule): Promise<number> => {
  const { name, runner, json, command, onSchedule = () => undefined } = session;
  const { trace, problems, status } = await runner.read(schedule);
  if (json) {
    host.stdout(`${JSON.stringify({ saga: name, status, problems, story: trace }, null, 2)}\n`);
  } else {
    host.stdout(renderStory(host, { schedule, ...(problems[0] ?? NONE), trace, command, status }));
  }
  onSchedule(schedule);
  return problems.length > 0 ? EXIT.violated : EXIT.ok;
};
