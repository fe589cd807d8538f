import { App, type AppProps } from 'aws-cdk-lib/core';
import type { BundleSource } from '../constructs';
import { stackNameOf } from '../saga';
import { sagas } from '../sagas';
import { SagaStack } from './saga-stack';
import { chooseStage, type Stages, stages } from './stages';

/** The CDK app of this project: one stack for each saga in one stage, `OrderSaga` or `OrderSaga-prod` for `order`. */
export const buildApp = (bundles: BundleSource, props: AppProps, of: Stages = stages): App => {
  const app = new App(props);
  const stage = chooseStage(app, of);
  for (const definition of Object.values(sagas)) {
    new SagaStack(app, stackNameOf(definition.name, stage), { bundles, definition });
  }
  return app;
};
