import { isoTime } from '../../../lib/runtime';
import type { Ledger } from '../../../lib/saga';
import type { Defect } from '../defect';

/** A compensation whose effect lies outside is logged as done before anybody was asked to take the effect back. */
export const undoneBeforeDone: Defect = {
  participant: (ports, { command: { saga, step } }) => ({
    ...ports,
    ledger: (hasTime): Ledger => {
      const ledger = ports.ledger(hasTime);
      return {
        ...ledger,
        undo: async (key, options) => {
          const outcome = await ledger.undo(key, options);
          if (outcome.kind === 'wait') return outcome;
          await ports.log(hasTime).append(saga, {
            type: 'CompensationSucceeded',
            step: step.name,
            runner: step.runner,
            attempt: step.attempt,
            at: isoTime(ports.clock.now()),
          });
          return outcome;
        },
      };
    },
  }),
};
