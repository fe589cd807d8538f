import { type BundleSource, LambdaBundles, lambdaEntries, type OperationsCode } from '../constructs';
import { sagas } from '../sagas';

/** The functions of all sagas of this project, bundled in one run. */
export const bundleAll = (root: string): LambdaBundles =>
  new LambdaBundles({ root, entries: lambdaEntries(Object.values(sagas)) });

export const operationsCode = (bundles: BundleSource): OperationsCode => ({
  redrive: bundles.code('operations/redrive'),
  sweeper: bundles.code('operations/sweeper'),
  start: bundles.code('operations/start'),
});
