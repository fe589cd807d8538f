import type { Check } from '../check';

/** Every Task says how long it may take: the default is 99,999,999 seconds. */
export const taskTimeout: Check = ({ states }) =>
  states.flatMap(({ name, state }) =>
    state.Type === 'Task' && state.TimeoutSeconds === undefined && state.TimeoutSecondsPath === undefined
      ? [
          {
            state: name,
            message:
              'it is a Task without TimeoutSeconds and may wait for more than three years: add one, longer than the function has',
          },
        ]
      : [],
  );
