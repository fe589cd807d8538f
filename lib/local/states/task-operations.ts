import { ServiceError } from '../http';
import type { Operation } from './operation';
import { required } from './validate';

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

const sendTaskSuccess: Operation = async ({ succeedTask, answer }, input, call) => {
  const token = required(input, 'taskToken');
  const output = required(input, 'output');
  try {
    JSON.parse(output);
  } catch (error) {
    throw new ServiceError('InvalidOutput', `Invalid Output: '${(error as Error).message}'`);
  }
  await answer({ token, make: () => succeedTask(token, output) }, call);
  return {};
};

const sendTaskFailure: Operation = async ({ failTask, answer }, input, call) => {
  const token = required(input, 'taskToken');
  await answer({ token, make: () => failTask(token, text(input.error), text(input.cause)) }, call);
  return {};
};

const sendTaskHeartbeat: Operation = ({ heartbeat }, input) => {
  heartbeat(required(input, 'taskToken'));
  return {};
};

export const TASK_OPERATIONS: Readonly<Record<string, Operation>> = {
  SendTaskSuccess: sendTaskSuccess,
  SendTaskFailure: sendTaskFailure,
  SendTaskHeartbeat: sendTaskHeartbeat,
};
