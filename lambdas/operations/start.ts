import * as z from 'zod/mini';
import {
  type BatchResponse,
  consumeRecords,
  errorField,
  type LogFields,
  once,
  parseJson,
  type QueueEvent,
  type QueueRecord,
  startSaga,
  toKnownError,
} from '../../lib/runtime';
import { SAGA_ID, SagaError } from '../../lib/saga';
import { type StartFunctionTools, startTools } from './tools';

const requestShape = once(() => z.object({ saga: z.string(), id: z.unknown(), input: z.unknown() }));

/** A consumer of `saga-requests`: one message `{ saga, id, input }`, one saga. */
export const starter =
  (tools: () => StartFunctionTools) =>
  (event: QueueEvent): Promise<BatchResponse> =>
    consumeRecords(event, (record) => consume(record, tools()));

export const handler = starter(startTools);

/** A request that can never be carried out goes to the dead-letter queue at once, with the reason. */
const consume = async (record: QueueRecord, tools: StartFunctionTools): Promise<boolean> => {
  let asked: LogFields = {};
  try {
    const { saga, id, input } = parseRequest(record.body, tools);
    // What is no id gets into no log.
    if (typeof id === 'string' && SAGA_ID.test(id)) asked = { sagaName: saga, sagaId: id };
    const { outcome } = await startSaga(tools, tools.definition, id, input);
    tools.logger.info('saga requested', { sagaName: saga, sagaId: String(id), outcome });
    return true;
  } catch (error) {
    if (!(error instanceof SagaError)) {
      tools.logger.warn('a request could not be started', {
        ...asked,
        error: errorField(toKnownError(error)),
      });
      return false;
    }
    return refuse(record, error, asked, tools);
  }
};

const parseRequest = (body: string, { definition }: StartFunctionTools) => {
  const parsed = requestShape().safeParse(parseJson(body));
  if (!parsed.success) {
    throw new SagaError('MalformedRequest', 'a request is JSON of the form { saga, id, input }');
  }
  if (parsed.data.saga !== definition.name) {
    throw new SagaError('UnknownSaga', `this queue starts ${definition.name} sagas only`);
  }
  return parsed.data;
};

const refuse = async (
  record: QueueRecord,
  { code, message }: SagaError,
  asked: LogFields,
  tools: StartFunctionTools,
): Promise<boolean> => {
  try {
    await tools.deadLetters.send({ code, reason: message, request: record.body });
    tools.logger.warn('request refused', { ...asked, error: code });
    return true;
  } catch (error) {
    tools.logger.warn('a refused request could not be set aside', {
      ...asked,
      error: errorField(toKnownError(error)),
    });
    return false;
  }
};
