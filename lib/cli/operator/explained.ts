import { UsageError } from '../command';
import type { Target } from './target';

/** What the AWS SDK throws, as far as it says who did not answer or did not let us in. */
interface SdkError {
  readonly name?: string;
  readonly code?: string;
  readonly message?: string;
}

const UNREACHABLE = /\b(ECONNREFUSED|ECONNRESET|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH)\b/;

/** Raised here, before anybody is asked. */
const NO_LOGIN = /^(Region is missing|Could not load credentials|Credential is missing|The SSO session)/;

/** Answers of AWS to credentials that it does not know (any more). */
const REFUSED = new Set([
  'ExpiredToken',
  'ExpiredTokenException',
  'InvalidClientTokenId',
  'InvalidSignatureException',
  'RequestExpired',
  'SignatureDoesNotMatch',
  'UnrecognizedClientException',
]);

/** Errors of the SDK about whom it cannot reach say little, or name what nobody has asked for: one line that does. */
export const explained = (error: unknown, target: Target, as?: string): unknown => {
  const { name = '', code = '', message = '' } = error as SdkError;
  // The SDK wraps what the socket says, and then only the text has the code.
  if (UNREACHABLE.test(code) || UNREACHABLE.test(message)) return new UsageError(unreachable(target));
  if (name === 'CredentialsProviderError' || NO_LOGIN.test(message)) {
    const [why = ''] = message.split('\n');
    return new UsageError(`${target.name} cannot be asked: ${why}${profile(target)}: ${remedy(target)}`);
  }
  if (REFUSED.has(name) && as !== undefined) {
    return new UsageError(
      `${target.name} knows nobody as '${as}': use operator or starter, or operator-<stack>`,
    );
  }
  if (REFUSED.has(name)) {
    return new UsageError(
      `${target.name} refuses the credentials: ${message}${profile(target)}: ${remedy(target)}`,
    );
  }
  return error;
};

const unreachable = ({ name, client }: Target): string =>
  client.endpoint === undefined
    ? `AWS does not answer: check the network and the region, or start 'saga local' in this folder`
    : `nothing answers at ${name}: start 'saga local', or check the endpoint`;

/** Keys of the environment come before it. */
const profile = ({ client }: Target): string =>
  client.profile === undefined || client.credentials ? '' : ` (profile '${client.profile}')`;

const remedy = ({ client }: Target): string => {
  const logIn = 'log in, and set AWS_PROFILE and AWS_REGION';
  return client.endpoint === undefined ? `${logIn}; or start 'saga local' in this folder` : logIn;
};
