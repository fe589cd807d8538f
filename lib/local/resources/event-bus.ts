import { identity } from '../template';
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
};
