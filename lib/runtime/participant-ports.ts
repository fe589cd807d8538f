import type { Clock, Ledger, SagaLog, TaskAnswers } from '../saga';
import type { HasTime, InvocationContext } from './invocation-time';
import type { Logger } from './logger';
import type { Random } from './random';

/** What a participant needs from outside; one set a function, made when the first command comes. */
export interface ParticipantPorts {
  readonly clock: Clock;
  readonly logger: Logger;
  /** For waits before what others were quicker at. */
  readonly random: Random;
  /** Both give up trying when `hasTime` says so. */
  ledger(hasTime: HasTime): Ledger;
  log(hasTime: HasTime): SagaLog;
  readonly answers: TaskAnswers;
  /** Receives after which the queue moves a message to its dead-letter queue. */
  readonly maxReceives: number;
}

/** One command's view of the ports. */
export interface Work {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly ledger: Ledger;
  readonly log: SagaLog;
  readonly context: InvocationContext;
  readonly random: Random;
  readonly hasTime: HasTime;
}
