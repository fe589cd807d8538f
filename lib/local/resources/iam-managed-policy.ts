import { type DeclaredResource, identity, physicalName } from '../template';
import { list } from './read';
import type { ResourceType } from './resource-type';

const LONGEST_NAME = 128;

const nameOf = (resource: DeclaredResource): string =>
  physicalName(resource, 'ManagedPolicyName', LONGEST_NAME);

/** `AWS::IAM::ManagedPolicy`, attached to the roles that it names, and to whoever takes it on by its ARN. */
export const iamManagedPolicy: ResourceType = {
  phase: 'data',
  identify: (resource) => {
    const arn = `arn:aws:iam::${resource.environment.accountId}:policy/${nameOf(resource)}`;
    return identity(arn, { PolicyArn: arn });
  },
  bringUp: () => undefined,
  declareAccess: (resource, access) => {
    const { PolicyDocument, Roles } = resource.properties();
    const arn = resource.identity().ref;
    access.addManaged(arn, access.read(PolicyDocument, `${resource.stackName}/${resource.logicalId}`));
    for (const role of list(Roles)) access.attachManaged(String(role), arn);
  },
};
