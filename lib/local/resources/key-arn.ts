import type { DeclaredResource } from '../template';

/** The ARN of a key of the customer's; undefined for none, and for keys of AWS (`alias/aws/sqs`). */
export const keyArn = (named: unknown, resource: DeclaredResource): string | undefined => {
  if (typeof named !== 'string' || named === '' || named.includes('alias/aws/')) return undefined;
  const { region, accountId } = resource.environment;
  return named.startsWith('arn:') ? named : `arn:aws:kms:${region}:${accountId}:key/${named}`;
};
