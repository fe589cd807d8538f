import { SendTaskFailureCommand, SendTaskSuccessCommand, type SFNClient } from '@aws-sdk/client-sfn';
import type { TaskAnswers } from '../saga';

/** Nobody waits for this answer any more: the task timed out, its execution ended, or it was answered before. */
const TOO_LATE = new Set(['TaskTimedOut', 'TaskDoesNotExist', 'InvalidToken']);

/** Answers to task tokens through the Step Functions API. */
export const sfnTaskAnswers = (client: SFNClient): TaskAnswers => {
  const acceptLate = async (send: () => Promise<unknown>): Promise<void> => {
    try {
      await send();
    } catch (error) {
      if (!(error instanceof Error) || !TOO_LATE.has(error.name)) throw error;
    }
  };
  return {
    succeed: (taskToken, output) =>
      acceptLate(() =>
        client.send(new SendTaskSuccessCommand({ taskToken, output: JSON.stringify(output ?? null) })),
      ),
    fail: (taskToken, error, cause) =>
      acceptLate(() => client.send(new SendTaskFailureCommand({ taskToken, error, cause }))),
  };
};
