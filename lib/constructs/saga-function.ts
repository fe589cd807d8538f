import { Effect, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  Architecture,
  type Code,
  Function as LambdaFunction,
  Runtime,
  Tracing,
} from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Duration, RemovalPolicy } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { acknowledge, acknowledgeWildcards, WILDCARD_REASONS } from './acknowledge';
import { customerKey, grantCustomerKey } from './customer-key';
import { stageSettings } from './stage';

const MEMORY_MIB = 256;

export interface SagaFunctionProps {
  readonly description: string;
  /** A bundle with `index.mjs` that exports `handler`. */
  readonly code: Code;
  readonly timeout: Duration;
  readonly environment?: Readonly<Record<string, string>>;
  /**
   * Concurrency of the account that is kept for it, where the stage keeps its data: what mends must run also while all
   * the rest is busy. It may use no more. @default - it shares what the account has
   */
  readonly reservedConcurrency?: number;
}

/**
 * A Lambda function as all functions here are: Node.js 24 on arm64, a log group with a retention, and a role of its own
 * that may do nothing but write to that log group and send traces. What else it may do, its owner grants.
 */
export const sagaFunction = (scope: Construct, id: string, props: SagaFunctionProps): LambdaFunction => {
  const { logRetention, removalPolicy } = stageSettings(scope);
  const key = customerKey(scope);
  const logGroup = new LogGroup(scope, `${id}Logs`, {
    retention: logRetention,
    removalPolicy,
    ...(key ? { encryptionKey: key } : {}),
  });
  const role = new Role(scope, `${id}Role`, {
    assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
    description: `Role of: ${props.description}`,
  });
  role.addToPolicy(
    new PolicyStatement({
      effect: Effect.ALLOW,
      actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
      resources: [logGroup.logGroupArn],
    }),
  );
  grantCustomerKey(scope, role);
  acknowledgeWildcards(role, ['*'], WILDCARD_REASONS.tracing);
  const made = new LambdaFunction(scope, id, {
    description: props.description,
    code: props.code,
    handler: 'index.handler',
    runtime: Runtime.NODEJS_24_X,
    architecture: Architecture.ARM_64,
    memorySize: MEMORY_MIB,
    timeout: props.timeout,
    role,
    logGroup,
    tracing: Tracing.ACTIVE,
    environment: { ...props.environment },
    ...(key ? { environmentEncryption: key } : {}),
    ...reserved(scope, props.reservedConcurrency),
    // Executions that were started on a version keep it: the next deployment must not delete it.
    currentVersionOptions: { removalPolicy: RemovalPolicy.RETAIN },
  });
  acknowledge(
    made,
    'Serverless-LambdaDLQ',
    'it is invoked by state machines, by queues with a dead-letter queue, or by a schedule that comes again',
  );
  return made;
};

/** A new account has ten executions at a time, and keeps them all unreserved: `-c reserved=false` is for those. */
const reserved = (scope: Construct, executions: number | undefined) => {
  const asked: unknown = scope.node.tryGetContext('reserved') ?? stageSettings(scope).reservesConcurrency;
  return executions !== undefined && String(asked) === 'true'
    ? { reservedConcurrentExecutions: executions }
    : {};
};

/** At least six times the function's timeout: less, and a message that is being worked on is delivered again. */
export const visibilityFor = (timeout: Duration): Duration => Duration.seconds(6 * timeout.toSeconds());
