import { EngineError } from '../../engine';
import { type Service, ServiceError } from '../http';
import { EXECUTION_OPERATIONS } from './execution-operations';
import { MACHINE_OPERATIONS } from './machine-operations';
import type { Operation, StatesContext } from './operation';
import { TASK_OPERATIONS } from './task-operations';

const OPERATIONS: Readonly<Record<string, Operation>> = {
  ...EXECUTION_OPERATIONS,
  ...MACHINE_OPERATIONS,
  ...TASK_OPERATIONS,
};

/** The Step Functions API. */
export const stepFunctionsService = (context: StatesContext): Service => ({
  name: 'states',
  target: 'AWSStepFunctions',
  handle: async (call) => {
    const operation = OPERATIONS[call.operation];
    if (!operation) {
      throw new ServiceError(
        'UnknownOperationException',
        `${call.operation} is not supported by the embedded Step Functions; supported: ${Object.keys(OPERATIONS).sort().join(', ')}.`,
      );
    }
    try {
      return await operation(context, call.input, call);
    } catch (error) {
      throw error instanceof EngineError ? new ServiceError(error.code, error.message) : error;
    }
  },
});
