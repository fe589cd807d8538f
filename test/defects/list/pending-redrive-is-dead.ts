import type { Orchestrator } from '../../../lib/saga';
import type { Defect } from '../defect';

const mistaken = <P extends { readonly orchestrator: Orchestrator }>(ports: P): P => ({
  ...ports,
  orchestrator: {
    ...ports.orchestrator,
    describe: async (arn) => {
      const execution = await ports.orchestrator.describe(arn);
      return execution?.status === 'PENDING_REDRIVE' ? { ...execution, status: 'FAILED' } : execution;
    },
  },
});

/** An execution that is about to be redriven is taken for one that has ended. */
export const pendingRedriveIsDead: Defect = { redriver: mistaken, sweeper: mistaken, operations: mistaken };
