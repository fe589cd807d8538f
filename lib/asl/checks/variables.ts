import { entriesOf, isFields } from '../fields';
import type { Check } from './check';
import { type Diagnostic, schemaProblem } from './diagnostic';
import type { ChainNode, StateNode } from './tree';

/** Characters. Source: developer guide, "Passing data between states with variables". */
const LONGEST = 80;
const NAME = /^[\p{ID_Start}_][\p{ID_Continue}]*$/u;

/**
 * Names in Assign can be read by an expression, and belong to no scope around. The catchers of a state may take the names
 * of its branches: no branch is left when they assign. Source: seen on AWS.
 */
export const variables: Check = ({ states }) => {
  const assigned = new Map<StateNode, ReadonlySet<string>>();
  const namesAround = (owner: StateNode): ReadonlySet<string> => {
    const known =
      assigned.get(owner) ??
      new Set(
        owner.chain.states
          .flatMap((state) => assignmentsOf(state, state === owner ? ['Choices'] : ASSIGNING))
          .map(([name]) => name),
      );
    assigned.set(owner, known);
    return known;
  };
  const isOuter = (name: string, { owner }: ChainNode): boolean =>
    owner !== undefined && (namesAround(owner).has(name) || isOuter(name, owner.chain));

  return states.flatMap((state) =>
    assignmentsOf(state).flatMap(([name, at]): readonly Diagnostic[] => {
      const wrong = nameProblem(name);
      if (wrong !== undefined) return [schemaProblem(at, wrong, 'take another name')];
      if (!isOuter(name, state.chain)) return [];
      const message = `The variable '${name}' is already assigned in the scope outside`;
      return [
        schemaProblem(at, message, 'take another name, or return the value as the output of the branch'),
      ];
    }),
  );
};

const nameProblem = (name: string): string | undefined => {
  if (name === 'states') return "The variable name 'states' is reserved";
  if (!NAME.test(name)) return `'${name}' is no variable name`;
  return name.length > LONGEST ? `A variable name has at most ${LONGEST} characters` : undefined;
};

/** Lists whose entries assign too. */
const ASSIGNING = ['Choices', 'Catch'] as const;

/** Names that a state assigns itself, or in these lists, each with its place. */
const assignmentsOf = (
  { fields, location, language }: StateNode,
  lists: readonly string[] = ASSIGNING,
): readonly (readonly [string, string])[] =>
  [
    [fields.Assign, `${location}/Assign`] as const,
    ...lists.flatMap((field) =>
      entriesOf(fields[field]).map(
        ([index, entry]) => [entry.Assign, `${location}/${field}[${index}]/Assign`] as const,
      ),
    ),
  ].flatMap(([assign, at]) =>
    Object.keys(isFields(assign) ? assign : {}).map(
      (name) =>
        [
          language === 'JSONPath' && name.endsWith('.$') ? name.slice(0, -'.$'.length) : name,
          `${at}/${name}`,
        ] as const,
    ),
  );
