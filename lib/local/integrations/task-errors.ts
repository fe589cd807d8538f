import { randomUUID } from 'node:crypto';
import { TaskError } from '../../engine';
import { ServiceError } from '../http';

/**
 * How a service's errors are named in a state. Optimized integrations go through the AWS SDK for Java 1, those of
 * `aws-sdk` through the AWS SDK for Java 2, and each tells as its SDK does. Source: recorded executions.
 */
export interface ErrorNames {
  readonly sdk: 1 | 2;
  /** What stands before the dot: `DynamoDB`. */
  readonly prefix: string;
  /** The exception of what the API's model does not name: `AmazonDynamoDBException`. */
  readonly base: string;
  /** How the cause calls the service: `AmazonDynamoDBv2`. */
  readonly service: string;
}

/** Codes that no API's model has an exception for. */
const UNMODELLED = new Set([
  ...['AccessDenied', 'AccessDeniedException', 'InternalFailure', 'InvalidParameterValue'],
  ...['MissingParameter', 'SerializationException', 'ThrottlingException', 'UnknownOperationException'],
  ...['UnrecognizedClientException', 'ValidationError', 'ValidationException'],
]);

const nameOf = (code: string, { prefix, base }: ErrorNames): string => {
  if (UNMODELLED.has(code)) return `${prefix}.${base}`;
  return `${prefix}.${code.endsWith('Exception') ? code : `${code}Exception`}`;
};

/** A service's error as a state sees it: `DynamoDB.ConditionalCheckFailedException`; anything else stays as it is. */
export const serviceTaskError = (names: ErrorNames, error: unknown): unknown => {
  if (!(error instanceof ServiceError)) return error;
  const { service } = names;
  const { code, message, status } = error;
  const id = randomUUID();
  const details =
    names.sdk === 1
      ? `Service: ${service}; Status Code: ${status}; Error Code: ${code}; Request ID: ${id}; Proxy: null`
      : `Service: ${service}, Status Code: ${status}, Request ID: ${id}`;
  return new TaskError(nameOf(code, names), `${message} (${details})`);
};
