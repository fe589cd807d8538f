import type { Invoke, Logger, Random } from '../../lib/runtime';
import type { Clock, MessageQueue, Orchestrator, SagaDefinition, SagaLog } from '../../lib/saga';

/** What the operations' functions need from outside. */
export interface OperationTools {
  readonly definition: SagaDefinition;
  readonly clock: Clock;
  /** ISO 8601. */
  readonly now: () => string;
  readonly logger: Logger;
  readonly log: SagaLog;
  readonly orchestrator: Orchestrator;
}

export interface ErrorsTools extends OperationTools {
  readonly random: Random;
  readonly invoke: Invoke;
  /** `saga-errors` itself. */
  readonly errors: MessageQueue;
  readonly stateMachineArn: string;
  readonly unwindMachineArn: string;
}
