import type { WaitState } from '../../asl';
import type { Frame } from '../frame';
import type { Preparation, StateRunner } from '../node';

/** The longest wait. Source: developer guide, "Wait workflow state". */
const LONGEST_WAIT_SECONDS = 99_999_999;

/** ISO 8601 extended offset date-time, as the service accepts it. */
const TIMESTAMP = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d([.,]\d{1,9})?)?(Z|[+-]\d\d:\d\d)$/;

export const prepareWait = (state: WaitState, { query }: Preparation): StateRunner => {
  const secondsToWait = async (frame: Frame): Promise<number> => {
    const timestamp = await query.read(frame, 'Timestamp');
    if (timestamp !== undefined) {
      const due =
        typeof timestamp === 'string' && TIMESTAMP.test(timestamp) ? Date.parse(timestamp) : Number.NaN;
      if (Number.isNaN(due)) {
        const reason = `The Timestamp field cannot be parsed as an ISO-8601 extended offset date-time format string: ${timestamp}`;
        throw query.invalid(frame, 'Timestamp', reason);
      }
      return Math.max(0, (due - frame.thread.host.clock.now()) / 1000);
    }
    const seconds = await query.read(frame, 'Seconds');
    if (!Number.isInteger(seconds) || (seconds as number) < 0 || (seconds as number) > LONGEST_WAIT_SECONDS) {
      const reason = `The Seconds field must be a whole number from 0 to ${LONGEST_WAIT_SECONDS} but was: ${JSON.stringify(seconds)}`;
      throw query.invalid(frame, 'Seconds', reason);
    }
    return seconds as number;
  };
  return async (frame) => {
    await frame.thread.sleep(await secondsToWait(frame));
    return { settlement: await query.settle(frame, undefined), next: state.Next };
  };
};
