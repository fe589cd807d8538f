import { ServiceError } from '../http';

/** `name` stands in the message only for operations on the table itself. */
export const noTable = (name?: string): ServiceError =>
  new ServiceError(
    'ResourceNotFoundException',
    `Requested resource not found${name === undefined ? '' : `: Table: ${name} not found`}`,
  );

export const invalid = (message: string): ServiceError => new ServiceError('ValidationException', message);
