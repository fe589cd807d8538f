import { readPolicy } from './read-policy';
import type { Statement } from './statement';

const LOGS = ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'];

/** Policies of AWS that functions are often given: name → actions, on every resource. Source: AWS managed policy reference. */
const ACTIONS: Readonly<Record<string, readonly string[]>> = {
  'service-role/AWSLambdaBasicExecutionRole': LOGS,
  'service-role/AWSLambdaSQSQueueExecutionRole': [
    'sqs:ReceiveMessage',
    'sqs:DeleteMessage',
    'sqs:GetQueueAttributes',
    ...LOGS,
  ],
  'service-role/AWSLambdaRole': ['lambda:InvokeFunction'],
  AWSXRayDaemonWriteAccess: [
    'xray:PutTraceSegments',
    'xray:PutTelemetryRecords',
    'xray:GetSamplingRules',
    'xray:GetSamplingTargets',
    'xray:GetSamplingStatisticSummaries',
  ],
  AmazonDynamoDBFullAccess: ['dynamodb:*'],
  AmazonSQSFullAccess: ['sqs:*'],
  AWSStepFunctionsFullAccess: ['states:*'],
  AWSLambda_FullAccess: ['lambda:*'],
  AdministratorAccess: ['*'],
  AmazonEventBridgeFullAccess: ['events:*'],
  AmazonS3FullAccess: ['s3:*'],
  AmazonS3ReadOnlyAccess: ['s3:Get*', 's3:List*', 's3:Describe*'],
  AmazonSNSFullAccess: ['sns:*'],
  CloudWatchLogsFullAccess: ['logs:*'],
};

const PREFIX = /^arn:[^:]+:iam::aws:policy\//;

/** A policy of AWS whose text is not known here. */
export const isUnknownOfAws = (arn: string): boolean =>
  PREFIX.test(arn) && !Object.hasOwn(ACTIONS, arn.replace(PREFIX, ''));

/**
 * The statements of one of AWS's own policies; undefined for a policy of the account.
 * @throws Error when its text is not known here.
 */
export const awsManagedPolicy = (arn: string): readonly Statement[] | undefined => {
  if (!PREFIX.test(arn)) return undefined;
  const name = arn.replace(PREFIX, '');
  const actions = ACTIONS[name];
  if (!actions) {
    throw new Error(
      `the text of AWS's policy ${name} is not known here (known: ${Object.keys(ACTIONS).join(', ')}): ` +
        'write the statements that are needed into a policy of the template',
    );
  }
  return readPolicy({ Statement: { Effect: 'Allow', Action: actions, Resource: '*' } }, name);
};
