import { notRedrivable } from '../../engine';
import { type ExecutionRecord, statusOf } from './execution-record';

/** Whether it can be redriven, and why not. Source: API reference, DescribeExecution; recorded answers. */
export const redriveFields = (
  record: ExecutionRecord,
  deleting: boolean,
  now: number,
): { readonly redriveStatus: string; readonly redriveStatusReason?: string } => {
  const reason = notRedrivable(
    {
      status: statusOf(record),
      startDate: record.startDate,
      stopDate: record.end?.stopDate,
      events: record.history.length,
    },
    now,
  );
  const found = reason ?? (deleting ? 'State machine is in DELETING status' : undefined);
  if (found !== undefined) return { redriveStatus: 'NOT_REDRIVABLE', redriveStatusReason: found };
  return { redriveStatus: record.child ? 'REDRIVABLE_BY_MAP_RUN' : 'REDRIVABLE' };
};
