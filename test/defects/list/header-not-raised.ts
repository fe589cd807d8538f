import type { SagaLog } from '../../../lib/saga';
import type { Defect } from '../defect';

/** The last step, or the last compensation, leaves the saga's header as it was. */
export const headerNotRaised: Defect = {
  participant: (ports) => ({
    ...ports,
    log: (hasTime): SagaLog => ({ ...ports.log(hasTime), raise: async () => undefined }),
  }),
};
