import type { Subject } from '../world/world';
import type { Runner } from './explore';
import type { StateSet } from './follow';
import { runSchedule } from './run-schedule';

/** Runs schedules one after the other, in this thread. */
export const runnerHere = (
  subject: Subject,
  { interleave, states }: { readonly interleave: boolean; readonly states?: StateSet | undefined },
): Runner => ({
  size: 1,
  run: async (branches) => {
    const results = [];
    for (const { schedule, left } of branches) {
      results.push(await runSchedule(subject, schedule, { left, interleave, states }));
    }
    return results;
  },
});
