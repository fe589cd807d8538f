import { answered, type FaultKind } from '../fault-kind';

/** The function runs twice; the second answer is used. */
export const duplicate: FaultKind = {
  times: 1,
  spends: 'perAttempt',
  direct: async (attempt) => {
    await attempt.run();
    return answered(await attempt.run());
  },
  queued: async (attempt) => {
    await attempt.run();
    return attempt.run();
  },
};
