import type { Clock, Counters, Ledger, MessageQueue, Orchestrator, SagaDefinition, SagaLog } from '../saga';
import type { PeekedMessage } from './dead-letters';

/** The dead-letter queue behind `saga-errors`: it has no consumer, so looking at it costs nobody a delivery. */
export interface DeadLetterQueue {
  /** All messages, left where they are. */
  peek(): Promise<readonly PeekedMessage[]>;
  /** Takes messages away for good. */
  remove(messageIds: ReadonlySet<string>): Promise<void>;
}

/** What the operators' tools need of one deployed saga. */
export interface OperationPorts {
  readonly definition: SagaDefinition;
  readonly clock: Pick<Clock, 'now'>;
  /** ISO 8601. */
  readonly now: () => string;
  readonly log: SagaLog;
  readonly orchestrator: Orchestrator;
  /** Ledger of a participant. */
  readonly ledgerOf: (participant: string) => Ledger;
  /** Counters of a participant. */
  readonly countersOf: (participant: string) => Counters;
  /** `saga-errors`: what is sent there is redriven. */
  readonly errors: Pick<MessageQueue, 'send'>;
  readonly deadLetters: DeadLetterQueue;
  readonly stateMachineArn: string;
  readonly unwindMachineArn: string;
}

/** `runner` of the events that operators write. */
export const OPERATOR = 'operator';
