import { ServiceError, type ServiceErrorOptions } from '../http';
import type { AccessDenial } from './denial';

interface Shape extends ServiceErrorOptions {
  readonly code: string;
}

const FORBIDDEN = 403;

/** How services name a denial; the others say `AccessDeniedException` with status 400. */
const SHAPES: Readonly<Record<string, Shape>> = {
  sqs: { code: 'AccessDeniedException', status: FORBIDDEN, queryCode: 'AccessDenied' },
  s3: { code: 'AccessDenied', status: FORBIDDEN },
  sns: { code: 'AuthorizationError', status: FORBIDDEN },
  lambda: { code: 'AccessDeniedException', status: FORBIDDEN },
  cloudformation: { code: 'AccessDenied', status: FORBIDDEN },
};

/** A denial as the error of the service that was called. */
export const deniedError = (service: string, denial: AccessDenial): ServiceError => {
  const { code, ...options } = SHAPES[service] ?? { code: 'AccessDeniedException' };
  return new ServiceError(code, denial.message, options);
};
