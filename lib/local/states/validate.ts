import { ServiceError } from '../http';

/**
 * Characters that the name of a machine, an activity or an execution must not have; its length is a matter of the shape.
 * Source: Step Functions API reference, CreateStateMachine, CreateActivity, StartExecution.
 */
const FORBIDDEN = /[\s<>{}[\]?*"#%\\^|~`$&,;:/\p{Cc}\ufffe\uffff]/u;
const LARGEST_INPUT_BYTES = 262_144;

export const checkName = (name: string): void => {
  if (FORBIDDEN.test(name)) throw new ServiceError('InvalidName', `Invalid Name: '${name}'`);
};

const invalidInput = (why: string): ServiceError =>
  new ServiceError('InvalidExecutionInput', `Invalid State Machine Execution Input: '${why}'`);

export const checkExecutionInput = (input: string): void => {
  if (Buffer.byteLength(input) > LARGEST_INPUT_BYTES) {
    throw new ServiceError(
      'ValidationException',
      `1 validation error detected: Value at 'input' failed to satisfy constraint: Member must have length less than or equal to ${LARGEST_INPUT_BYTES}`,
    );
  }
  if (input === '') throw invalidInput('Invalid execution input.');
  try {
    JSON.parse(input);
  } catch (error) {
    throw invalidInput((error as Error).message);
  }
};
