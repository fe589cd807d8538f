import { identity, physicalName } from '../template';
import { keyArn } from './key-arn';
import { assumed, byRole, keyUse } from './need';
import { object } from './read';
import type { Need, ResourceType } from './resource-type';

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

const serviceIn = (arn: string): string => arn.split(':')[2] ?? '';

const sendTo = (arn: string): string => TARGET_ACTIONS[serviceIn(arn)] ?? `${serviceIn(arn)}:Unknown`;

/** The dead-letter queue of a stream source, wherever it stands. */
const deadLettersOf = (parameters: Readonly<Record<string, unknown>>): readonly string[] =>
  Object.values(parameters).flatMap((one) => {
    const { Arn } = object(object(one).DeadLetterConfig);
    return typeof Arn === 'string' ? [Arn] : [];
  });

/** `AWS::Pipes::Pipe`: not run here; what its role needs is known all the same. */
export const pipe: ResourceType = {
  phase: 'source',
  identify: (resource) => {
    const { region, accountId } = resource.environment;
    const name = physicalName(resource, 'Name', LONGEST_NAME);
    return identity(name, { Arn: `arn:aws:pipes:${region}:${accountId}:pipe/${name}` });
  },
  bringUp: (resource, services) => services.notRun(resource.type),
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
