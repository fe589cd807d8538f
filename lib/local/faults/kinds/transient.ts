import { functionFailure } from '../../lambda';
import { answered, type FaultKind } from '../fault-kind';

/** The participant is out of order for a while: not run, worth another try. */
export const transient: FaultKind = {
  summary: 'it is out of order for a while, and did not run',
  strikes: 'at-once',
  direct: async () =>
    answered(
      functionFailure({
        errorType: 'TransientError',
        errorMessage: 'InjectedFault: out of order by the fault plan',
      }),
    ),
  queued: async () => 'failed',
};
