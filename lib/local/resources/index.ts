import type { AccessControl } from '../iam';
import type { DeclaredResource, Identity } from '../template';
import { activity } from './activity';
import { type UnmetNeed, unmetNeeds } from './check-needs';
import { cloudwatchAlarm } from './cloudwatch-alarm';
import { dynamodbTable } from './dynamodb-table';
import { eventBus } from './event-bus';
import { eventSourceMapping } from './event-source-mapping';
import { eventsRule } from './events-rule';
import { iamManagedPolicy } from './iam-managed-policy';
import { iamPolicy } from './iam-policy';
import { iamRole } from './iam-role';
import { kmsKey } from './kms-key';
import { lambdaAlias } from './lambda-alias';
import { lambdaFunction } from './lambda-function';
import { lambdaPermission } from './lambda-permission';
import { lambdaVersion } from './lambda-version';
import { logGroup } from './named';
import { pipe } from './pipe';
import { eventBusPolicy, queuePolicy, topicPolicy } from './resource-policies';
import { PHASES, type ResourceType, type StackServices } from './resource-type';
import { s3Bucket } from './s3-bucket';
import { schedulerSchedule } from './scheduler-schedule';
import { snsSubscription } from './sns-subscription';
import { snsTopic } from './sns-topic';
import { sqsQueue } from './sqs-queue';
import { stateMachine } from './state-machine';
import { stateMachineAlias } from './state-machine-alias';
import { stateMachineVersion } from './state-machine-version';

export type { UnmetNeed } from './check-needs';
export type { Need, StackServices } from './resource-type';

/** How each type comes up. A new one is a file and a line here. */
const RESOURCE_TYPES: Readonly<Record<string, ResourceType>> = {
  'AWS::DynamoDB::Table': dynamodbTable,
  'AWS::DynamoDB::GlobalTable': dynamodbTable,
  'AWS::SQS::Queue': sqsQueue,
  'AWS::Lambda::Function': lambdaFunction,
  'AWS::Lambda::Version': lambdaVersion,
  'AWS::Lambda::Alias': lambdaAlias,
  'AWS::Lambda::EventSourceMapping': eventSourceMapping,
  'AWS::StepFunctions::Activity': activity,
  'AWS::StepFunctions::StateMachine': stateMachine,
  'AWS::StepFunctions::StateMachineVersion': stateMachineVersion,
  'AWS::StepFunctions::StateMachineAlias': stateMachineAlias,
  'AWS::Events::Rule': eventsRule,
  'AWS::Events::EventBus': eventBus,
  'AWS::Scheduler::Schedule': schedulerSchedule,
  'AWS::Pipes::Pipe': pipe,
  'AWS::CloudWatch::Alarm': cloudwatchAlarm,
  'AWS::S3::Bucket': s3Bucket,
  'AWS::SNS::Subscription': snsSubscription,
  'AWS::SNS::Topic': snsTopic,
  'AWS::Logs::LogGroup': logGroup,
  'AWS::KMS::Key': kmsKey,
  'AWS::IAM::Role': iamRole,
  'AWS::IAM::ManagedPolicy': iamManagedPolicy,
  'AWS::IAM::Policy': iamPolicy,
  'AWS::SQS::QueuePolicy': queuePolicy,
  'AWS::SNS::TopicPolicy': topicPolicy,
  'AWS::Events::EventBusPolicy': eventBusPolicy,
  'AWS::Lambda::Permission': lambdaPermission,
};

/** Types that describe nothing that runs. */
const NOTHING_TO_RUN = new Set(['AWS::CDK::Metadata']);

/** `Ref` and attributes of a type that is not run: stable texts, so that whatever names it resolves. */
const nameOnly = (resource: DeclaredResource): Identity => {
  const name = `${resource.stackName}-${resource.logicalId}`;
  const service = (resource.type.split('::')[1] ?? '').toLowerCase();
  const { region, accountId } = resource.environment;
  return {
    ref: name,
    attribute: (attribute) =>
      attribute.endsWith('Arn')
        ? `arn:aws:${service}:${region}:${accountId}:${name}`
        : `${name}.${attribute}`,
  };
};

export const identify = (resource: DeclaredResource): Identity =>
  (RESOURCE_TYPES[resource.type]?.identify ?? nameOnly)(resource);

/** The same for templates of which not everything is known here: an attribute that a type lacks is a stable text too. */
export const identifyAny = (resource: DeclaredResource): Identity => {
  const known = identify(resource);
  const { attribute } = nameOnly(resource);
  return { ref: known.ref, attribute: (name) => known.attribute(name) ?? attribute(name) };
};

/** Roles and policies of the templates, as they will be asked. */
export const readAccess = (resources: readonly DeclaredResource[], access: AccessControl): void => {
  for (const resource of resources) RESOURCE_TYPES[resource.type]?.declareAccess?.(resource, access);
};

/** What AWS does on behalf of the resources, and no policy lets it do: also where it would fail in silence. */
export const missingAccess = (
  resources: readonly DeclaredResource[],
  access: AccessControl,
): readonly UnmetNeed[] =>
  resources.flatMap((resource) => {
    const type = RESOURCE_TYPES[resource.type];
    return type ? unmetNeeds(resource, type, access) : [];
  });

/** AWS looks at some rights when a resource is created, and refuses it then. */
const requireAccess = (resource: DeclaredResource, type: ResourceType, access: AccessControl): void => {
  const [unmet] = unmetNeeds(resource, type, access, ({ atCreation }) => atCreation);
  if (unmet) throw new Error(unmet.denial.message);
};

/** Brings the resources up, phase by phase, and names what is left out. */
export const bringUp = async (
  resources: readonly DeclaredResource[],
  services: StackServices,
  access: AccessControl | undefined,
  beyond: 'refused' | 'told' = 'refused',
): Promise<void> => {
  for (const phase of PHASES) {
    for (const resource of resources) {
      const type = RESOURCE_TYPES[resource.type];
      if (type?.phase !== phase) continue;
      try {
        if (access) requireAccess(resource, type, access);
        await type.bringUp(resource, services);
      } catch (error) {
        const { message } = error as Error;
        // A machine is what somebody wants to run: without it there is nothing to bring up.
        if (beyond === 'told' && phase !== 'machine') {
          services.notRun(`${resource.type} (${message})`);
          continue;
        }
        throw message.startsWith(`${resource.stackName}:`)
          ? error
          : new Error(`${resource.stackName}: ${resource.logicalId} (${resource.type}): ${message}`);
      }
    }
  }
  for (const { type } of resources) {
    if (!RESOURCE_TYPES[type] && !NOTHING_TO_RUN.has(type)) services.notRun(type);
  }
};
