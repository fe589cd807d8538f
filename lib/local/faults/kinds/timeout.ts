import type { FaultKind } from '../fault-kind';

/** The function runs to its end, but too late for its caller: the answer is dropped. */
export const timeout: FaultKind = {
  times: 1,
  spends: 'perAttempt',
  direct: async (attempt) => {
    await attempt.run();
    return { kind: 'silent' };
  },
  queued: async (attempt) => {
    await attempt.run({ answers: 'swallow' });
    return 'consumed';
  },
};
