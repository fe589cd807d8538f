import type { Check } from '../check';

/** Every Choice has a Default: without one, input that no rule foresaw ends the execution, and no Catch sees it. */
export const choiceDefault: Check = ({ states }) =>
  states.flatMap(({ name, state }) =>
    state.Type === 'Choice' && state.Default === undefined
      ? [{ state: name, message: 'it is a Choice without Default: add one' }]
      : [],
  );
