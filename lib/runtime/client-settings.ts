/** Milliseconds that one attempt of a request may take. Its service answers in a few, or something is wrong. */
const REQUEST_MS = 3_000;
const CONNECTION_MS = 1_000;
/** All of them together, with the pauses between, stay below the shortest timeout of a function. */
const ATTEMPTS = 3;

export interface ClientLimits {
  /** @default 3 */
  readonly maxAttempts?: number;
  /** Milliseconds of one attempt. @default 3,000 */
  readonly requestTimeout?: number;
}

/**
 * Settings for every client of the AWS SDK in a function. Without them a request that nobody answers waits until the
 * function is killed, and what the function would have said, tried again or logged is lost with it.
 */
export const clientSettings = ({
  maxAttempts = ATTEMPTS,
  requestTimeout = REQUEST_MS,
}: ClientLimits = {}) => ({
  maxAttempts,
  requestHandler: {
    connectionTimeout: CONNECTION_MS,
    requestTimeout,
    // Else the SDK warns, and goes on waiting.
    throwOnRequestTimeout: true,
  },
});
