import type { Ledger } from '../../../lib/saga';
import type { Defect } from '../defect';

/** A call outside counts as over as soon as it begins. */
export const doingWindowNow: Defect = {
  participant: (ports) => ({
    ...ports,
    ledger: (hasTime): Ledger => {
      const ledger = ports.ledger(hasTime);
      return { ...ledger, begin: (key) => ledger.begin(key, ports.clock.now()) };
    },
  }),
};
