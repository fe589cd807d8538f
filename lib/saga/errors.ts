/**
 * The two error names that the state machine knows. They are string literals, set on the instance: bundles are
 * minified, and a name taken from the class would reach Step Functions as one letter.
 */
export const BUSINESS_ERROR = 'BusinessError';
export const TRANSIENT_ERROR = 'TransientError';

/** Error of an execution that was stopped because its saga was cancelled. */
export const CANCELLED = 'SagaCancelled';

/** `CardDeclined: card tok_x was declined`: the code stands first, so that it survives where only a message is shown. */
const withCode = (code: string, message: string): string => `${code}: ${message}`;

/** The answer is no. Never retried; the saga compensates. */
export class BusinessError extends Error {
  constructor(
    readonly code: string,
    message: string,
    options?: ErrorOptions,
  ) {
    super(withCode(code, message), options);
    this.name = BUSINESS_ERROR;
  }
}

/** Try again: nothing is known to be wrong with the command itself. */
export class TransientError extends Error {
  constructor(
    readonly code: string,
    message: string,
    options?: ErrorOptions,
  ) {
    super(withCode(code, message), options);
    this.name = TRANSIENT_ERROR;
  }
}

/** Misuse by a developer or operator: says what was wrong, what was got and expected, and what to do. */
export class SagaError extends Error {
  constructor(
    readonly code: string,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'SagaError';
  }
}
