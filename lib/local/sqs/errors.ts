import { ServiceError } from '../http';

/** The API model's `awsQueryError` codes, where they differ from the shape's name. */
const LEGACY = 'AWS.SimpleQueueService.';
const QUERY_CODES: Readonly<Record<string, string>> = {
  QueueDoesNotExist: `${LEGACY}NonExistentQueue`,
  QueueNameExists: 'QueueAlreadyExists',
  EmptyBatchRequest: `${LEGACY}EmptyBatchRequest`,
  TooManyEntriesInBatchRequest: `${LEGACY}TooManyEntriesInBatchRequest`,
  BatchEntryIdsNotDistinct: `${LEGACY}BatchEntryIdsNotDistinct`,
  BatchRequestTooLong: `${LEGACY}BatchRequestTooLong`,
  InvalidBatchEntryId: `${LEGACY}InvalidBatchEntryId`,
  PurgeQueueInProgress: `${LEGACY}PurgeQueueInProgress`,
  MessageNotInflight: `${LEGACY}MessageNotInflight`,
  UnsupportedOperation: `${LEGACY}UnsupportedOperation`,
};

export const sqsError = (code: string, message: string): ServiceError =>
  new ServiceError(code, message, { queryCode: QUERY_CODES[code] ?? code });

export const noQueue = (): ServiceError =>
  sqsError('QueueDoesNotExist', 'The specified queue does not exist.');

export const missing = (parameter: string): ServiceError =>
  sqsError('MissingParameter', `The request must contain the parameter ${parameter}.`);

export const invalidValue = (value: unknown, parameter: string, reason: string): ServiceError =>
  sqsError(
    'InvalidParameterValue',
    `Value ${value} for parameter ${parameter} is invalid. Reason: ${reason}`,
  );

export const purgeInProgress = (queueName: string): ServiceError =>
  sqsError(
    'PurgeQueueInProgress',
    `Only one PurgeQueue operation on ${queueName} is allowed every 60 seconds.`,
  );

export const invalidReceipt = (handle: string): ServiceError =>
  sqsError('ReceiptHandleIsInvalid', `The input receipt handle "${handle}" is not a valid receipt handle.`);
