import { availableParallelism } from 'node:os';
import { type Limits, openPool, readSchedule, type Schedule } from '../../explore';
import { type CliCommand, UsageError } from '../command';
import { emitTest } from '../explore/emit-test';
import { openMachine } from '../explore/machine-session';
import { type ExploreSession, search, tell } from '../explore/session';
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
  readonly asl?: string;
  readonly effects?: string;
  readonly answers?: string;
}

const [, WHICH] = SAGA_ARGUMENT;

export const exploreCommand: CliCommand = {
  configure: (command) =>
    command
      .argument('[saga]', WHICH)
      .option('--faults <n>', 'faults in one run, at the most', '1')
      .option('--interleave', 'also between any two calls of what runs at the same time')
      .option('--turns <n>', 'turns out of order in one run, at the most', '1')
      .option('--workers <n>', 'threads (default: one a processor)')
      .option('--input <file>', 'input (default: the valid example of the saga)')
      .option('--schedule <text>', 'tell what happens in this one run')
      .option('--emit-test <file>', 'write a test that shows the violation that was found, or the schedule')
      .option(
        '--asl <file>',
        'any state machine in Amazon States Language (JSON or YAML), with stub services',
      )
      .option('--effects <file>', 'with --asl: which Task undoes which, JSON (default: by the graph)')
      .option('--answers <file>', 'with --asl: what Tasks answer, JSON by state (default: nothing)')
      .option('--json', 'print JSON'),
  run: async (host, options: ExploreOptions, saga) => {
    const limits = {
      faults: countOf(options.faults, 'faults', 0),
      turns: countOf(options.turns, 'turns', 0),
    };
    const schedule = options.schedule === undefined ? undefined : scheduleOf(options.schedule);
    if ((saga === undefined) === (options.asl === undefined)) {
      throw new UsageError(`explore what? give one of: a saga (${WHICH}), --asl FILE`);
    }
    if (options.asl !== undefined)
      return exploreMachine(host, { ...options, asl: options.asl }, limits, schedule);
    return exploreSaga(host, saga as string, options, limits, schedule);
  },
};

const exploreMachine = async (
  host: CliHost,
  options: ExploreOptions & { readonly asl: string },
  limits: Limits,
  schedule: Schedule | undefined,
): Promise<number> => {
  if (options.emitTest !== undefined || options.interleave) {
    throw new UsageError('--emit-test and --interleave are for sagas: a machine has stubs for its services');
  }
  const opened = await openMachine(host, options);
  const session = { ...opened, findsAll: true, interleave: false, json: options.json === true };
  return schedule ? tell(host, session, schedule) : search(host, session, limits);
};

const exploreSaga = async (
  host: CliHost,
  saga: string,
  options: ExploreOptions,
  limits: Limits,
  schedule: Schedule | undefined,
): Promise<number> => {
  const definition = findSaga(saga);
  const { effects, answers, emitTest: file } = options;
  if (effects !== undefined || answers !== undefined) {
    throw new UsageError('--effects and --answers go with --asl: a saga has its own handlers');
  }
  const workers = schedule ? 1 : countOf(options.workers ?? availableParallelism(), 'workers', 1);
  const input = await readInput(host, definition, options.input);
  const interleave = options.interleave === true;
  const pool = await openPool({
    bundle: ensureExplorer(host.root),
    ...{ saga: definition.name, input, interleave, workers },
  });
  const session: ExploreSession = {
    ...{ name: definition.name, runner: pool, edges: pool.edges, interleave, findsAll: false },
    json: options.json === true,
    command: [
      `explore ${definition.name}`,
      ...(interleave ? ['--interleave'] : []),
      ...(options.input === undefined ? [] : [`--input ${options.input}`]),
    ].join(' '),
    onSchedule: (found) => {
      if (file !== undefined) emitTest(host, file, definition, input, found, interleave);
    },
  };
  try {
    return schedule ? await tell(host, session, schedule) : await search(host, session, limits);
  } finally {
    await pool.close();
  }
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
