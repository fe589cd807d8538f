import { stateName } from '../asl';
import type { SagaEvent, SagaStatus } from '../saga';
import { isOver } from '../saga';
import type { ExecutionRecord } from './execution-record';
import type { SagaReport, StepReport } from './saga-report';

/**
 * Steps that turned the saga back. A group is given up as a whole, and the log blames each member that has no result; the
 * history knows which of them failed, and which were only cut off.
 */
export const failedSteps = (
  events: readonly SagaEvent[],
  execution: Pick<ExecutionRecord, 'failed'> | undefined,
): readonly string[] => {
  const givenUp = new Set(events.filter(({ type }) => type === 'StepFailed').map(({ step = '' }) => step));
  const failed = [...givenUp].filter((step) => execution?.failed.has(stateName(step)));
  return failed.length > 0 ? failed : [...givenUp];
};

/** Who did what was left to do, besides the saga's own execution. */
export const finishersOf = (status: SagaStatus, steps: readonly StepReport[]): SagaReport['finishedBy'] => {
  if (!isOver(status)) return [];
  const done = steps.map((step) => (status === 'COMPLETED' ? step.doneBy : step.compensation?.doneBy));
  return FINISHERS.filter((one) => done.includes(one));
};

const FINISHERS = ['unwind', 'redriver', 'operator'] as const;
