import { identity } from '../template';
import type { ResourceType } from './resource-type';

/** `AWS::KMS::Key`: nothing is encrypted here, but its policy decides who might. */
export const kmsKey: ResourceType = {
  phase: 'data',
  identify: (resource) => {
    const { region, accountId } = resource.environment;
    const id = `${resource.stackName}-${resource.logicalId}`;
    return identity(id, { Arn: `arn:aws:kms:${region}:${accountId}:key/${id}`, KeyId: id });
  },
  bringUp: () => undefined,
  declareAccess: (resource, access) => {
    const arn = String(resource.identity().attribute('Arn'));
    const { KeyPolicy } = resource.properties();
    // `*` in a key's policy means the key itself.
    access.protect(arn, access.read(KeyPolicy, `${resource.stackName}/${resource.logicalId}`));
  },
};
