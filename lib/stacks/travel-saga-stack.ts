import { Stack } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { ParticipantFunction, Saga } from '../constructs';
import { travelSaga } from '../sagas';
import { operationsCode } from './bundles';
import { addMonitoring } from './monitoring';
import { addOutbox } from './outbox';
import { addPolicies } from './policies';
import { published } from './published';
import { addSagaOutputs } from './saga-outputs';
import type { SagaStackProps } from './saga-stack-props';

/** The travel saga: five participants, flights behind a queue, two insurances side by side. */
export class TravelSagaStack extends Stack {
  readonly saga: Saga;

  constructor(scope: Construct, id: string, props: SagaStackProps) {
    super(scope, id, props);
    const participant = (name: string, bundle: string) =>
      new ParticipantFunction(this, name, { code: props.bundles.code(`travel/${bundle}`) });
    this.saga = new Saga(this, 'Travel', {
      definition: travelSaga,
      participants: {
        hotels: participant('Hotels', 'hotels'),
        cars: participant('Cars', 'cars'),
        flights: participant('Flights', 'flights'),
        insurances: participant('Insurances', 'insurances'),
        itineraries: participant('Itineraries', 'itineraries'),
      },
      operations: operationsCode(props.bundles),
      published: published.travel ?? {},
    });
    addSagaOutputs(this, this.saga);
    addMonitoring(this, this.saga);
    addPolicies(this, this.saga);
    addOutbox(this, this.saga);
  }
}
