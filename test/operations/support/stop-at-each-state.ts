import type { Variant } from '../../every/variants';
import { Deployed } from './deployed';
import { allCases, executionStatus, expectEnds, interrupted } from './interrupted';

/** Who finds out that an execution died: only one of them is switched on. */
export type Finder = 'rule' | 'sweeper';

/** Stops sagas of a variant by hand, one at each state; expects each to come to its right end. */
export const stopAtEachState = async (variant: Variant, finder: Finder): Promise<number> => {
  const cases = allCases(variant);
  const deployed = await Deployed.open({}, variant.world);
  try {
    deployed.setSchedules(false);
    deployed.setRules(finder === 'rule');
    await interrupted(deployed, cases, ({ saga, id, machine }) =>
      deployed.stop(saga.name, machine === 'saga' ? id : `${id}.u1`, machine),
    );
    for (const one of cases) {
      expect([one.id, await executionStatus(deployed, one)]).toEqual([one.id, 'ABORTED']);
    }
    if (finder === 'sweeper') {
      await deployed.passLongestRuns();
      await deployed.sweep();
    }
    await expectEnds(deployed, cases);
    return cases.length;
  } finally {
    await deployed.close();
  }
};
