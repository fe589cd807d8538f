import { join } from 'node:path';
import { App, Tags } from 'aws-cdk-lib/core';
import { bundleAll, OrderSagaStack, TravelSagaStack } from '../lib/stacks';

// The built-in check of the templates takes half of a synthesis: CDK_VALIDATION=true turns it on (CI does).
const app = new App({ builtinCloudFormationValidation: process.env.CDK_VALIDATION === 'true' });
const bundles = bundleAll(join(__dirname, '..'));
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
app.synth();
