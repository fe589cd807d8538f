import { ServiceError } from '../http';

/** Characters that an execution's name must not have. Source: Step Functions API reference, StartExecution. */
const FORBIDDEN = /[\s<>{}[\]?*"#%\\^|~`$&,;:/\p{Cc}\ufffe\uffff]/u;
const LONGEST_NAME = 80;
const LARGEST_INPUT_BYTES = 262_144;

export const checkExecutionName = (name: string): void => {
  if (name === '' || name.length > LONGEST_NAME || FORBIDDEN.test(name)) {
    throw new ServiceError('InvalidName', `Invalid Name: '${name}'`);
  }
};

export const checkExecutionInput = (input: string): void => {
  if (Buffer.byteLength(input) > LARGEST_INPUT_BYTES) {
    throw new ServiceError('ValidationException', `input must be at most ${LARGEST_INPUT_BYTES} bytes`);
  }
  try {
    JSON.parse(input);
  } catch (error) {
    throw new ServiceError(
      'InvalidExecutionInput',
      `Invalid State Machine Execution Input: '${(error as Error).message}'`,
    );
  }
};

/**
 * A member that the API requires.
 * @throws ServiceError `ValidationException` when it is no text.
 */
export const required = (input: Readonly<Record<string, unknown>>, member: string): string => {
  const value = input[member];
  if (typeof value === 'string') return value;
  throw new ServiceError(
    'ValidationException',
    `1 validation error detected: Value at '${member}' failed to satisfy constraint: Member must not be null`,
  );
};
