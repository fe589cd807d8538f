import type { LedgerItem, SagaDefinition, SagaStatus } from '../../saga';
import type { Aftermath } from '../world/run';

/** One saga at rest, as its judges look at it. */
export interface Case extends Aftermath {
  readonly definition: SagaDefinition;
  readonly status: SagaStatus | 'UNKNOWN';
  readonly itemOf: (step: string) => LedgerItem | undefined;
  readonly keyOf: (step: string) => string;
  /** Steps that input and results ask for. */
  readonly asked: ReadonlySet<string>;
}
