import { Stack, type StackProps } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { type BundleSource, ParticipantFunction, Saga } from '../constructs';
import { orderSaga } from '../sagas';
import { operationsCode } from './bundles';
import { addSagaOutputs } from './saga-outputs';

export interface SagaStackProps extends StackProps {
  readonly bundles: BundleSource;
}

/** The order saga: six participants, each with a database of its own. */
export class OrderSagaStack extends Stack {
  readonly saga: Saga;

  constructor(scope: Construct, id: string, props: SagaStackProps) {
    super(scope, id, props);
    const { bundles } = props;
    this.saga = new Saga(this, 'Order', {
      definition: orderSaga,
      participants: {
        orders: new ParticipantFunction(this, 'Orders', { code: bundles.code('order/orders') }),
        payments: new ParticipantFunction(this, 'Payments', { code: bundles.code('order/payments') }),
        inventory: new ParticipantFunction(this, 'Inventory', { code: bundles.code('order/inventory') }),
        invoices: new ParticipantFunction(this, 'Invoices', { code: bundles.code('order/invoices') }),
        logistics: new ParticipantFunction(this, 'Logistics', { code: bundles.code('order/logistics') }),
        notifications: new ParticipantFunction(this, 'Notifications', {
          code: bundles.code('order/notifications'),
        }),
      },
      operations: operationsCode(bundles),
    });
    addSagaOutputs(this, this.saga);
  }
}
