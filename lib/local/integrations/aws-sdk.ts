import type { JsonObject } from '../http';
import { type Integration, withTexts } from './integration';
import { operationOf, toCamelCase, toPascalCase } from './member-names';
import { requestResponse } from './request-response';
import type { ServiceApis } from './service-api';
import { timesInIso } from './timestamps';

/** A service as `aws-sdk:` names it. */
interface SdkService {
  /** The service as its API is known here. */
  readonly api: string;
  /** As the AWS SDK for Java 2 calls it: the prefix of its errors, and its base exception without `Exception`. */
  readonly name: string;
  /** Members of inputs that the API takes as text. */
  readonly texts: readonly string[];
  /** Its API spells members in lower camel case; a state spells them in Pascal case, whatever the service. */
  readonly camelCase?: true;
}

/** The services that run here. A new one is a line. */
export const SDK_SERVICES: Readonly<Record<string, SdkService>> = {
  cloudformation: { api: 'cloudformation', name: 'CloudFormation', texts: [] },
  dynamodb: { api: 'dynamodb', name: 'DynamoDb', texts: [] },
  eventbridge: { api: 'events', name: 'EventBridge', texts: [] },
  lambda: { api: 'lambda', name: 'Lambda', texts: ['Payload'] },
  s3: { api: 's3', name: 'S3', texts: ['Body'] },
  sfn: { api: 'states', name: 'Sfn', texts: ['Input', 'Output', 'Definition'], camelCase: true },
  sns: { api: 'sns', name: 'Sns', texts: ['Message'] },
  sqs: { api: 'sqs', name: 'Sqs', texts: ['MessageBody'] },
};

const AWS_SDK = /^aws-sdk:(?<service>[^:]+):(?<action>[^:.]+)$/;

/** `PutEvents` has its text a level further in than the others. */
const withDetails = (input: JsonObject): JsonObject =>
  Array.isArray(input.Entries)
    ? { ...input, Entries: input.Entries.map((entry: JsonObject) => withTexts(entry, ['Detail'])) }
    : input;

/** `aws-sdk:<service>:<action>`: any operation of a service that runs here; undefined for what does not. */
export const awsSdkIntegration = (apis: ServiceApis, resource: string): Integration | undefined => {
  const { service = '', action = '' } = AWS_SDK.exec(resource)?.groups ?? {};
  const known = Object.hasOwn(SDK_SERVICES, service) ? SDK_SERVICES[service] : undefined;
  const operation = operationOf(action);
  if (!known || !apis.operations(known.api).includes(operation)) return undefined;
  const { api, name, texts, camelCase } = known;
  return requestResponse(apis, {
    service: api,
    operation,
    errors: { sdk: 2, prefix: name, base: `${name}Exception`, service: name },
    input: (input) => {
      const withText = withDetails(withTexts(input, texts));
      return camelCase ? toCamelCase(withText) : withText;
    },
    result: (answer) => timesInIso(camelCase ? toPascalCase(answer) : answer),
  });
};

/** What `aws-sdk:` reaches here, for messages: `dynamodb (GetItem, …)`. */
export const sdkServices = (apis: ServiceApis): readonly string[] =>
  Object.entries(SDK_SERVICES).flatMap(([name, { api }]) => (apis.operations(api).length > 0 ? [name] : []));
