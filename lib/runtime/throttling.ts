/** Names under which AWS's services say that they were asked too often. */
const NAMES = new Set([
  'ThrottlingException',
  'Throttling',
  'ThrottledException',
  'TooManyRequestsException',
  'RequestThrottled',
  'RequestThrottledException',
  'SlowDown',
]);

/** The call did not happen, and will a while later. */
export const isThrottling = (error: unknown): boolean => {
  if (!(error instanceof Error)) return false;
  const { name, $retryable, $metadata } = error as Error & {
    readonly $retryable?: { readonly throttling?: boolean };
    readonly $metadata?: { readonly httpStatusCode?: number };
  };
  return NAMES.has(name) || $retryable?.throttling === true || $metadata?.httpStatusCode === 429;
};
