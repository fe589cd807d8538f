import type { Ledger } from '../../../lib/saga';
import type { Defect } from '../defect';

/** An attempt at what is DONE answers with a result of its own. */
export const freshResultTold: Defect = {
  participant: (ports) => ({
    ...ports,
    ledger: (hasTime): Ledger => {
      const ledger = ports.ledger(hasTime);
      return {
        ...ledger,
        commit: async (key, entry) => {
          const outcome = await ledger.commit(key, entry);
          return outcome.kind === 'already-done' ? { kind: 'committed' } : outcome;
        },
      };
    },
  }),
};
