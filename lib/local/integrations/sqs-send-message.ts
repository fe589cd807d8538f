import type { ServiceIntegration, TaskCall } from '../../engine';
import type { JsonObject } from '../http';
import { sdkMetadata } from './sdk-metadata';
import { serviceTaskError } from './service-task-error';

/** `SendMessage` of the SQS API; fails with a ServiceError. */
export type SendMessage = (input: JsonObject) => Promise<JsonObject>;

/** `arn:aws:states:::sqs:sendMessage`; a body that is no text is sent as JSON. */
export const sqsSendMessage =
  (send: SendMessage, onToken: (call: TaskCall) => void): ServiceIntegration =>
  async (call) => {
    const input = call.arguments as JsonObject;
    const { MessageBody } = input;
    onToken(call);
    try {
      const result = await send({
        ...input,
        MessageBody: typeof MessageBody === 'string' ? MessageBody : JSON.stringify(MessageBody),
      });
      return { ...result, ...sdkMetadata(JSON.stringify(result).length, 'application/x-amz-json-1.0') };
    } catch (error) {
      throw serviceTaskError('SQS', error);
    }
  };
