import type { SweepCursor } from '../saga';

/** How far the sweeper has come, in memory. */
export const memorySweepCursor = (): SweepCursor => {
  let after: string | undefined;
  return {
    read: async () => after,
    write: async (due) => {
      after = due;
    },
  };
};
