/** What is known of a request besides action and resource; keys in lower case. */
export type RequestContext = Readonly<Record<string, string | readonly string[]>>;

/** The condition keys that a request here can carry. Source: the service authorization reference. */
export const KNOWN_KEYS: ReadonlySet<string> = new Set([
  'aws:principalarn',
  'aws:securetransport',
  'aws:sourceaccount',
  'aws:sourcearn',
  'dynamodb:leadingkeys',
  'kms:viaservice',
  'states:statemachinequalifier',
]);
