import type { FaultKind } from '../fault-kind';

/** The invocation is refused: the function surely did not run. */
export const crashBefore: FaultKind = {
  summary: 'the call is refused (throttled): it did not run',
  strikes: 'at-once',
  direct: async () => ({
    kind: 'failed',
    error: 'Lambda.TooManyRequestsException',
    message: 'Rate Exceeded. (by the fault plan)',
  }),
  queued: async () => 'failed',
};
