import { randomUUID } from 'node:crypto';
import type { JsonObject, RestAnswer, RestRoute } from '../http';
import type { ServiceApi } from '../integrations';
import { isQueryOf, queryInput, xmlOf } from '../query';

const NAMESPACE = 'http://sns.amazonaws.com/doc/2010-03-31/';
const VERSION = '2010-03-31';

const answer = (status: number, body: string): RestAnswer => ({
  status,
  headers: { 'Content-Type': 'text/xml' },
  body,
});

const formOf = (body: Buffer): URLSearchParams => new URLSearchParams(body.toString('utf8'));
const actionOf = (form: URLSearchParams): string => form.get('Action') ?? 'nothing';

/** SNS speaks the query protocol: a form in, XML out. */
export const snsRoute = (api: ServiceApi): RestRoute => ({
  name: 'sns',
  operation: 'Publish',
  method: 'POST',
  path: /^\/$/,
  accepts: ({ body }) => isQueryOf(body, VERSION),
  note: ({ body }) => {
    const form = formOf(body);
    return { operation: actionOf(form), input: queryInput(form) };
  },
  failed: ({ code, message, status }) =>
    answer(
      status,
      `<ErrorResponse xmlns="${NAMESPACE}"><Error><Type>Sender</Type>${xmlOf({ Code: code, Message: message })}</Error>` +
        `<RequestId>${randomUUID()}</RequestId></ErrorResponse>`,
    ),
  handle: async (call) => {
    const form = formOf(call.body);
    const operation = actionOf(form);
    const { service, caller, signal, idle } = call;
    const result: JsonObject = await api.handle({
      service,
      operation,
      input: queryInput(form),
      caller,
      signal,
      idle,
    });
    return answer(
      200,
      `<${operation}Response xmlns="${NAMESPACE}"><${operation}Result>${xmlOf(result)}</${operation}Result>` +
        `<ResponseMetadata><RequestId>${randomUUID()}</RequestId></ResponseMetadata></${operation}Response>`,
    );
  },
});
