import { availableParallelism } from 'node:os';
import { RealClock } from '../../engine';
import { explore, type Limits, openPool, type Pool, readSchedule, type Schedule } from '../../explore';
import type { SagaDefinition } from '../../saga';
import { type CliCommand, EXIT, UsageError } from '../command';
import { type Explored, isComplete } from '../explore/about';
import { emitTest } from '../explore/emit-test';
import { followSearch } from '../explore/follow-search';
import { foundJson } from '../explore/found-json';
import { renderFound } from '../explore/render-found';
import { renderStory } from '../explore/render-story';
import { ensureExplorer } from '../explorer';
import { findSaga, SAGA_ARGUMENT } from '../find-saga';
import type { CliHost } from '../host';
import { readInput } from '../read-input';

interface ExploreOptions {
  readonly faults: string;
  readonly turns: string;
  readonly interleave?: boolean;
  readonly workers?: string;
  readonly input?: string;
  readonly schedule?: string;
  readonly emitTest?: string;
  readonly json?: boolean;
}

export const exploreCommand: CliCommand = {
  configure: (command) =>
    command
      .argument(...SAGA_ARGUMENT)
      .option('--faults <n>', 'faults in one run, at the most', '1')
      .option('--interleave', 'also between any two calls of what runs at the same time')
      .option('--turns <n>', 'turns out of order in one run, at the most', '1')
      .option('--workers <n>', 'threads (default: one a processor)')
      .option('--input <file>', 'input of the saga (default: its valid example)')
      .option('--schedule <text>', 'tell what happens in this one run')
      .option('--emit-test <file>', 'write a test that shows the violation that was found, or the schedule')
      .option('--json', 'print JSON'),
  run: async (host, options: ExploreOptions, saga) => {
    const definition = findSaga(saga as string);
    const limits = {
      faults: countOf(options.faults, 'faults', 0),
      turns: countOf(options.turns, 'turns', 0),
    };
    const schedule = options.schedule === undefined ? undefined : scheduleOf(options.schedule);
    const workers = schedule ? 1 : countOf(options.workers ?? availableParallelism(), 'workers', 1);
    const input = await readInput(host, definition, options.input);
    const pool = await openPool({
      bundle: ensureExplorer(host.root),
      saga: definition.name,
      input,
      interleave: options.interleave === true,
      workers,
    });
    try {
      return schedule
        ? await tell(host, pool, definition, input, schedule, options)
        : await search(host, pool, definition, input, limits, options);
    } finally {
      await pool.close();
    }
  },
};

const search = async (
  host: CliHost,
  pool: Pool,
  definition: SagaDefinition,
  input: unknown,
  limits: Limits,
  options: ExploreOptions,
): Promise<number> => {
  const clock = new RealClock();
  const began = clock.now();
  const stop = new AbortController();
  void host.interrupted().then(() => stop.abort());
  const progress = followSearch(host, clock);
  const found = await explore(pool, { limits, signal: stop.signal, onProgress: progress.show });
  progress.end();
  const seconds = (clock.now() - began) / 1000;
  const about = {
    definition,
    found,
    limits,
    seconds,
    edges: pool.edges,
    interleave: options.interleave === true,
  };
  const [violation] = found.violations;
  const story = violation && (await pool.read(violation.schedule)).trace;
  if (options.json === true) host.stdout(`${JSON.stringify(foundJson(about, story), null, 2)}\n`);
  else {
    host.stdout(renderFound(host, about));
    if (violation) host.stdout(renderStory(host, { definition, ...violation, trace: story ?? [], options }));
  }
  if (violation && options.emitTest !== undefined) {
    emitTest(host, options.emitTest, definition, input, violation.schedule, options.interleave === true);
  }
  return exitOf(about);
};

const exitOf = (explored: Explored): number => {
  if (explored.found.violations.length > 0) return EXIT.violated;
  return isComplete(explored) ? EXIT.ok : EXIT.endedOtherwise;
};

const tell = async (
  host: CliHost,
  pool: Pool,
  definition: SagaDefinition,
  input: unknown,
  schedule: Schedule,
  options: ExploreOptions,
): Promise<number> => {
  const { trace, problems, status } = await pool.read(schedule);
  if (options.json === true) {
    host.stdout(`${JSON.stringify({ saga: definition.name, status, problems, story: trace }, null, 2)}\n`);
  } else {
    const problem = problems[0] ?? { invariant: '', problem: '' };
    host.stdout(renderStory(host, { definition, schedule, ...problem, trace, options, status }));
  }
  if (options.emitTest !== undefined) {
    emitTest(host, options.emitTest, definition, input, schedule, options.interleave === true);
  }
  return problems.length > 0 ? EXIT.violated : EXIT.ok;
};

const scheduleOf = (text: string): Schedule => {
  const schedule = readSchedule(text);
  if (schedule) return schedule;
  throw new UsageError(
    `'${text}' is no schedule: it has the form 14.dies,37.cancel, as 'saga explore' prints it`,
  );
};

const countOf = (text: string | number, what: string, least: number): number => {
  const value = Number(text);
  if (Number.isInteger(value) && value >= least && value <= 1000) return value;
  throw new UsageError(`--${what} is '${text}': give a whole number, ${least} or more`);
};
