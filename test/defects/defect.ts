import type { ErrorsTools } from '../../lambdas/operations/tools';
import type { StateMachineDefinition } from '../../lib/asl';
import type { OperationPorts } from '../../lib/operations';
import type { ParticipantPorts } from '../../lib/runtime';
import type { Command, SagaDefinition } from '../../lib/saga';

/** What an invocation of a participant is about. */
export interface Invocation {
  readonly definition: SagaDefinition;
  readonly command: Command;
}

/** Something wrong, put between the product and its ports, or into a machine that it compiled. */
export interface Defect {
  readonly participant?: (ports: ParticipantPorts, invocation: Invocation) => ParticipantPorts;
  /** Redriver and sweeper. */
  readonly tools?: (tools: ErrorsTools) => ErrorsTools;
  readonly operations?: (ports: OperationPorts) => OperationPorts;
  readonly machine?: (machine: StateMachineDefinition) => StateMachineDefinition;
}
