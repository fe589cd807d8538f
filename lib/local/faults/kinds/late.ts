import type { FaultKind } from '../fault-kind';

/** The caller gives up before the function even starts; it starts when its own compensation has already run. */
export const late: FaultKind = {
  summary: 'it starts only after its own compensation has run',
  strikes: 'when-late',
  direct: async (attempt) => {
    attempt.runLate();
    return { kind: 'silent' };
  },
  queued: async (attempt) => {
    attempt.runLate();
    return 'consumed';
  },
};
