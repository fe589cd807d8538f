import { type Integration, withTexts } from './integration';
import { putEvents } from './put-events';
import { requestResponse, withMetadata } from './request-response';
import type { ServiceApis } from './service-api';
import {
  asGiven,
  asJson,
  type NestedExecutions,
  startExecution,
  startExecutionSync,
} from './start-execution';
import type { ErrorNames } from './task-errors';

const errorsOf = (prefix: string, base: string, service: string): ErrorNames => ({
  sdk: 1,
  prefix,
  base,
  service,
});

const DYNAMODB = errorsOf('DynamoDB', 'AmazonDynamoDBException', 'AmazonDynamoDBv2');
const EVENTS = errorsOf('EventBridge', 'AmazonEventBridgeException', 'AmazonEventBridge');
export const LAMBDA = errorsOf('Lambda', 'AWSLambdaException', 'AWSLambda');
const SNS = errorsOf('SNS', 'AmazonSNSException', 'AmazonSNS');
const SQS = errorsOf('SQS', 'AmazonSQSException', 'AmazonSQS');
const STATES = errorsOf('StepFunctions', 'AWSStepFunctionsException', 'AWSStepFunctions');

const item = (apis: ServiceApis, operation: string): Integration =>
  requestResponse(apis, { service: 'dynamodb', operation, errors: DYNAMODB });

export interface OptimizedOptions extends Omit<NestedExecutions, 'errors'> {
  readonly lambdaInvoke: Integration;
}

/**
 * Optimized integrations by what follows `arn:aws:states:::`. A new one is a line here. Source: Step Functions developer
 * guide, "Integrating services".
 */
export const optimizedIntegrations = (options: OptimizedOptions): Readonly<Record<string, Integration>> => {
  const { apis } = options;
  const nested = { ...options, errors: STATES };
  return {
    'dynamodb:deleteItem': item(apis, 'DeleteItem'),
    'dynamodb:getItem': item(apis, 'GetItem'),
    'dynamodb:putItem': item(apis, 'PutItem'),
    'dynamodb:updateItem': item(apis, 'UpdateItem'),
    'events:putEvents': putEvents(apis, EVENTS),
    'lambda:invoke': options.lambdaInvoke,
    'sns:publish': requestResponse(apis, {
      service: 'sns',
      operation: 'Publish',
      errors: SNS,
      input: (input) => withTexts(input, ['Message']),
      result: (answer) => withMetadata(answer, 'text/xml'),
    }),
    'sqs:sendMessage': requestResponse(apis, {
      service: 'sqs',
      operation: 'SendMessage',
      errors: SQS,
      input: (input) => withTexts(input, ['MessageBody']),
    }),
    'states:startExecution': startExecution(nested),
    'states:startExecution.sync': startExecutionSync(nested, asGiven),
    'states:startExecution.sync:2': startExecutionSync(nested, asJson),
  };
};
