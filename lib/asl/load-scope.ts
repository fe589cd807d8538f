import { type Fields, refuse } from './definition-error';

const namesIn = (assign: unknown): string[] =>
  Object.keys((assign ?? {}) as object).map((name) => (name.endsWith('.$') ? name.slice(0, -2) : name));

const assignsOf = (state: Fields): string[] => [
  ...namesIn(state.Assign),
  ...[...((state.Catch ?? []) as Fields[]), ...((state.Choices ?? []) as Fields[])].flatMap((part) =>
    namesIn(part.Assign),
  ),
];

/** Variables that the states of one chain assign, those inside their branches not counted. */
export const assignedNames = (states: Readonly<Record<string, Fields>>): readonly string[] =>
  Object.values(states).flatMap(assignsOf);

/** A branch may read what lies outside, and not assign it: Step Functions refuses such a machine. */
export const checkScope = (states: Readonly<Record<string, Fields>>, outer: ReadonlySet<string>): void => {
  for (const [name, state] of Object.entries(states)) {
    for (const variable of assignsOf(state)) {
      if (outer.has(variable)) {
        const problem = `it assigns ${variable}, a variable of the scope outside`;
        refuse(`State '${name}'`, problem, 'take another name, or return the value in Output');
      }
      if (variable === 'states')
        refuse(`State '${name}'`, 'it assigns states', 'the name is reserved, take another');
    }
  }
};
