import { declaredTags } from '../states';
import { type DeclaredResource, identity, physicalName } from '../template';
import { encryptionOf } from './encryption-configuration';
import { list, object } from './read';
import type { ResourceType } from './resource-type';

const LONGEST_NAME = 80;

const nameOf = (resource: DeclaredResource): string => physicalName(resource, 'Name', LONGEST_NAME);

/** `AWS::StepFunctions::Activity`. */
export const activity: ResourceType = {
  phase: 'data',
  identify: (resource) => {
    const { region, accountId } = resource.environment;
    const arn = `arn:aws:states:${region}:${accountId}:activity:${nameOf(resource)}`;
    return identity(arn, { Arn: arn, Name: nameOf(resource) });
  },
  bringUp: (resource, services) => {
    const arn = resource.identity().ref;
    services.activities.deploy({
      arn,
      name: nameOf(resource),
      creationDate: services.now(),
      encryptionConfiguration: encryptionOf(resource.property('EncryptionConfiguration')),
    });
    services.tags.deploy(arn, declaredTags(list(resource.property('Tags')).map(object)));
  },
};
