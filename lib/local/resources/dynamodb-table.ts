import type { StreamViewType } from '../dynamodb';
import { type DeclaredResource, identity, physicalName } from '../template';
import { keyArn } from './key-arn';
import { list, object, truth } from './read';
import type { ResourceType } from './resource-type';

const LONGEST_NAME = 255;

const indexOf = (value: unknown): object => {
  const { IndexName, KeySchema, Projection } = object(value);
  return { IndexName, KeySchema, Projection };
};

const indexes = (member: string, value: unknown): object =>
  list(value).length > 0 ? { [member]: list(value).map(indexOf) } : {};

const nameOf = (resource: DeclaredResource): string => physicalName(resource, 'TableName', LONGEST_NAME);

/** `AWS::DynamoDB::Table` and `::GlobalTable`. Replicas, capacity and encryption have no part in a local run. */
export const dynamodbTable: ResourceType = {
  phase: 'data',
  identify: (resource) => {
    const { region, accountId } = resource.environment;
    const arn = `arn:aws:dynamodb:${region}:${accountId}:table/${nameOf(resource)}`;
    return identity(nameOf(resource), {
      Arn: arn,
      TableId: resource.logicalId,
      StreamArn: `${arn}/stream/embedded`,
    });
  },
  bringUp: async (resource, services) => {
    const properties = resource.properties();
    const ttl = object(properties.TimeToLiveSpecification);
    await services.createTable(
      {
        TableName: nameOf(resource),
        AttributeDefinitions: properties.AttributeDefinitions,
        KeySchema: properties.KeySchema,
        BillingMode: 'PAY_PER_REQUEST',
        ...indexes('GlobalSecondaryIndexes', properties.GlobalSecondaryIndexes),
        ...indexes('LocalSecondaryIndexes', properties.LocalSecondaryIndexes),
      },
      truth(ttl.Enabled, false) ? String(ttl.AttributeName) : undefined,
    );
    const { StreamViewType: viewType } = object(properties.StreamSpecification);
    if (typeof viewType !== 'string') return;
    services.declareStream({
      table: nameOf(resource),
      viewType: viewType as StreamViewType,
      arn: String(resource.identity().attribute('StreamArn')),
    });
  },
  declareAccess: (resource, access) => {
    const { SSESpecification, Replicas } = resource.properties();
    const named = [SSESpecification, ...list(Replicas).map((replica) => object(replica).SSESpecification)]
      .map((encryption) => keyArn(object(encryption).KMSMasterKeyId, resource))
      .find((key) => key !== undefined);
    if (named !== undefined) access.encrypt(String(resource.identity().attribute('Arn')), named);
  },
};
