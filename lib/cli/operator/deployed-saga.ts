import type { ErasePorts, OperationClients, SagaResources } from '../../operations';
import type { SagaDefinition } from '../../saga';

/** A saga as it is deployed, and the tools to work on it. */
export interface DeployedSaga {
  readonly definition: SagaDefinition;
  readonly clients: OperationClients;
  readonly resources: SagaResources;
  readonly ports: ErasePorts;
}
