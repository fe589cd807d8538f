import type { StateMachineDefinition } from '../../asl';
import { Engine, RealClock } from '../../engine';
import {
  type Effects,
  effectsProblem,
  machineEdgesOf,
  machineRunner,
  newStates,
  pairByGraph,
  statesIn,
} from '../../explore';
import { UsageError } from '../command';
import type { CliHost } from '../host';
import { readDocument, readText } from '../machine-files';
import type { ExploreSession } from './session';

/** Files about a state machine that is explored with stubs of its services. */
export interface MachineFiles {
  readonly asl: string;
  readonly effects?: string;
  readonly answers?: string;
  readonly input?: string;
}

/**
 * @throws UsageError that names the file and what is wrong with it
 */
export const openMachine = async (
  host: CliHost,
  { asl, effects, answers, input }: MachineFiles,
): Promise<Pick<ExploreSession, 'name' | 'runner' | 'edges' | 'command'>> => {
  const machine = prepared(await readDocument(host, asl));
  const told = effects === undefined ? pairByGraph(machine) : await json(host, effects);
  const problem = effectsProblem(machine, told);
  if (problem !== undefined) throw new UsageError(`${effects}: ${problem}`);
  if (Object.keys(told as object).length === 0) {
    throw new UsageError(`no Task of ${asl} seems to undo another one: say which with --effects FILE`);
  }
  const runner = machineRunner(
    {
      machine,
      effects: told as Effects,
      input: input === undefined ? {} : await json(host, input),
      answers: answers === undefined ? {} : ((await json(host, answers)) as Record<string, unknown>),
    },
    statesIn(newStates(MOST_STATES)),
  );
  const files = Object.entries({ asl, effects, answers, input }).flatMap(([option, file]) =>
    file === undefined ? [] : [`--${option} ${file}`],
  );
  return { name: asl, runner, edges: machineEdgesOf(machine), command: `explore ${files.join(' ')}` };
};

const MOST_STATES = 2 ** 20;

const prepared = (document: string | object): StateMachineDefinition => {
  const clock = new RealClock();
  const engine = new Engine({
    clock,
    random: () => 0,
    integrations: () => undefined,
    region: 'eu-west-1',
    accountId: '123456789012',
  });
  return engine.prepare(document as StateMachineDefinition);
};

const json = async (host: CliHost, file: string): Promise<unknown> => {
  try {
    return JSON.parse(await readText(host, file)) as unknown;
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(`${file} is not valid JSON: ${(error as Error).message}`);
  }
};
