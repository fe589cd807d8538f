import { type DeclaredResource, identity, physicalName } from '../template';
import { keyArn } from './key-arn';
import { truth } from './read';
import type { ResourceType } from './resource-type';

const LONGEST_NAME = 80;

/** Attributes that have the same name in the template and in the API. */
const ATTRIBUTES = [
  'DelaySeconds',
  'MaximumMessageSize',
  'MessageRetentionPeriod',
  'ReceiveMessageWaitTimeSeconds',
  'VisibilityTimeout',
];

const nameOf = (resource: DeclaredResource): string => physicalName(resource, 'QueueName', LONGEST_NAME);

/** `AWS::SQS::Queue`, standard queues. */
export const sqsQueue: ResourceType = {
  phase: 'data',
  identify: (resource) => {
    const { region, accountId, endpoint } = resource.environment;
    const url = `${endpoint}/${accountId}/${nameOf(resource)}`;
    return identity(url, {
      Arn: `arn:aws:sqs:${region}:${accountId}:${nameOf(resource)}`,
      QueueName: nameOf(resource),
      QueueUrl: url,
    });
  },
  bringUp: (resource, services) => {
    const properties = resource.properties();
    if (truth(properties.FifoQueue, false)) {
      services.notRun(`${resource.type} (FIFO)`);
      return;
    }
    const { RedrivePolicy } = properties;
    services.createQueue(nameOf(resource), {
      ...Object.fromEntries(
        ATTRIBUTES.flatMap((name) =>
          properties[name] === undefined ? [] : [[name, String(properties[name])]],
        ),
      ),
      ...(RedrivePolicy === undefined
        ? {}
        : {
            RedrivePolicy: typeof RedrivePolicy === 'string' ? RedrivePolicy : JSON.stringify(RedrivePolicy),
          }),
    });
  },
  declareAccess: (resource, access) => {
    const key = keyArn(resource.property('KmsMasterKeyId'), resource);
    if (key !== undefined) access.encrypt(String(resource.identity().attribute('Arn')), key);
  },
};
