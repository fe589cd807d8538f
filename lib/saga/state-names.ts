import type { SagaStep } from './definition';

/** `process-payment` → `ProcessPayment`: the state of a command. */
export const stateName = (command: string): string =>
  command
    .split('-')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');

export const parkName = (command: string): string => `Park${stateName(command)}`;
export const unsentName = (command: string): string => `Unsent${stateName(command)}`;
export const skipName = (step: string): string => `Skip${stateName(step)}`;
export const whenName = (step: string): string => `When${stateName(step)}`;
export const fenceName = (step: string): string => `Fence${stateName(step)}`;

/** A group goes by its first step; the group of its compensations by the first compensation. */
export const groupName = (steps: readonly SagaStep[]): string => `${stateName(steps[0]?.name ?? '')}Group`;
export const undoGroupName = (steps: readonly SagaStep[]): string =>
  `${stateName(steps[0]?.compensation ?? '')}Group`;

/** Where every chain of compensations ends. */
export const NOT_COMPLETED = 'SagaNotCompleted';
/** Where a saga ends that is past its pivot and could not finish. */
export const COMPLETION_FAILED = 'SagaCompletionFailed';

/** Ends of the unwind machine. */
export const UNWOUND = 'Unwound';
export const ANYTHING_PARKED = 'AnythingParked';

/** Error names of the machine's own ends; an execution that fails with any other died. */
export const SAGA_ENDS = ['SagaCompensated', 'SagaCompensationFailed', 'SagaCompletionFailed'] as const;
