import { type EngineOptions, STATES_ERROR, TaskError } from '../engine';
import type { Guard } from './guard';

type AdmitMapRun = NonNullable<EngineOptions['admitMapRun']>;

/**
 * Step Functions starts the children of a Map run with the role of its execution, as executions of the machine itself;
 * it redrives them by the label of the Map. Source: developer guide, "IAM policies for using Distributed Map states".
 */
export const mapRunAccess =
  (guard: Guard, roleArnOf: (parent: Parameters<AdmitMapRun>[1]) => string): AdmitMapRun =>
  ({ start: { stateMachineArn } }, parent, action) => {
    const input =
      action === 'StartExecution'
        ? { stateMachineArn: stateMachineArn.replace(/\/[^/]*$/, '') }
        : { executionArn: `${stateMachineArn.replace(':stateMachine:', ':execution:')}:*` };
    const denial = guard.asRole(roleArnOf(parent), { service: 'states', operation: action, input });
    if (denial) throw new TaskError(STATES_ERROR.permissions, denial.message);
  };
