import { identity } from '../template';
import { keyArn } from './key-arn';
import type { ResourceType } from './resource-type';

/** `AWS::Events::EventBus`: a name that rules and `PutEvents` meet under. */
export const eventBus: ResourceType = {
  phase: 'data',
  identify: (resource) => {
    const { region, accountId } = resource.environment;
    const name = String(resource.property('Name'));
    return identity(name, { Name: name, Arn: `arn:aws:events:${region}:${accountId}:event-bus/${name}` });
  },
  bringUp: () => undefined,
  needs: (resource) => {
    const key = keyArn(resource.property('KmsKeyIdentifier'), resource);
    const by = { service: 'events.amazonaws.com' };
    return key === undefined
      ? []
      : ['kms:Decrypt', 'kms:GenerateDataKey'].map((action) => ({
          by,
          action,
          resource: key,
          context: { 'aws:sourcearn': String(resource.identity().attribute('Arn')) },
          atCreation: false,
        }));
  },
};
