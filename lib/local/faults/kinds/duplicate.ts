import { answered, type FaultKind } from '../fault-kind';

/** The function runs twice; the second answer is used. */
export const duplicate: FaultKind = {
  summary: 'it runs twice',
  strikes: 'at-once',
  direct: async (attempt) => {
    await attempt.run();
    return answered(await attempt.run());
  },
  queued: async (attempt) => {
    await attempt.run();
    return attempt.run();
  },
};
