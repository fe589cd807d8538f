import type { ServiceIntegration } from '../../engine';
import type { ExecutionRecord } from '../states';
import { sdkMetadata } from './sdk-metadata';
import { serviceTaskError } from './service-task-error';

/** Starts an execution; fails with a ServiceError. */
export type StartExecution = (
  stateMachineArn: unknown,
  name: string | undefined,
  input: string,
) => ExecutionRecord;

/** `arn:aws:states:::states:startExecution`: starts it and does not wait. */
export const startExecution =
  (start: StartExecution): ServiceIntegration =>
  async (call) => {
    const { StateMachineArn, Name, Input } = call.arguments as Readonly<Record<string, unknown>>;
    try {
      const record = start(
        StateMachineArn,
        typeof Name === 'string' ? Name : undefined,
        typeof Input === 'string' ? Input : (JSON.stringify(Input) ?? '{}'),
      );
      const result = { ExecutionArn: record.executionArn, StartDate: record.startDate };
      return { ...result, ...sdkMetadata(JSON.stringify(result).length, 'application/x-amz-json-1.0') };
    } catch (error) {
      throw serviceTaskError('StepFunctions', error);
    }
  };
