import { identity } from '../template';
import type { ResourceType } from './resource-type';

/** `AWS::StepFunctions::StateMachineVersion`: counts from 1 for each machine, in the template's order. */
export const stateMachineVersion: ResourceType = {
  phase: 'machine-version',
  identify: (resource) => {
    const arn = `${String(resource.property('StateMachineArn'))}:${resource.ordinal('StateMachineArn')}`;
    return identity(arn, { Arn: arn });
  },
  bringUp: (resource, services) => {
    const description = resource.property('Description');
    services.machines.deployVersion(
      resource.identity().ref,
      services.now(),
      description === undefined ? undefined : String(description),
    );
  },
};
