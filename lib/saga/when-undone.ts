import type { SagaReference } from './command';
import type { SagaStatus } from './status';

/**
 * Name of the handler that hears of a saga that was undone, and the last part of its ledger key: it may write records of
 * it, once, whatever often the event comes.
 */
export const WHEN_UNDONE = 'when-undone';

/** Statuses of which it hears. */
export const HEARD_UNDONE = ['COMPENSATED', 'PARTLY_COMPENSATED'] as const satisfies readonly SagaStatus[];

/** What it is told: what the saga was asked for, and what had been done of it before it was undone. */
export interface UndoneSaga<Input = unknown, Results = Readonly<Record<string, unknown>>> {
  readonly saga: Pick<SagaReference, 'name' | 'id'>;
  readonly status: SagaStatus;
  readonly input: Input;
  /** Step → result of those that had succeeded; a step that had not is missing. */
  readonly results: Results;
}
