import type { Check } from './check';
import { problem } from './diagnostic';

/** Parallels and Maps lie in one another only so deep. */
export const nesting: Check = ({ tooDeep }) =>
  tooDeep.map((location) =>
    problem(
      'TOO_DEEPLY_NESTED',
      location,
      'States are too deeply nested',
      'call another state machine instead',
    ),
  );
