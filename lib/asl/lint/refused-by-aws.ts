import { isError } from '../checks/diagnostic';
import { CHECKS } from '../checks/table';
import { type DefinitionTree, treeOf } from '../checks/tree';
import type { Fields } from '../fields';
import type { StateMachineDefinition } from '../types';
import { type Finding, MACHINE } from './check';

/** What keeps AWS from creating the machine, as findings: each by the id of its check in the table of those. */
export const refusedByAws = (machine: StateMachineDefinition): readonly Finding[] => {
  const tree = treeOf(machine as unknown as Fields, 'STANDARD');
  return Object.entries(CHECKS).flatMap(([check, look]) =>
    look(tree)
      .filter(isError)
      .map(({ message, location, remedy }) => ({
        check,
        state: stateAt(tree, location),
        message: `${message}${location === undefined ? '' : ` at ${location}`}: ${remedy}`,
      })),
  );
};

/** The innermost state that a location lies in. */
const stateAt = ({ states }: DefinitionTree, location: string | undefined): string =>
  states
    .filter((state) => location === state.location || location?.startsWith(`${state.location}/`))
    .toSorted((a, b) => b.location.length - a.location.length)[0]?.name ?? MACHINE;
