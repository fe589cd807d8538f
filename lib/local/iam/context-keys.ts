/** What is known of a request besides action and resource; keys in lower case. */
export type RequestContext = Readonly<Record<string, string | readonly string[]>>;

/** The condition keys that a request here can carry. Source: the service authorization reference. */
export const KNOWN_KEYS: ReadonlySet<string> = new Set([
  'iam:passedtoservice',
  'aws:principalarn',
  'aws:securetransport',
  'aws:sourceaccount',
  'aws:sourcearn',
  'dynamodb:leadingkeys',
  'kms:viaservice',
  'states:statemachinequalifier',
]);

/** A key's encryption context is named by whoever encrypts: `kms:EncryptionContext:aws:logs:arn`. */
const ENCRYPTION_CONTEXT = 'kms:encryptioncontext:';

export const isKnownKey = (key: string): boolean => {
  const name = key.toLowerCase();
  return KNOWN_KEYS.has(name) || name.startsWith(ENCRYPTION_CONTEXT);
};
