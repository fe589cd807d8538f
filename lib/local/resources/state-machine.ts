import { declaredTags, type StateMachine } from '../states';
import { type DeclaredResource, identity, physicalName } from '../template';
import { definitionFile } from './definition-file';
import { encryptionOf } from './encryption-configuration';
import { keyArn } from './key-arn';
import { assumed, byRole, keyUse } from './need';
import { list, object, texts, truth } from './read';
import type { Need, ResourceType } from './resource-type';

const LONGEST_NAME = 80;

/** Source: Step Functions developer guide, "Using CloudWatch Logs to log execution history". */
const LOG_DELIVERY = [
  'logs:CreateLogDelivery',
  'logs:DeleteLogDelivery',
  'logs:DescribeLogGroups',
  'logs:DescribeResourcePolicies',
  'logs:GetLogDelivery',
  'logs:ListLogDeliveries',
  'logs:PutResourcePolicy',
  'logs:UpdateLogDelivery',
];

/** Source: Step Functions developer guide, "Trace Step Functions request data in AWS X-Ray". */
const TRACING = [
  'xray:GetSamplingRules',
  'xray:GetSamplingTargets',
  'xray:PutTelemetryRecords',
  'xray:PutTraceSegments',
];

const nameOf = (resource: DeclaredResource): string =>
  physicalName(resource, 'StateMachineName', LONGEST_NAME);

const definitionOf = (resource: DeclaredResource): string => {
  const { DefinitionString, Definition, DefinitionS3Location, DefinitionSubstitutions } =
    resource.properties();
  const text =
    DefinitionString ??
    (Definition === undefined ? undefined : JSON.stringify(Definition)) ??
    (DefinitionS3Location === undefined ? undefined : definitionFile(resource));
  if (typeof text !== 'string') {
    throw new Error('a state machine needs DefinitionString, Definition or DefinitionS3Location');
  }
  return Object.entries(texts(DefinitionSubstitutions)).reduce(
    (definition, [name, value]) => definition.replaceAll(`\${${name}}`, () => value),
    text,
  );
};

/** Logging, tracing and encryption, as the API tells them. */
const configurationOf = (
  properties: Readonly<Record<string, unknown>>,
): Pick<StateMachine, 'loggingConfiguration' | 'tracingConfiguration' | 'encryptionConfiguration'> => {
  const logging = object(properties.LoggingConfiguration);
  return {
    loggingConfiguration: {
      level: String(logging.Level ?? 'OFF'),
      includeExecutionData: truth(logging.IncludeExecutionData, false),
      ...(logging.Destinations === undefined
        ? {}
        : {
            destinations: list(logging.Destinations).map((destination) => {
              const { LogGroupArn } = object(object(destination).CloudWatchLogsLogGroup);
              return { cloudWatchLogsLogGroup: { logGroupArn: String(LogGroupArn) } };
            }),
          }),
    },
    tracingConfiguration: { enabled: truth(object(properties.TracingConfiguration).Enabled, false) },
    encryptionConfiguration: encryptionOf(properties.EncryptionConfiguration),
  };
};

/** Log events of an encrypted machine are decrypted to be delivered. */
const deliveredLogs = (resource: DeclaredResource, key: string): Need => {
  const { region, accountId } = resource.environment;
  return {
    by: { service: 'delivery.logs.amazonaws.com' },
    action: 'kms:Decrypt',
    resource: key,
    context: { 'kms:encryptioncontext:sourcearn': `arn:aws:logs:${region}:${accountId}:*` },
    atCreation: false,
  };
};

/** `AWS::StepFunctions::StateMachine`. */
export const stateMachine: ResourceType = {
  phase: 'machine',
  identify: (resource) => {
    const { region, accountId } = resource.environment;
    const arn = `arn:aws:states:${region}:${accountId}:stateMachine:${nameOf(resource)}`;
    return identity(arn, { Arn: arn, Name: nameOf(resource), StateMachineRevisionId: 'INITIAL' });
  },
  bringUp: (resource, services) => {
    const properties = resource.properties();
    services.deployMachine({
      arn: resource.identity().ref,
      name: nameOf(resource),
      type: properties.StateMachineType === 'EXPRESS' ? 'EXPRESS' : 'STANDARD',
      roleArn: String(properties.RoleArn ?? ''),
      definition: definitionOf(resource),
      creationDate: services.now(),
      ...configurationOf(properties),
    });
    const tags = list(properties.Tags).map(object);
    services.tags.deploy(resource.identity().ref, declaredTags(tags));
  },
  needs: (resource) => {
    const role = String(resource.property('RoleArn') ?? '');
    const logs = (object(resource.property('LoggingConfiguration')).Level ?? 'OFF') !== 'OFF';
    const traced = truth(object(resource.property('TracingConfiguration')).Enabled, false);
    const key = keyArn(object(resource.property('EncryptionConfiguration')).KmsKeyId, resource);
    return [
      assumed('states.amazonaws.com', role),
      ...keyUse(role, key),
      ...(key !== undefined && logs ? [deliveredLogs(resource, key)] : []),
      ...[...(logs ? LOG_DELIVERY : []), ...(traced ? TRACING : [])].map((action) =>
        byRole(role, action, '*', true),
      ),
    ];
  },
};
