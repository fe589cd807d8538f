import type { DeclaredResource } from '../template';
import { identity } from '../template';
import { list, number, object } from './read';
import type { ResourceType } from './resource-type';

/** The version with the greatest weight: two versions are the same definition here. */
const versionOf = (resource: DeclaredResource): string => {
  const preferred = object(resource.property('DeploymentPreference')).StateMachineVersionArn;
  if (preferred !== undefined) return String(preferred);
  const routes = list(resource.property('RoutingConfiguration'))
    .map(object)
    .sort((a, b) => number(b.Weight, 0) - number(a.Weight, 0));
  const [first] = routes;
  if (!first) throw new Error('a state machine alias needs RoutingConfiguration or DeploymentPreference');
  return String(first.StateMachineVersionArn);
};

/** `AWS::StepFunctions::StateMachineAlias`. */
export const stateMachineAlias: ResourceType = {
  phase: 'machine-alias',
  identify: (resource) => {
    const name = String(resource.property('Name') ?? resource.logicalId);
    const arn = `${versionOf(resource).replace(/:[^:]+$/, '')}:${name}`;
    return identity(arn, { Arn: arn });
  },
  bringUp: (resource, services) => services.machines.setAlias(resource.identity().ref, versionOf(resource)),
};
