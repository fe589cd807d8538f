import { App, type AppProps } from 'aws-cdk-lib/core';
import type { BundleSource } from '../constructs';
import { stateName } from '../saga';
import { sagas } from '../sagas';
import { SagaStack } from './saga-stack';

/** The CDK app of this project: one stack for each saga, `OrderSaga` for `order`. */
export const buildApp = (bundles: BundleSource, props: AppProps): App => {
  const app = new App(props);
  for (const definition of Object.values(sagas)) {
    new SagaStack(app, `${stateName(definition.name)}Saga`, { bundles, definition });
  }
  return app;
};
