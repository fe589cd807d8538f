import type { TaskCall } from '../../engine';
import type { JsonObject } from '../http';
import { argumentsOf, type Integration } from './integration';
import { sdkMetadata } from './sdk-metadata';
import type { ServiceApis } from './service-api';
import type { ErrorNames } from './task-errors';

/** An operation of a service that a Task calls and takes the answer of. */
export interface RequestResponse {
  /** The service as its API is known here: `dynamodb`. */
  readonly service: string;
  readonly operation: string;
  readonly errors: ErrorNames;
  /** The operation's input. @default the Task's arguments */
  readonly input?: (input: JsonObject, call: TaskCall) => JsonObject;
  /** What the state gets. @default the operation's answer, with what the SDK adds to it */
  readonly result?: (answer: JsonObject) => JsonObject;
}

const JSON_1_0 = 'application/x-amz-json-1.0';

/** The answer with the SDK's metadata, as optimized integrations hand it on. */
export const withMetadata = (answer: JsonObject, contentType = JSON_1_0): JsonObject => ({
  ...answer,
  ...sdkMetadata(Buffer.byteLength(JSON.stringify(answer)), contentType),
});

export const requestResponse = (apis: ServiceApis, definition: RequestResponse): Integration => {
  const { service, operation, errors } = definition;
  const inputOf = definition.input ?? ((input: JsonObject) => input);
  const resultOf = definition.result ?? ((answer: JsonObject) => withMetadata(answer));
  return {
    errors,
    asks: (input, call) => [{ service, operation, input: inputOf(input, call) }],
    run: async (call) => {
      const input = inputOf(argumentsOf(call), call);
      return resultOf(await apis.call(service, operation, input, call.signal));
    },
  };
};
