import { type IPrincipal, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { type IKey, Key } from 'aws-cdk-lib/aws-kms';
import { ArnFormat, Aws, Stack } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';
import { stageSettings } from './stage';

const KEY_ID = 'Key';
const VIEW_ID = 'KeyByArn';

/** What whoever reads and writes encrypted tables, queues and executions asks of the key. */
const DATA_ACTIONS = ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey'];

/**
 * The key of a stack's own, which encrypts whatever in it stores data: `-c key=true`. Undefined otherwise: then AWS
 * encrypts with keys that it manages, for nothing.
 *
 * It is known by its ARN alone, so that no construct adds to its policy: who may use it stands in this file, with the
 * account it is used for, and the key waits for nothing that it encrypts.
 */
export const customerKey = (scope: IConstruct): IKey | undefined => {
  if (String(scope.node.tryGetContext('key') ?? false) !== 'true') return undefined;
  const stack = Stack.of(scope);
  const known = stack.node.tryFindChild(VIEW_ID) as unknown as IKey | undefined;
  return known ?? Key.fromKeyArn(stack, VIEW_ID, makeKey(stack).keyArn);
};

const makeKey = (stack: Stack): Key => {
  const key = new Key(stack, KEY_ID, {
    description: `Data of ${stack.stackName}`,
    enableKeyRotation: true,
    removalPolicy: stageSettings(stack).removalPolicy,
  });
  for (const statement of serviceStatements(stack)) key.addToResourcePolicy(statement);
  return key;
};

/** Services that write by themselves to what is encrypted; roles have the right in their own policies. */
const serviceStatements = (stack: Stack): readonly PolicyStatement[] => [
  // A rule that sends to an encrypted queue or topic says neither account nor source to the key, as SNS's guide has it
  // ("not supported for EventBridge-to-encrypted topics"); the queue it is for it always says, and the queue's own policy
  // names the rule.
  allow(['events.amazonaws.com'], ['kms:Decrypt', 'kms:GenerateDataKey'], {
    ArnLike: {
      'kms:EncryptionContext:aws:sqs:arn': stack.formatArn({ service: 'sqs', resource: '*' }),
    },
  }),
  // Alarms publish to the topic, and the bus keeps what it is given.
  allow(
    ['cloudwatch.amazonaws.com', 'events.amazonaws.com'],
    ['kms:Decrypt', 'kms:DescribeKey', 'kms:GenerateDataKey'],
    {
      StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID },
    },
  ),
  // CloudWatch Logs names the log group in the encryption context; group names are not known before they are there.
  allow(
    [`logs.${Aws.REGION}.amazonaws.com`],
    ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey*', 'kms:ReEncrypt*'],
    { ArnLike: { 'kms:EncryptionContext:aws:logs:arn': logsArn(stack, 'log-group:*') } },
  ),
  // Log events of an encrypted state machine are encrypted until they are delivered.
  allow(['delivery.logs.amazonaws.com'], ['kms:Decrypt'], {
    StringEquals: { 'kms:EncryptionContext:SourceArn': logsArn(stack, '*') },
  }),
];

const allow = (
  services: readonly string[],
  actions: readonly string[],
  conditions: Readonly<Record<string, Readonly<Record<string, string>>>>,
): PolicyStatement =>
  new PolicyStatement({
    principals: services.map((service) => new ServicePrincipal(service)),
    actions: [...actions],
    resources: ['*'],
    conditions,
  });

const logsArn = (stack: Stack, resource: string): string =>
  stack.formatArn({ service: 'logs', resource, arnFormat: ArnFormat.NO_RESOURCE_NAME });

/** Lets a role use the stack's key, if there is one. */
export const grantCustomerKey = (scope: IConstruct, principal: IPrincipal): void => {
  const statement = customerKeyStatement(scope);
  if (statement) principal.addToPrincipalPolicy(statement);
};

/** The same as a statement, for policies that no principal has yet. */
export const customerKeyStatement = (scope: IConstruct): PolicyStatement | undefined => {
  const key = customerKey(scope);
  return key && new PolicyStatement({ actions: DATA_ACTIONS, resources: [key.keyArn] });
};
