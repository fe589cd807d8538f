import { type DeclaredResource, identity, physicalName } from '../template';
import { list, object } from './read';
import type { ResourceType } from './resource-type';

const LONGEST_NAME = 64;

const nameOf = (resource: DeclaredResource): string => physicalName(resource, 'RoleName', LONGEST_NAME);

/** `AWS::IAM::Role`, with the policies inside it and those that it names. */
export const iamRole: ResourceType = {
  phase: 'data',
  identify: (resource) => {
    const { accountId } = resource.environment;
    const path = String(resource.property('Path') ?? '/');
    const arn = `arn:aws:iam::${accountId}:role${path}${nameOf(resource)}`;
    return identity(nameOf(resource), { Arn: arn, RoleId: resource.logicalId });
  },
  bringUp: () => undefined,
  declareAccess: (resource, access) => {
    const properties = resource.properties();
    const name = nameOf(resource);
    const where = `${resource.stackName}/${resource.logicalId}`;
    const trust = access.read(properties.AssumeRolePolicyDocument, `${where}/trust`);
    access.addRole(String(resource.identity().attribute('Arn')), trust);
    for (const policy of list(properties.Policies)) {
      const { PolicyName, PolicyDocument } = object(policy);
      access.attach(name, access.read(PolicyDocument, `${where}/${String(PolicyName)}`));
    }
    for (const managed of list(properties.ManagedPolicyArns)) access.attachManaged(name, String(managed));
  },
};
