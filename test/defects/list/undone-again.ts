import { type Ledger, NO_BOOKS } from '../../../lib/saga';
import type { Defect } from '../defect';

/** What a compensation's rule writes is written once more by another attempt: a second refund, a second credit note. */
export const undoneAgain: Defect = {
  participant: (ports) => ({
    ...ports,
    ledger: (hasTime): Ledger => {
      const ledger = ports.ledger(hasTime);
      return {
        ...ledger,
        undo: async (key, options) => {
          const done = await ledger.read(key);
          const outcome = await ledger.undo(key, options);
          if (done?.state !== 'DONE' || !options.plan) return outcome;
          const { books = NO_BOOKS } = await options.plan(done);
          await ledger.commit(`${key}-again`, { result: null, effects: [], books });
          return outcome;
        },
      };
    },
  }),
};
