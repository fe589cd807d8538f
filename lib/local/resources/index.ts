import type { DeclaredResource, Identity } from '../template';
import { dynamodbTable } from './dynamodb-table';
import { eventBus } from './event-bus';
import { eventSourceMapping } from './event-source-mapping';
import { eventsRule } from './events-rule';
import { lambdaAlias } from './lambda-alias';
import { lambdaFunction } from './lambda-function';
import { lambdaVersion } from './lambda-version';
import { PHASES, type ResourceType, type StackServices } from './resource-type';
import { schedulerSchedule } from './scheduler-schedule';
import { sqsQueue } from './sqs-queue';
import { stateMachine } from './state-machine';
import { stateMachineAlias } from './state-machine-alias';
import { stateMachineVersion } from './state-machine-version';

export type { StackServices } from './resource-type';

/** How each type comes up. A new one is a file and a line here. */
const RESOURCE_TYPES: Readonly<Record<string, ResourceType>> = {
  'AWS::DynamoDB::Table': dynamodbTable,
  'AWS::DynamoDB::GlobalTable': dynamodbTable,
  'AWS::SQS::Queue': sqsQueue,
  'AWS::Lambda::Function': lambdaFunction,
  'AWS::Lambda::Version': lambdaVersion,
  'AWS::Lambda::Alias': lambdaAlias,
  'AWS::Lambda::EventSourceMapping': eventSourceMapping,
  'AWS::StepFunctions::StateMachine': stateMachine,
  'AWS::StepFunctions::StateMachineVersion': stateMachineVersion,
  'AWS::StepFunctions::StateMachineAlias': stateMachineAlias,
  'AWS::Events::Rule': eventsRule,
  'AWS::Events::EventBus': eventBus,
  'AWS::Scheduler::Schedule': schedulerSchedule,
};

/** Types that need nothing locally: permissions are not checked on loopback, metadata describes nothing that runs. */
const NOTHING_TO_RUN = new Set(['AWS::CDK::Metadata', 'AWS::Lambda::Permission', 'AWS::SQS::QueuePolicy']);

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

/** Brings the resources up, phase by phase, and names what is left out. */
export const bringUp = async (
  resources: readonly DeclaredResource[],
  services: StackServices,
): Promise<void> => {
  for (const phase of PHASES) {
    for (const resource of resources) {
      const type = RESOURCE_TYPES[resource.type];
      if (type?.phase !== phase) continue;
      try {
        await type.bringUp(resource, services);
      } catch (error) {
        const { message } = error as Error;
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
