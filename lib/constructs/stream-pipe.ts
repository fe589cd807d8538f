import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnPipe } from 'aws-cdk-lib/aws-pipes';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Stack } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { acknowledge } from './acknowledge';
import { customerKey, grantCustomerKey } from './customer-key';
import { secureQueue } from './secure-queue';

const BATCH_SIZE = 10;
/** Tries before a record that the target does not take is set aside: the stream waits for it meanwhile. */
const MAX_RETRIES = 20;

export interface StreamPipeProps {
  readonly description: string;
  readonly roleDescription: string;
  /** Of a table. */
  readonly streamArn: string;
  /** Pattern of the records that are passed on. */
  readonly filter: object;
  readonly target: {
    readonly arn: string;
    /** What the pipe's role does to it. */
    readonly action: string;
    readonly parameters: CfnPipe.PipeTargetParametersProperty;
  };
}

export interface StreamPipe {
  readonly pipe: CfnPipe;
  /** Records that the target did not take. */
  readonly deadLetters: Queue;
}

/** Passes what is written to a table on to somebody: at least once, in order, and what cannot be passed on is set aside. */
export const streamPipe = (scope: Construct, props: StreamPipeProps): StreamPipe => {
  const { description, streamArn, filter, target } = props;
  const key = customerKey(scope);
  const deadLetters = secureQueue(scope, 'DeadLetters');
  for (const rule of ['Serverless-SQSRedrivePolicy', 'AwsSolutions-SQS3'])
    acknowledge(deadLetters, rule, 'it is the dead-letter queue of the pipe');
  const role = roleOf(scope, props, deadLetters);
  const pipe = new CfnPipe(scope, 'Pipe', {
    description,
    roleArn: role.roleArn,
    ...(key ? { kmsKeyIdentifier: key.keyArn } : {}),
    source: streamArn,
    sourceParameters: {
      dynamoDbStreamParameters: {
        startingPosition: 'TRIM_HORIZON',
        batchSize: BATCH_SIZE,
        maximumRetryAttempts: MAX_RETRIES,
        onPartialBatchItemFailure: 'AUTOMATIC_BISECT',
        deadLetterConfig: { arn: deadLetters.queueArn },
      },
      filterCriteria: { filters: [{ pattern: JSON.stringify(filter) }] },
    },
    target: target.arn,
    targetParameters: target.parameters,
  });
  // A pipe is refused whose role may not read the source yet (aws-cdk#31211).
  pipe.node.addDependency(role);
  return { pipe, deadLetters };
};

const roleOf = (
  scope: Construct,
  { roleDescription, streamArn, target }: StreamPipeProps,
  deadLetters: Queue,
): Role => {
  const role = new Role(scope, 'Role', {
    assumedBy: new ServicePrincipal('pipes.amazonaws.com', {
      conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(scope).account } },
    }),
    description: roleDescription,
  });
  role.addToPolicy(
    new PolicyStatement({
      actions: [
        'dynamodb:DescribeStream',
        'dynamodb:GetRecords',
        'dynamodb:GetShardIterator',
        'dynamodb:ListStreams',
      ],
      resources: [streamArn],
    }),
  );
  role.addToPolicy(new PolicyStatement({ actions: [target.action], resources: [target.arn] }));
  role.addToPolicy(new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [deadLetters.queueArn] }));
  grantCustomerKey(scope, role);
  return role;
};
