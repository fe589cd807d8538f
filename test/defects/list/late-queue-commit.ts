import { findStep, type Ledger } from '../../../lib/saga';
import type { Defect } from '../defect';

/** A command that comes late out of its queue is carried out although its step was undone. */
export const lateQueueCommit: Defect = {
  participant: (ports, { definition, command, table }) => {
    if (findStep(definition, command.step.name)?.via !== 'queue') return ports;
    const forget = (key: string): void => {
      if (table.items.get(key)?.state === 'UNDONE') table.items.delete(key);
    };
    return {
      ...ports,
      ledger: (hasTime): Ledger => {
        const ledger = ports.ledger(hasTime);
        return {
          ...ledger,
          commit: (key, entry) => {
            forget(key);
            return ledger.commit(key, entry);
          },
          begin: (key, until) => {
            forget(key);
            return ledger.begin(key, until);
          },
        };
      },
    };
  },
};
