import { flatSteps } from '../../../lib/saga';
import type { Variant } from '../../every/variants';
import { Deployed } from './deployed';
import { allCases, type Case, executionStatus, expectEnds, interrupted } from './interrupted';

/** Who finds out that an execution died: only one of them is switched on. */
export type Finder = 'rule' | 'sweeper';

/**
 * The last step has been done, or its command comes again from its queue, and nothing is behind it: the log says COMPLETED. The rule, which hears of every execution
 * that dies, takes such a saga back all the same, because the execution did not get to hear of it.
 */
const isThrough = ({ saga, command, kind, machine }: Case): boolean => {
  const last = flatSteps(saga).at(-1);
  return machine === 'saga' && last?.name === command && (kind !== 'transient' || last.via === 'queue');
};

/** Stops sagas by hand, one at each state of a variant; expects each to come to its right end. */
export const stopAtEachState = async (
  variant: Variant,
  finder: Finder,
  cases: readonly Case[] = allCases(variant),
): Promise<number> => {
  const deployed = await Deployed.open({}, variant.world);
  try {
    deployed.setSchedules(false);
    deployed.setRules(finder === 'rule');
    await interrupted(deployed, cases, ({ saga, id, machine }) =>
      deployed.stop(saga.name, machine === 'saga' ? id : `${id}-u1`, machine),
    );
    for (const one of cases) {
      expect([one.id, await executionStatus(deployed, one)]).toEqual([one.id, 'ABORTED']);
    }
    if (finder === 'sweeper') {
      await deployed.passLongestRuns();
      await deployed.sweep();
    }
    await expectEnds(deployed, cases, (one) =>
      finder === 'sweeper' && isThrough(one) ? 'COMPLETED' : one.end,
    );
    return cases.length;
  } finally {
    await deployed.close();
  }
};
