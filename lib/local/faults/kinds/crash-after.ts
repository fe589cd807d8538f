import type { FaultKind } from '../fault-kind';

/** The function ran; its reply is lost. */
export const crashAfter: FaultKind = {
  summary: 'it ran, but the reply is lost',
  strikes: 'at-once',
  direct: async (attempt) => {
    await attempt.run();
    return {
      kind: 'failed',
      error: 'Lambda.SdkClientException',
      message: 'Unable to execute HTTP request: the reply was lost (by the fault plan)',
    };
  },
  queued: async (attempt) => {
    await attempt.run();
    return 'failed';
  },
};
