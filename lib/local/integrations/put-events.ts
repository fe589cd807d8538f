import type { TaskCall } from '../../engine';
import { TaskError } from '../../engine';
import type { JsonObject } from '../http';
import { type Integration, withTexts } from './integration';
import { requestResponse } from './request-response';
import type { ServiceApis } from './service-api';
import type { ErrorNames } from './task-errors';

const withOrigin = (entry: JsonObject, { stateMachineArn, executionArn }: TaskCall): JsonObject => ({
  ...withTexts(entry, ['Detail']),
  Resources: [...((entry.Resources ?? []) as readonly unknown[]), stateMachineArn, executionArn],
});

/**
 * `arn:aws:states:::events:putEvents`: each event tells its machine and execution, the answer comes without metadata, and
 * one entry that EventBridge does not take fails the Task.
 */
export const putEvents = (apis: ServiceApis, errors: ErrorNames): Integration =>
  requestResponse(apis, {
    service: 'events',
    operation: 'PutEvents',
    errors,
    input: (input, call) => ({
      ...input,
      Entries: ((input.Entries ?? []) as readonly JsonObject[]).map((entry) => withOrigin(entry, call)),
    }),
    result: (answer) => {
      if (answer.FailedEntryCount === 0) return answer;
      throw new TaskError('EventBridge.FailedEntry', JSON.stringify(answer));
    },
  });
