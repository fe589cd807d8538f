import type { SagaDefinition } from './definition';
import type { LoggedStep } from './event';
import { WHEN_UNDONE } from './when-undone';

/** Where a ledger may hold an item of a saga: the participant, and the last part of the key. */
export type LedgerPlace = Pick<LoggedStep, 'by' | 'name'>;

/** Every ledger item that a saga may have: those of its steps, and of who hears that it was undone. */
export const ledgerPlaces = (
  { whenUndone }: Pick<SagaDefinition, 'whenUndone'>,
  steps: readonly LedgerPlace[],
): readonly LedgerPlace[] => [
  ...steps,
  ...(whenUndone === undefined ? [] : [{ by: whenUndone, name: WHEN_UNDONE }]),
];
