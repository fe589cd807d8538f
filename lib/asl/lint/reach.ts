import { edgesOf } from '../edges';
import type { Assignments, State, StateMachineDefinition } from '../types';
import { innerScopes, machineScope, type Scope, statesOf, type VisitedState } from '../walk';
import { catchersOf } from './expressions';

/** Variables that are assigned on at least one path that reaches a state. */
export type Reaching = (state: VisitedState) => ReadonlySet<string>;

/**
 * Follows the assignments along the edges of each scope to a fixed point. A branch reads what its Parallel could read;
 * nothing that it assigns comes out.
 */
export const reachingVariables = (machine: StateMachineDefinition): Reaching => {
  const entries = new Map<string, ReadonlySet<string>>();
  collect(machineScope(machine), new Set(), entries);
  return ({ name, scope }) => entries.get(keyOf(scope, name)) ?? new Set();
};

const keyOf = (scope: Scope, name: string): string => `${scope.path}\n${name}`;

const collect = (
  scope: Scope,
  inherited: ReadonlySet<string>,
  entries: Map<string, ReadonlySet<string>>,
): void => {
  const atEntry = new Map<string, Set<string>>(
    Object.keys(scope.chain.States).map((name) => [name, new Set(inherited)]),
  );
  for (let changed = true; changed; ) {
    changed = false;
    for (const { name, state } of statesOf(scope)) {
      for (const edge of edgesOf(name, state)) {
        const target = atEntry.get(edge.to);
        if (!target) continue;
        const before = target.size;
        for (const variable of atEntry.get(name) ?? []) target.add(variable);
        for (const variable of Object.keys(edge.assign)) target.add(variable);
        changed ||= target.size > before;
      }
    }
  }
  for (const visited of statesOf(scope)) {
    const reaching = atEntry.get(visited.name) ?? new Set<string>();
    entries.set(keyOf(scope, visited.name), reaching);
    for (const inner of innerScopes(visited)) collect(inner, reaching, entries);
  }
};

/** Names that the states of one scope assign themselves, whichever way they are left. */
export const assignedIn = (scope: Scope): ReadonlySet<string> =>
  new Set(statesOf(scope).flatMap(({ state }) => assignmentsOf(state).flatMap(Object.keys)));

/** Every Assign of a state: its own, those of its rules, those of its catchers. */
export const assignmentsOf = (state: State): readonly Assignments[] =>
  [
    (state as { readonly Assign?: Assignments }).Assign,
    ...(state.Type === 'Choice' ? state.Choices.map((rule) => rule.Assign as Assignments | undefined) : []),
    ...catchersOf(state).map((catcher) => catcher.Assign),
  ].filter((assign) => assign !== undefined);
