import { serviceIn } from '../arn';
import { isPipeTarget } from '../pipes';
import { type DeclaredResource, identity, physicalName } from '../template';
import { keyArn } from './key-arn';
import { assumed, byRole, keyUse } from './need';
import { filtersOf, number, object } from './read';
import type { Need, ResourceType, StackServices } from './resource-type';

const LONGEST_NAME = 64;

/** What a pipe reads a source with, by the service in its ARN. Source: EventBridge user guide, "Permissions for pipes". */
const SOURCE_ACTIONS: Readonly<Record<string, readonly string[]>> = {
  dynamodb: [
    'dynamodb:DescribeStream',
    'dynamodb:GetRecords',
    'dynamodb:GetShardIterator',
    'dynamodb:ListStreams',
  ],
  sqs: ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'],
};

const TARGET_ACTIONS: Readonly<Record<string, string>> = {
  events: 'events:PutEvents',
  sqs: 'sqs:SendMessage',
  states: 'states:StartExecution',
  lambda: 'lambda:InvokeFunction',
  sns: 'sns:Publish',
};

const sendTo = (arn: string): string => TARGET_ACTIONS[serviceIn(arn)] ?? `${serviceIn(arn)}:Unknown`;

/** The dead-letter queue of a stream source, wherever it stands. */
const deadLettersOf = (parameters: Readonly<Record<string, unknown>>): readonly string[] =>
  Object.values(parameters).flatMap((one) => {
    const { Arn } = object(object(one).DeadLetterConfig);
    return typeof Arn === 'string' ? [Arn] : [];
  });

const DEFAULT_BATCH_SIZE = 100;
/** As long as the stream keeps the record. */
const FOR_GOOD = -1;

const nameOf = (resource: DeclaredResource): string => physicalName(resource, 'Name', LONGEST_NAME);

/** Why a pipe does not run here; undefined when it does. */
const beyond = (
  { Source, Target, Enrichment }: Readonly<Record<string, unknown>>,
  services: StackServices,
): string | undefined => {
  if (Enrichment !== undefined) return 'with an enrichment';
  if (services.tableOfStream(String(Source)) === undefined) return `from ${serviceIn(String(Source))}`;
  return isPipeTarget(String(Target)) ? undefined : `to ${serviceIn(String(Target))}`;
};

/** `AWS::Pipes::Pipe` from a table's stream to a bus, a topic or a queue; of others it is known what their role needs. */
export const pipe: ResourceType = {
  phase: 'source',
  identify: (resource) => {
    const { region, accountId } = resource.environment;
    const name = nameOf(resource);
    return identity(name, { Arn: `arn:aws:pipes:${region}:${accountId}:pipe/${name}` });
  },
  bringUp: async (resource, services) => {
    const properties = resource.properties();
    const missing = beyond(properties, services);
    if (missing !== undefined) return services.notRun(`${resource.type} (${missing})`);
    const parameters = object(properties.SourceParameters);
    const stream = object(parameters.DynamoDBStreamParameters);
    const name = nameOf(resource);
    const arn = String(resource.identity().attribute('Arn'));
    await services.addPipe({
      reading: {
        name,
        arn,
        table: services.tableOfStream(String(properties.Source)) as string,
        batchSize: number(stream.BatchSize, DEFAULT_BATCH_SIZE),
        maximumRetries: number(stream.MaximumRetryAttempts, FOR_GOOD),
        filters: filtersOf(parameters.FilterCriteria),
        enabled: properties.DesiredState !== 'STOPPED',
      },
      target: {
        name,
        arn,
        roleArn: String(properties.RoleArn),
        targetArn: String(properties.Target),
        parameters: object(properties.TargetParameters),
      },
      deadLetters: deadLettersOf(parameters)[0],
    });
  },
  needs: (resource) => {
    const { RoleArn, Source, Target, SourceParameters } = resource.properties();
    const role = String(RoleArn);
    const need = (action: string, arn: string): Need => byRole(role, action, arn, true);
    const source = String(Source);
    const target = String(Target);
    return [
      assumed('pipes.amazonaws.com', role),
      ...keyUse(role, keyArn(resource.property('KmsKeyIdentifier'), resource)),
      ...(SOURCE_ACTIONS[serviceIn(source)] ?? []).map((action) => need(action, source)),
      need(sendTo(target), target),
      ...deadLettersOf(object(SourceParameters)).map((arn) => need(sendTo(arn), arn)),
    ];
  },
};
