import type { Ledger } from '../../../lib/saga';
import type { Defect } from '../defect';

/** A step is undone, and its records stay as it wrote them. */
export const recordsKept: Defect = {
  participant: (ports) => ({
    ...ports,
    ledger: (hasTime): Ledger => {
      const ledger = ports.ledger(hasTime);
      return { ...ledger, undo: (key, { reverse }) => ledger.undo(key, { reverse }) };
    },
  }),
};
