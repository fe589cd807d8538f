import { functionFailure } from '../../lambda';
import { answered, type FaultKind } from '../fault-kind';

/** The participant says no, without having run. */
export const business: FaultKind = {
  summary: 'it says no, without having run',
  strikes: 'at-once',
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
