import {
  edgesOf,
  innerScopes,
  machineScope,
  type Scope,
  type State,
  type StateMachineDefinition,
  statesOf,
} from '../../asl';
import { parsePath } from '../../jsonpath';

/** What a Task makes, and how that is taken back. */
export interface Effect {
  /** Task state that undoes it. */
  readonly undoneBy: string;
  /** Path into the input of the state that undoes it; a key that is not there undoes nothing. @default - none is needed */
  readonly key?: string;
}

/** Task state → its effect. */
export type Effects = Readonly<Record<string, Effect>>;

/** Names of all Task states, those in branches and iterations too, in the order of the definition. */
export const taskNames = (machine: StateMachineDefinition): readonly string[] =>
  allStates(machineScope(machine)).flatMap(({ name, state }) => (state.Type === 'Task' ? [name] : []));

const allStates = (scope: Scope): readonly { readonly name: string; readonly state: State }[] =>
  statesOf(scope).flatMap((visited) => [visited, ...innerScopes(visited).flatMap(allStates)]);

/** What is wrong with effects; undefined: nothing. */
export const effectsProblem = (machine: StateMachineDefinition, effects: unknown): string | undefined => {
  if (typeof effects !== 'object' || effects === null || Array.isArray(effects)) {
    return 'effects are an object: { "ChargePayment": { "undoneBy": "RefundPayment", "key": "$.orderId" } }';
  }
  const tasks = new Set(taskNames(machine));
  for (const [name, effect] of Object.entries(effects) as [string, Partial<Effect> | null][]) {
    if (!tasks.has(name)) return `the machine has no Task '${name}'`;
    if (typeof effect?.undoneBy !== 'string')
      return `'${name}' does not say by which Task it is undone ("undoneBy")`;
    if (!tasks.has(effect.undoneBy))
      return `'${name}' is undone by '${effect.undoneBy}', and the machine has no such Task`;
    const bad = effect.key === undefined ? undefined : pathProblem(effect.key);
    if (bad !== undefined) return `the key of '${name}' is no path: ${bad}`;
  }
  return undefined;
};

const pathProblem = (path: unknown): string | undefined => {
  try {
    parsePath(String(path));
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
};

/**
 * Pairs the Tasks of a machine by its graph: one that only Catch edges lead to undoes one that runs before. The chain of
 * those, from its longest beginning, is taken to go from last to first.
 */
export const pairByGraph = (machine: StateMachineDefinition): Effects => {
  const forward = along(machine, machine.StartAt);
  const isForward = new Set(forward);
  const chains = forward
    .flatMap((name) => edgesOf(name, machine.States[name] as State))
    .filter(({ kind }) => kind === 'catch')
    .map(({ to }) => along(machine, to).filter((name) => !isForward.has(name) && isTask(machine, name)));
  const longest = chains.reduce<readonly string[]>(
    (best, chain) => (chain.length > best.length ? chain : best),
    [],
  );
  const made = forward.filter((name) => isTask(machine, name));
  return Object.fromEntries(
    longest.toReversed().flatMap((undoneBy, at) => {
      const name = made[at];
      return name === undefined ? [] : [[name, { undoneBy }]];
    }),
  );
};

const isTask = (machine: StateMachineDefinition, name: string): boolean =>
  machine.States[name]?.Type === 'Task';

/** States from one on, by the ways that no error takes. */
const along = (machine: StateMachineDefinition, from: string): readonly string[] => {
  const seen: string[] = [];
  const visit = (name: string): void => {
    const state = machine.States[name];
    if (!state || seen.includes(name)) return;
    seen.push(name);
    for (const { to, kind } of edgesOf(name, state)) if (kind !== 'catch') visit(to);
  };
  visit(from);
  return seen;
};
