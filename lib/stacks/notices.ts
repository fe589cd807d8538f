import { CfnOutput, type Stack } from 'aws-cdk-lib/core';
import { publishes, type Saga, SagaNotices } from '../constructs';

/** The topic of what the saga's participants tell the outside, if any of them does. */
export const addNotices = (stack: Stack, { definition, participants }: Saga): SagaNotices | undefined => {
  if (!publishes(definition)) return undefined;
  const notices = new SagaNotices(stack, 'Notices', { definition, participants });
  new CfnOutput(stack, 'NoticeTopicArn', { value: notices.topic.topicArn });
  return notices;
};
