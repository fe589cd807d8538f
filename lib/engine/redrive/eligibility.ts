import type { ExecutionStatus } from '../execution-status';
import { HISTORY_LIMIT_EVENTS } from '../history';

const DAY_MS = 24 * 60 * 60 * 1000;
const REDRIVABLE_DAYS = 14;
const LONGEST_EXECUTION_DAYS = 365;
/** What a redrive needs: the event of the redrive, and one more. */
const EVENTS_NEEDED = 2;

/** An execution as far as it decides whether it may be redriven. */
export interface RedriveCandidate {
  readonly status: ExecutionStatus;
  /** Epoch milliseconds. */
  readonly startDate: number;
  readonly stopDate: number | undefined;
  /** Events in its history. */
  readonly events: number;
}

/**
 * Why an execution cannot be redriven, in the words of `redriveStatusReason`; undefined when it can.
 * Source: Step Functions API reference, DescribeExecution; developer guide, "Redrive eligibility".
 * @param now epoch milliseconds
 */
export const notRedrivable = (candidate: RedriveCandidate, now: number): string | undefined => {
  const { status, startDate, stopDate, events } = candidate;
  if (status === 'RUNNING' || status === 'SUCCEEDED') return `Execution is ${status} and cannot be redriven`;
  if (now - startDate >= LONGEST_EXECUTION_DAYS * DAY_MS) {
    return 'Execution has exceeded the max execution time';
  }
  if (now - (stopDate ?? now) > REDRIVABLE_DAYS * DAY_MS) return 'Execution redrivable period exceeded';
  if (events > HISTORY_LIMIT_EVENTS - EVENTS_NEEDED) return 'Execution history event limit exceeded';
  return undefined;
};
