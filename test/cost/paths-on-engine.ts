import {
  analyse,
  expectedTransitions,
  listPaths,
  type Machine,
  type Odds,
  type Path,
  pathName,
  readMachine,
  resolveChances,
  type Scenario,
} from '../../lib/cost';
import { ANYTHING_PARKED, BUSINESS_ERROR, NOT_COMPLETED } from '../../lib/saga';
import type { World } from '../every/world';
import { type CompiledMachine, compiledMachines } from './compiled-machines';
import { engineFor } from './run-on-engine';

/** How often each task says no: any figure does that leaves no path out. */
const REFUSED = 0.25;
/** More than any saga here has. */
const MOST_PATHS = 200_000;
const DIGITS = 9;

/** Tasks whose failure is a path of its own: within a group, one that catches itself is a matter of its branch. */
const turningTasks = (machine: Machine): readonly string[] =>
  machine.states.flatMap(({ name, kind }) => {
    if (kind.type === 'Task') return [name];
    if (kind.type !== 'Parallel') return [];
    return kind.branches.flatMap(({ states }) =>
      states.flatMap((inner) =>
        inner.kind.type === 'Task' && inner.catchers.length === 0 ? [inner.name] : [],
      ),
    );
  });

const oddsOf = (machine: Machine, { kind, choices }: CompiledMachine): Odds => ({
  failure: Object.fromEntries(turningTasks(machine).map((name) => [name, REFUSED])),
  choice:
    kind === 'unwind'
      ? machine.byName.has(ANYTHING_PARKED)
        ? { [ANYTHING_PARKED]: { [NOT_COMPLETED]: 0.5 } }
        : {}
      : Object.fromEntries(
          Object.entries(choices).map(([choice, { takes }]) => [choice, { [takes?.[0] ?? '']: 1 }]),
        ),
});

const failedOn = ({ events }: Path): readonly string[] =>
  events.flatMap((event) => (event.kind === 'fails' ? [event.state] : []));

/** An unwind machine chooses its end by what was parked; odds know nothing of that. */
const isPossible = (path: Path): boolean => {
  const failed = failedOn(path);
  const chosen = path.events.some((event) => event.kind === 'chooses' && event.state === ANYTHING_PARKED);
  return chosen ? failed.length > 0 : failed.length === 0 || path.failure !== undefined;
};

/**
 * Every path of every machine of a saga is an execution of the engine, with its transitions and its end; no path is
 * missing, and each task fails on some path.
 */
export const expectPathsOnEngine = async (world: World, saga: string): Promise<void> => {
  const machines = await compiledMachines(world, saga);
  for (const kind of ['saga', 'unwind'] as const) {
    const unfailed = new Set<string>();
    const failed = new Set<string>();
    for (const compiled of machines.filter((one) => one.kind === kind)) {
      const machine = readMachine(compiled.asl);
      for (const name of turningTasks(machine)) unfailed.add(name);
      const paths = listAll(machine, compiled);
      for (const path of paths) for (const name of failedOn(path)) failed.add(name);
      await expectRuns(compiled, kind === 'unwind' ? paths.filter(isPossible) : paths);
    }
    expect([...unfailed].filter((name) => !failed.has(name))).toEqual([]);
  }
};

const listAll = (machine: Machine, compiled: CompiledMachine): readonly Path[] => {
  const attemptUsd = () => ({ answered: 0, refused: 0, lost: 0, givenUp: 0, visited: 0 });
  const chances = resolveChances(machine, oddsOf(machine, compiled));
  const analysis = analyse(machine, { chances, attemptUsd });
  const listed = listPaths(analysis, { paths: MOST_PATHS, unlikely: 0 }).paths;
  const paths = listed.filter(({ probability }) => probability > 0);
  const sum = (of: (path: Path) => number): number => paths.reduce((total, path) => total + of(path), 0);
  expect(sum(({ probability }) => probability)).toBeCloseTo(1, DIGITS);
  expect(sum(({ probability, transitions }) => probability * transitions)).toBeCloseTo(
    expectedTransitions(analysis),
    DIGITS,
  );
  return paths;
};

const expectRuns = async (
  { name, asl, answers, input }: CompiledMachine,
  paths: readonly Path[],
): Promise<void> => {
  const run = engineFor(asl, answers);
  for (const path of paths) {
    const scenario: Scenario = Object.fromEntries(
      failedOn(path).map((state) => [state, { forEver: BUSINESS_ERROR }]),
    );
    const ran = await run(scenario, input);
    expect(`${name}: ${pathName(path)}: ${ran.transitions} transitions, ${ran.status}`).toBe(
      `${name}: ${pathName(path)}: ${Number(path.transitions.toFixed(DIGITS))} transitions, ` +
        `${path.failure === undefined ? 'SUCCEEDED' : 'FAILED'}`,
    );
  }
};
