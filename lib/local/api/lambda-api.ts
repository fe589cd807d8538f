import type { JsonObject, RestAnswer, RestRoute, ServiceCall } from '../http';
import { ServiceError } from '../http';
import type { ServiceApi } from '../integrations';

const textOf = ({ body }: RestAnswer): string => (body === undefined ? '' : body.toString());

/** Which members of an answer stand in its status and headers, and which in its body. */
const ANSWERS: Readonly<Record<string, (answer: RestAnswer) => JsonObject>> = {
  Invoke: (answer) => {
    const { 'X-Amz-Executed-Version': ExecutedVersion, 'X-Amz-Function-Error': FunctionError } =
      answer.headers ?? {};
    return {
      StatusCode: answer.status,
      ...(ExecutedVersion === undefined ? {} : { ExecutedVersion }),
      ...(FunctionError === undefined ? {} : { FunctionError }),
      ...(answer.body === undefined ? {} : { Payload: textOf(answer) }),
    };
  },
  ListVersionsByFunction: (answer) => JSON.parse(textOf(answer)) as JsonObject,
};

const requestOf = (call: ServiceCall) => {
  const { FunctionName, Qualifier, InvocationType, Payload } = call.input;
  return {
    ...call,
    params: { FunctionName: String(FunctionName) },
    query: new URLSearchParams(Qualifier === undefined ? {} : { Qualifier: String(Qualifier) }),
    headers: InvocationType === undefined ? {} : { 'x-amz-invocation-type': String(InvocationType) },
    body: Buffer.from(typeof Payload === 'string' ? Payload : ''),
  };
};

/** Lambda's REST operations for whoever asks from within, by their names. */
export const lambdaApi = (routes: readonly RestRoute[]): ServiceApi => {
  const served = routes.filter(({ operation }) => Object.hasOwn(ANSWERS, operation));
  return {
    name: 'lambda',
    operations: served.map(({ operation }) => operation),
    handle: async (call) => {
      const route = served.find(({ operation }) => operation === call.operation);
      if (!route)
        throw new ServiceError('UnknownOperationException', `${call.operation} is not served here.`);
      return (ANSWERS[route.operation] as (answer: RestAnswer) => JsonObject)(
        await route.handle(requestOf(call)),
      );
    },
  };
};
