import { type AccessOf, type AccessScope, access, text } from './call-access';

/** A batch needs the permission of what it is a batch of. */
const ACTIONS: Readonly<Record<string, string>> = { PublishBatch: 'Publish' };

/** Whoever publishes to an encrypted topic uses its key. Source: SNS developer guide, "Key management". */
const forKey = (topicArn: string, { keyOf, region }: AccessScope) => {
  const key = keyOf(topicArn);
  const via = { 'kms:viaservice': `sns.${region}.amazonaws.com` };
  return key === undefined
    ? []
    : ['kms:GenerateDataKey', 'kms:Decrypt'].map((action) => access(action, key, via));
};

export const snsAccess: AccessOf = ({ operation, input }, scope) => {
  const topicArn = text(input.TopicArn) || text(input.TargetArn);
  const action = ACTIONS[operation] ?? operation;
  if (topicArn === '') return [access(`sns:${action}`, '*')];
  return [access(`sns:${action}`, topicArn), ...(action === 'Publish' ? forKey(topicArn, scope) : [])];
};
