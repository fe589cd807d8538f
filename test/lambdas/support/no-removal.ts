import type { SweeperTools } from '../../../lambdas/operations/sweep/sweep-tools';

const tooEarly = async (): Promise<never> => {
  throw new Error('nothing here is old enough to be removed');
};

/** For sweeps of sagas that are days old. */
export const noRemoval: Pick<SweeperTools, 'logRemoval' | 'ledgerRemovalOf'> = {
  logRemoval: { close: tooEarly, strip: tooEarly, remove: tooEarly },
  ledgerRemovalOf: () => ({ strip: tooEarly, remove: tooEarly }),
};
