import { STATES_ERROR, StateFailure } from './errors';

/** `what` is the state whose output is too large, or the service whose result it was. */
export const tooLarge = (what: string): StateFailure =>
  new StateFailure(
    STATES_ERROR.dataLimitExceeded,
    `The state/task '${what}' returned a result with a size exceeding the maximum number of bytes service limit.`,
  );
