import { identity } from '../template';
import { list } from './read';
import type { ResourceType } from './resource-type';

/** `AWS::IAM::Policy`: an inline policy beside the roles that it is for. */
export const iamPolicy: ResourceType = {
  phase: 'data',
  identify: (resource) => identity(String(resource.property('PolicyName')), { Id: resource.logicalId }),
  bringUp: () => undefined,
  declareAccess: (resource, access) => {
    const { PolicyDocument, Roles } = resource.properties();
    const statements = access.read(PolicyDocument, `${resource.stackName}/${resource.logicalId}`);
    for (const role of list(Roles)) access.attach(String(role), statements);
  },
};
