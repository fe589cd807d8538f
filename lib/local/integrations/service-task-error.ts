import { TaskError } from '../../engine';
import { ServiceError } from '../http';

/** A service's error as a state sees it: `SQS.QueueDoesNotExistException`. */
export const serviceTaskError = (service: string, error: unknown): unknown => {
  if (!(error instanceof ServiceError)) return error;
  const name = error.code.endsWith('Exception') ? error.code : `${error.code}Exception`;
  return new TaskError(
    `${service}.${name}`,
    `${error.message} (Service: ${service}, Status Code: ${error.status})`,
  );
};
