/** Statuses of a step, by rising rank: the highest that any event gives it wins, in whatever order they arrive. */
export const STEP_STATUSES = [
  'PENDING',
  'RUNNING',
  'PARKED',
  'SUCCEEDED',
  'FAILED',
  'COMPENSATING',
  'COMPENSATION_FAILED',
  'COMPENSATED',
  'SKIPPED',
] as const;
export type StepStatus = (typeof STEP_STATUSES)[number];

/**
 * Statuses of a saga, by rising rank. The header of the log only ever rises. `PARTLY_COMPENSATED`: everything that has a
 * compensation is undone, and the effect of a retriable step stays, because the saga was taken back past its pivot.
 */
export const SAGA_STATUSES = [
  'PENDING',
  'RUNNING',
  'COMPLETION_FAILED',
  'COMPLETED',
  'COMPENSATING',
  'COMPENSATION_FAILED',
  'COMPENSATED',
  'PARTLY_COMPENSATED',
] as const;
export type SagaStatus = (typeof SAGA_STATUSES)[number];

export const stepRank = (status: StepStatus): number => STEP_STATUSES.indexOf(status);
export const sagaRank = (status: SagaStatus): number => SAGA_STATUSES.indexOf(status);

/** Statuses after which nothing happens any more unless somebody asks for it. */
export const isOver = (status: SagaStatus): boolean => status === 'COMPLETED' || isUndone(status);

/** Everything that can be undone is. */
export const isUndone = (status: SagaStatus): boolean =>
  status === 'COMPENSATED' || status === 'PARTLY_COMPENSATED';
