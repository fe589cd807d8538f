import { type IPrincipal, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { type IKey, Key } from 'aws-cdk-lib/aws-kms';
import { Stack } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';
import { stageSettings } from './stage';

const KEY_ID = 'Key';

/** What whoever reads and writes encrypted tables and queues asks of the key. */
const DATA_ACTIONS = ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey'];

/**
 * The key of a stack's own that encrypts its tables, queues and alarms: `-c key=true`. Undefined otherwise: then AWS
 * encrypts them with keys that it manages, for nothing.
 */
export const customerKey = (scope: IConstruct): IKey | undefined => {
  if (String(scope.node.tryGetContext('key') ?? false) !== 'true') return undefined;
  const stack = Stack.of(scope);
  return (stack.node.tryFindChild(KEY_ID) as Key | undefined) ?? makeKey(stack);
};

const makeKey = (stack: Stack): Key => {
  const key = new Key(stack, KEY_ID, {
    description: `Data of ${stack.stackName}`,
    enableKeyRotation: true,
    removalPolicy: stageSettings(stack).removalPolicy,
  });
  // Alarms publish to the encrypted topic.
  key.grant(new ServicePrincipal('cloudwatch.amazonaws.com'), 'kms:Decrypt', 'kms:GenerateDataKey');
  return key;
};

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
