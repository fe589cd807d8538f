import { type HistoryEvent, STATES_ERROR } from '../../engine';
import type { ExecutionEnd } from './execution-record';

/** Status → the event that an end writes, and the field of its details. */
const EVENTS = {
  SUCCEEDED: ['ExecutionSucceeded', 'executionSucceededEventDetails'],
  FAILED: ['ExecutionFailed', 'executionFailedEventDetails'],
  TIMED_OUT: ['ExecutionTimedOut', 'executionTimedOutEventDetails'],
  ABORTED: ['ExecutionAborted', 'executionAbortedEventDetails'],
} as const satisfies Readonly<Record<ExecutionEnd['status'], readonly [string, string]>>;

const statusOfEvent = (type: string): ExecutionEnd['status'] | undefined =>
  (Object.keys(EVENTS) as ExecutionEnd['status'][]).find((status) => EVENTS[status][0] === type);

/** The end that the last event of a history tells; undefined when it tells none. */
export const endIn = (history: readonly HistoryEvent[]): ExecutionEnd | undefined => {
  const last = history.at(-1);
  const status = last && statusOfEvent(last.type);
  if (!last || !status) return undefined;
  // DescribeExecution names no error of an execution that ran out of time. Source: recorded executions.
  const details = status === 'TIMED_OUT' ? {} : last[EVENTS[status][1]];
  const { output, error, cause } = (details ?? {}) as Partial<ExecutionEnd>;
  return {
    status,
    stopDate: last.timestamp.getTime(),
    ...(output === undefined ? {} : { output }),
    ...(error === undefined ? {} : { error }),
    ...(cause === undefined ? {} : { cause }),
  };
};

/**
 * The last event of an execution that ended otherwise than by itself, or whose own is lost.
 * @param missing whether events before it are lost: their numbers are left out, as whoever reads a history can see
 */
export const endEvent = (
  history: readonly HistoryEvent[],
  end: ExecutionEnd,
  missing: boolean,
): HistoryEvent => {
  const last = history.at(-1)?.id ?? 0;
  const [type, details] = EVENTS[end.status];
  const { status, stopDate, ...told } = end;
  const fromOutside = status === 'ABORTED' || status === 'TIMED_OUT';
  return {
    id: last + (missing ? 2 : 1),
    previousEventId: fromOutside ? 0 : last,
    timestamp: new Date(stopDate),
    type,
    [details]: status === 'TIMED_OUT' ? { error: STATES_ERROR.timeout } : told,
  };
};
