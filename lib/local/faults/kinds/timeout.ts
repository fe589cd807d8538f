import type { FaultKind } from '../fault-kind';

/** The function runs to its end, but too late for its caller: the answer is dropped. */
export const timeout: FaultKind = {
  summary: 'it runs to its end, but too late for its caller',
  strikes: 'at-once',
  direct: async (attempt) => {
    await attempt.run();
    return { kind: 'silent' };
  },
  queued: async (attempt) => {
    await attempt.run({ answers: 'swallow' });
    return 'consumed';
  },
};
