import type {
  Clock,
  Counters,
  Ledger,
  MessageQueue,
  Orchestrator,
  RecordsReader,
  SagaDefinition,
  SagaLog,
} from '../saga';
import type { UnservedQueue } from './queue-look';

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
  /** Records of a participant. */
  readonly recordsOf: (participant: string) => RecordsReader;
  /** `saga-errors`: what is sent there is redriven. */
  readonly errors: Pick<MessageQueue, 'send'>;
  /** The dead-letter queue behind `saga-errors`. */
  readonly deadLetters: UnservedQueue;
  /** The dead-letter queue behind `saga-requests`. */
  readonly refusedRequests: Pick<UnservedQueue, 'peek'>;
  readonly stateMachineArn: string;
  readonly unwindMachineArn: string;
}

/** `runner` of the events that operators write. */
export const OPERATOR = 'operator';
