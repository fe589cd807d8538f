import { identity, physicalName } from '../template';
import { keyArn } from './key-arn';
import { list, object, truth } from './read';
import type { ResourceType, StackServices } from './resource-type';

const LONGEST_TOPIC = 256;

const parsed = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'string' ? object(JSON.parse(value)) : object(value);

/** Protocols that are served; the others (HTTP, text messages) are told nothing here. */
const PROTOCOLS = ['sqs', 'lambda', 'email', 'email-json'] as const;
const isProtocol = (protocol: unknown): protocol is (typeof PROTOCOLS)[number] =>
  (PROTOCOLS as readonly unknown[]).includes(protocol);

/** What a subscription says, in the words of the resource that declares it. */
export const subscribe = (
  services: StackServices,
  topicArn: string,
  name: string,
  properties: Readonly<Record<string, unknown>>,
): void => {
  const { Protocol, Endpoint, FilterPolicy, FilterPolicyScope, RedrivePolicy } = properties;
  if (!isProtocol(Protocol)) {
    services.notRun(`AWS::SNS::Subscription (${String(Protocol)})`);
    return;
  }
  const deadLetters = parsed(RedrivePolicy).deadLetterTargetArn;
  services.topics.subscribe({
    arn: `${topicArn}:${name}`,
    topicArn,
    protocol: Protocol,
    endpoint: String(Endpoint),
    raw: truth(properties.RawMessageDelivery, false),
    filterPolicy: FilterPolicy === undefined ? undefined : parsed(FilterPolicy),
    filterScope: FilterPolicyScope === 'MessageBody' ? 'MessageBody' : 'MessageAttributes',
    deadLetters: deadLetters === undefined ? undefined : String(deadLetters),
  });
};

/** `AWS::SNS::Topic`, with the subscriptions that it declares itself. */
export const snsTopic: ResourceType = {
  phase: 'data',
  identify: (resource) => {
    const { region, accountId } = resource.environment;
    const name = physicalName(resource, 'TopicName', LONGEST_TOPIC);
    const arn = `arn:aws:sns:${region}:${accountId}:${name}`;
    return identity(arn, { TopicArn: arn, TopicName: name });
  },
  bringUp: (resource, services) => {
    const topicArn = resource.identity().ref;
    services.topics.create(topicArn);
    list(resource.property('Subscription')).forEach((one, index) => {
      subscribe(services, topicArn, `${resource.logicalId}-${index + 1}`, object(one));
    });
  },
  declareAccess: (resource, access) => {
    const key = keyArn(resource.property('KmsMasterKeyId'), resource);
    if (key !== undefined) access.encrypt(resource.identity().ref, key);
  },
};
