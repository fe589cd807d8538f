import { App, type AppProps, Tags } from 'aws-cdk-lib/core';
import type { BundleSource } from '../constructs';
import { OrderSagaStack } from './order-saga-stack';
import { TravelSagaStack } from './travel-saga-stack';

/** The CDK app of this project: one stack for each saga. */
export const buildApp = (bundles: BundleSource, props: AppProps): App => {
  const app = new App(props);
  const order = new OrderSagaStack(app, 'OrderSaga', {
    bundles,
    description: 'Order saga: orders, payments, inventory, invoices, logistics, notifications',
  });
  const travel = new TravelSagaStack(app, 'TravelSaga', {
    bundles,
    description: 'Travel saga: hotels, cars, flights, insurances, itineraries',
  });
  Tags.of(order).add('saga', 'order');
  Tags.of(travel).add('saga', 'travel');
  return app;
};
