import type { Check } from '../check';

/** Longest name of a state. Source: developer guide, "Step Functions service quotas". */
const MAX_LENGTH = 80;

/** State names have at most 80 characters and are unique in the whole machine, branches included. */
export const stateNames: Check = ({ states }) => {
  const seen = new Set<string>();
  return states.flatMap(({ name }) => {
    const repeated = seen.has(name);
    seen.add(name);
    return [
      ...(name.length > MAX_LENGTH
        ? [
            {
              state: name,
              message: `its name has ${name.length} characters: use at most ${MAX_LENGTH}`,
            },
          ]
        : []),
      ...(repeated
        ? [{ state: name, message: 'its name occurs twice in the machine: give each state its own' }]
        : []),
    ];
  });
};
