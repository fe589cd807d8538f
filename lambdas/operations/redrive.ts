import {
  type BatchResponse,
  consumeRecords,
  type QueueEvent,
  type QueueRecord,
  receiveCount,
  toKnownError,
} from '../../lib/runtime';
import { parseErrorsMessage } from './messages';
import { finishDead } from './redrive-dead';
import { redriveParked } from './redrive-parked';
import { type ErrorsTools, redriveTools } from './tools';

const LONGEST_DELAY_MINUTES = 60;

/** 1, 2, 4 … 60 minutes: below five days in sum until the message goes to the dead-letter queue. */
export const redriveDelaySeconds = (receives: number): number =>
  60 * Math.min(LONGEST_DELAY_MINUTES, 2 ** (receives - 1));

/** A consumer of `saga-errors`: runs parked steps again, and finishes sagas whose execution died. */
export const redriver =
  (tools: () => ErrorsTools) =>
  (event: QueueEvent): Promise<BatchResponse> =>
    consumeRecords(event, (record) => consume(record, tools()));

// Made here and not by a default argument: some runtimes hand a callback over as the third one.
export const handler = redriver(redriveTools);

/** False: the message comes again, after a delay that grows. */
const consume = async (record: QueueRecord, tools: ErrorsTools): Promise<boolean> => {
  const receives = receiveCount(record);
  try {
    const message = parseErrorsMessage(record.body);
    switch (message.kind) {
      case 'parked':
        await redriveParked(message.parked, receives, tools);
        return true;
      case 'dead':
        await finishDead(message.dead, receives, tools);
        return true;
      case 'malformed':
        tools.logger.warn('a message in saga-errors is neither a parked step nor an execution event');
        break;
    }
  } catch (error) {
    tools.logger.warn('redrive failed', {
      error: toKnownError(error).message.slice(0, 200),
      count: receives,
    });
  }
  await delay(record, receives, tools);
  return false;
};

/** The visibility timeout of a failed message is its delay; if it cannot be set, the queue's own applies. */
const delay = async (record: QueueRecord, receives: number, tools: ErrorsTools): Promise<void> => {
  try {
    await tools.errors.delay(record.receiptHandle, redriveDelaySeconds(receives));
  } catch {
    tools.logger.warn('the delay of a message could not be set', { count: receives });
  }
};
