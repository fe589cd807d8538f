import type { Check } from './check';
import { type Diagnostic, problem } from './diagnostic';

/** Characters. Source: Step Functions service quotas. */
const LONGEST = 80;

/** Names have at most 80 characters and are unique in the whole machine, branches included. */
export const stateNames: Check = ({ states }) => {
  const seen = new Set<string>();
  return states.flatMap(({ name, location }): readonly Diagnostic[] => {
    const repeated = seen.has(name);
    seen.add(name);
    return [
      ...(name.length > LONGEST || name === ''
        ? [
            problem(
              'INVALID_STATE_NAME',
              location,
              `Invalid State name: it has ${name.length} characters`,
              `use 1 to ${LONGEST}`,
            ),
          ]
        : []),
      ...(repeated ? [duplicateStateName(name, location)] : []),
    ];
  });
};

export const duplicateStateName = (name: string, location: string): Diagnostic =>
  problem(
    'DUPLICATE_STATE_NAME',
    location,
    `Duplicate State name: ${name}`,
    'give each state a name of its own',
  );
