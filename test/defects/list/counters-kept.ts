import type { Ledger } from '../../../lib/saga';
import type { Defect } from '../defect';

/** A step is undone, and what it took is not given back. */
export const countersKept: Defect = {
  participant: (ports) => ({
    ...ports,
    ledger: (hasTime): Ledger => {
      const ledger = ports.ledger(hasTime);
      return { ...ledger, undo: (key, options) => ledger.undo(key, { ...options, reverse: false }) };
    },
  }),
};
