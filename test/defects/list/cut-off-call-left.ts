import type { Ledger } from '../../../lib/saga';
import type { Defect } from '../defect';

/** A fence rules a step out whose call outside was cut off, and nobody takes the call back. */
export const cutOffCallLeft: Defect = {
  participant: (ports) => ({
    ...ports,
    ledger: (hasTime): Ledger => {
      const ledger = ports.ledger(hasTime);
      return {
        ...ledger,
        fence: async (key) => {
          const state = await ledger.fence(key);
          await ledger.settle(key);
          return state;
        },
      };
    },
  }),
};
