import { Stack } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { ParticipantFunction, Saga } from '../constructs';
import { orderSaga } from '../sagas';
import { operationsCode } from './bundles';
import { addMonitoring } from './monitoring';
import { addOutbox } from './outbox';
import { addPolicies } from './policies';
import { published } from './published';
import { addSagaOutputs } from './saga-outputs';
import type { SagaStackProps } from './saga-stack-props';

/** The order saga: six participants, each with a database of its own. */
export class OrderSagaStack extends Stack {
  readonly saga: Saga;

  constructor(scope: Construct, id: string, props: SagaStackProps) {
    super(scope, id, props);
    const participant = (name: string, bundle: string) =>
      new ParticipantFunction(this, name, { code: props.bundles.code(`order/${bundle}`) });
    this.saga = new Saga(this, 'Order', {
      definition: orderSaga,
      participants: {
        orders: participant('Orders', 'orders'),
        payments: participant('Payments', 'payments'),
        inventory: participant('Inventory', 'inventory'),
        invoices: participant('Invoices', 'invoices'),
        logistics: participant('Logistics', 'logistics'),
        notifications: participant('Notifications', 'notifications'),
      },
      operations: operationsCode(props.bundles),
      published: published.order ?? {},
    });
    addSagaOutputs(this, this.saga);
    addMonitoring(this, this.saga);
    addPolicies(this, this.saga);
    addOutbox(this, this.saga);
  }
}
