import { type DeclaredResource, identity } from '../template';
import { list } from './read';
import type { ResourceType } from './resource-type';

const where = ({ stackName, logicalId }: DeclaredResource): string => `${stackName}/${logicalId}`;

const own = (resource: DeclaredResource) => identity(`${resource.stackName}-${resource.logicalId}`, {});

/** A policy that stands beside the resources it protects. */
const beside = (
  property: string,
  arnOf: (ref: string, resource: DeclaredResource) => string,
): ResourceType => ({
  phase: 'data',
  identify: own,
  bringUp: () => undefined,
  declareAccess: (resource, access) => {
    const properties = resource.properties();
    const statements = access.read(properties.PolicyDocument, where(resource));
    for (const ref of list(properties[property])) access.protect(arnOf(String(ref), resource), statements);
  },
});

/** `AWS::SQS::QueuePolicy` names its queues by URL. */
export const queuePolicy = beside('Queues', (url, { environment }) => {
  const name = url.split('/').at(-1) ?? '';
  return `arn:aws:sqs:${environment.region}:${environment.accountId}:${name}`;
});

/** `AWS::SNS::TopicPolicy`. */
export const topicPolicy = beside('Topics', (arn) => arn);

/** `AWS::Events::EventBusPolicy`: one statement. */
export const eventBusPolicy: ResourceType = {
  phase: 'data',
  identify: own,
  bringUp: () => undefined,
  declareAccess: (resource, access) => {
    const { EventBusName, Statement, StatementId } = resource.properties();
    const { region, accountId } = resource.environment;
    const name =
      String(EventBusName ?? 'default')
        .split('/')
        .at(-1) ?? '';
    const arn = `arn:aws:events:${region}:${accountId}:event-bus/${name}`;
    access.protect(arn, access.read({ Statement }, `${where(resource)}/${String(StatementId)}`));
  },
};
