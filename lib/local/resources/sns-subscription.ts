import { identity } from '../template';
import type { ResourceType } from './resource-type';
import { subscribe } from './sns-topic';

/** `AWS::SNS::Subscription` of a queue, a function or an address; who is told otherwise (HTTP, text messages) is told nothing here. */
export const snsSubscription: ResourceType = {
  phase: 'source',
  identify: (resource) => {
    const arn = `${String(resource.property('TopicArn'))}:${resource.logicalId}`;
    return identity(arn, { Arn: arn });
  },
  bringUp: (resource, services) =>
    subscribe(services, String(resource.property('TopicArn')), resource.logicalId, resource.properties()),
};
