import {
  type BatchResponse,
  consumeRecords,
  errorField,
  isThrottling,
  type QueueEvent,
  type QueueRecord,
  type Random,
  receiveCount,
  toKnownError,
} from '../../lib/runtime';
import { ERRORS_MAX_RECEIVE_COUNT, redriveDelaySeconds } from '../../lib/saga';
import { logGivenUp } from './log-given-up';
import { messageFields } from './message-fields';
import { type ErrorsMessage, parseErrorsMessage } from './messages';
import { finishDead } from './redrive-dead';
import { redriveParked } from './redrive-parked';
import { type ErrorsTools, redriveTools } from './tools';

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
  const message = parseErrorsMessage(record.body);
  let seconds = redriveDelaySeconds(receives);
  try {
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
    if (isThrottling(error) && receives <= MOST_SHORTENED)
      seconds = throttledDelaySeconds(seconds, tools.random);
    tools.logger.warn('redrive failed', {
      ...messageFields(message, tools),
      error: errorField(toKnownError(error)),
      count: receives,
    });
  }
  if (receives >= ERRORS_MAX_RECEIVE_COUNT) await giveUp(message, receives, tools);
  await delay(record, message, seconds, receives, tools);
  return false;
};

/** A call that was one too many says nothing about the message: it need not wait for an hour. */
const LONGEST_THROTTLED_SECONDS = 300;
/** Deliveries are counted: were they all that quick, they would be used up in three hours, and the step given up. */
const MOST_SHORTENED = 8;

/** Spread out, because those that were throttled together would be so again. */
const throttledDelaySeconds = (seconds: number, random: Random): number =>
  Math.round(Math.min(LONGEST_THROTTLED_SECONDS, seconds) * (0.5 + random()));

/** It was the last delivery. Whoever reads the log sees it; where it cannot be told, the time that has passed tells it. */
const giveUp = async (message: ErrorsMessage, receives: number, tools: ErrorsTools): Promise<void> => {
  try {
    if (message.kind === 'parked') await logGivenUp(message.parked, receives, tools);
  } catch (error) {
    tools.logger.warn('a step that was given up could not be logged', {
      ...messageFields(message, tools),
      error: errorField(toKnownError(error)),
      count: receives,
    });
  }
};

/** The visibility timeout of a failed message is its delay; if it cannot be set, the queue's own applies. */
const delay = async (
  record: QueueRecord,
  message: ErrorsMessage,
  seconds: number,
  receives: number,
  tools: ErrorsTools,
): Promise<void> => {
  try {
    await tools.errors.delay(record.receiptHandle, seconds);
  } catch (error) {
    tools.logger.warn('the delay of a message could not be set', {
      ...messageFields(message, tools),
      error: errorField(toKnownError(error)),
      count: receives,
    });
  }
};
