import { type DeclaredResource, identity, physicalName } from '../template';
import type { ResourceType } from './resource-type';

const LONGEST_NAME = 63;

/** Names of buckets have no capitals. */
const nameOf = (resource: DeclaredResource): string =>
  physicalName(resource, 'BucketName', LONGEST_NAME).toLowerCase();

/** `AWS::S3::Bucket`: a folder. */
export const s3Bucket: ResourceType = {
  phase: 'data',
  identify: (resource) => {
    const name = nameOf(resource);
    const { region } = resource.environment;
    return identity(name, {
      Arn: `arn:aws:s3:::${name}`,
      DomainName: `${name}.s3.amazonaws.com`,
      RegionalDomainName: `${name}.s3.${region}.amazonaws.com`,
      DualStackDomainName: `${name}.s3.dualstack.${region}.amazonaws.com`,
      WebsiteURL: `http://${name}.s3-website-${region}.amazonaws.com`,
    });
  },
  bringUp: (resource, services) => services.buckets.create(nameOf(resource)),
};
