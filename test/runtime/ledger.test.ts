import { memoryLedger, memoryTable } from '../../lib/runtime';
import { ledgerContract } from './support/ledger-contract';
import { ManualClock } from './support/manual-clock';

describe('the ledger in memory', () => {
  ledgerContract(async () => {
    const clock = new ManualClock();
    return {
      ledger: memoryLedger(memoryTable(), clock),
      model: memoryLedger(memoryTable(), clock),
      clock,
    };
  });
});
