import type { Runner } from '../search/explore';
import { Follower, type StateSet } from '../search/follow';
import type { RunResult } from '../search/run-schedule';
import type { Schedule } from '../search/schedule';
import { judgeMachine } from './judge-machine';
import { type MachineSubject, runMachine } from './run-machine';

/** Runs schedules of any state machine, one after the other. */
export interface MachineRunner extends Runner {
  /** One schedule to its end, and what happened. */
  readonly read: (schedule: Schedule) => Promise<RunResult>;
}

export const machineRunner = (subject: MachineSubject, states?: StateSet): MachineRunner => {
  const one = async (follower: Follower, isRead: boolean): Promise<RunResult> => {
    const run = await runMachine(subject, { oracle: follower, isRead });
    const { status, trace, covered } = run;
    return {
      ...{ branches: follower.branches, status, trace, covered },
      problems: judgeMachine(run, subject.effects),
      states: follower.own.size,
    };
  };
  return {
    size: 1,
    run: async (branches) => {
      const results: RunResult[] = [];
      for (const { schedule, left } of branches)
        results.push(await one(new Follower(schedule, left, states), false));
      return results;
    },
    read: (schedule) => one(new Follower(schedule, { faults: 0, turns: 0 }, undefined), true),
  };
};
