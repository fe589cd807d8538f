import { BusinessError, TransientError, UNEXPECTED_ERROR } from '../saga';
import { isThrottling } from './throttling';

/** Anything but the two known names is a fault of ours that a retry may outlive. */
export const toKnownError = (error: unknown): BusinessError | TransientError => {
  const known =
    error instanceof BusinessError || error instanceof TransientError
      ? error
      : new TransientError(
          // It is no fault, and no alarm about faults must ring for it.
          isThrottling(error) ? 'Throttled' : UNEXPECTED_ERROR,
          describeUnexpected(error),
          { cause: error },
        );
  // Lambda copies the stack into the cause of the execution; it says nothing to whoever reads it there.
  known.stack = `${known.name}: ${known.message}`;
  return known;
};

/** Its message says what went wrong, unless it is one of a parser, which quotes what it could not read. */
const describeUnexpected = (error: unknown): string => {
  if (!(error instanceof Error)) return 'unknown';
  return error instanceof SyntaxError ? error.name : `${error.name}: ${error.message}`;
};
