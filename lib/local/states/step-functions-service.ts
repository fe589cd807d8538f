import { EngineError } from '../../engine';
import { type Service, ServiceError } from '../http';
import { ACTIVITY_OPERATIONS } from './activity-operations';
import { ALIAS_OPERATIONS } from './alias-operations';
import { checkShape } from './constraints';
import { EXECUTION_OPERATIONS } from './execution-operations';
import { INPUT_SHAPES } from './input-shapes';
import { MACHINE_OPERATIONS } from './machine-operations';
import { MAP_RUN_OPERATIONS } from './map-run-operations';
import type { Operation, StatesContext } from './operation';
import { SYNC_OPERATIONS } from './sync-operations';
import { TAG_OPERATIONS } from './tag-operations';
import { TASK_OPERATIONS } from './task-operations';
import { TEST_OPERATIONS } from './test-state/test-operations';
import { VALIDATION_OPERATIONS } from './validation-operations';
import { VERSION_OPERATIONS } from './version-operations';

const OPERATIONS: Readonly<Record<string, Operation>> = {
  ...ACTIVITY_OPERATIONS,
  ...ALIAS_OPERATIONS,
  ...EXECUTION_OPERATIONS,
  ...MACHINE_OPERATIONS,
  ...SYNC_OPERATIONS,
  ...MAP_RUN_OPERATIONS,
  ...TAG_OPERATIONS,
  ...TASK_OPERATIONS,
  ...TEST_OPERATIONS,
  ...VALIDATION_OPERATIONS,
  ...VERSION_OPERATIONS,
};

/** The Step Functions API. */
export const stepFunctionsService = (
  context: StatesContext,
): Service & { readonly operations: readonly string[] } => ({
  name: 'states',
  target: 'AWSStepFunctions',
  operations: Object.keys(OPERATIONS),
  handle: async (call) => {
    const operation = OPERATIONS[call.operation];
    if (!operation) {
      throw new ServiceError(
        'UnknownOperationException',
        `Step Functions has no operation ${call.operation} here; it has ${Object.keys(OPERATIONS).sort().join(', ')}.`,
      );
    }
    checkShape(call.input, INPUT_SHAPES[call.operation] ?? {});
    try {
      return await operation(context, call.input, call);
    } catch (error) {
      throw error instanceof EngineError ? new ServiceError(error.code, error.message) : error;
    }
  },
});
