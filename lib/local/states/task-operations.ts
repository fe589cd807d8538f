import { ServiceError } from '../http';
import { type Operation, optionalText } from './operation';

const sendTaskSuccess: Operation = async ({ succeedTask, answer }, input, call) => {
  const token = input.taskToken as string;
  const output = input.output as string;
  try {
    JSON.parse(output);
  } catch (error) {
    throw new ServiceError('InvalidOutput', `Invalid Output: '${(error as Error).message}'`);
  }
  await answer({ token, make: () => succeedTask(token, output) }, call);
  return {};
};

const sendTaskFailure: Operation = async ({ failTask, answer }, input, call) => {
  const token = input.taskToken as string;
  await answer(
    { token, make: () => failTask(token, optionalText(input.error), optionalText(input.cause)) },
    call,
  );
  return {};
};

const sendTaskHeartbeat: Operation = ({ heartbeat }, input) => {
  heartbeat(input.taskToken as string);
  return {};
};

export const TASK_OPERATIONS: Readonly<Record<string, Operation>> = {
  SendTaskSuccess: sendTaskSuccess,
  SendTaskFailure: sendTaskFailure,
  SendTaskHeartbeat: sendTaskHeartbeat,
};
