import { functionFailure } from '../../lambda';
import { answered, type FaultKind } from '../fault-kind';

/** The participant says no, at every attempt, without having run. */
export const business: FaultKind = {
  times: Number.POSITIVE_INFINITY,
  spends: 'perAttempt',
  direct: async () =>
    answered(
      functionFailure({
        errorType: 'BusinessError',
        errorMessage: 'InjectedFault: refused by the fault plan',
      }),
    ),
  queued: async (attempt) => {
    await attempt.refuse();
    return 'consumed';
  },
};
