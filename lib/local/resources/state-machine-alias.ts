import type { Route } from '../states';
import { checkRouting } from '../states';
import type { DeclaredResource } from '../template';
import { identity } from '../template';
import { list, number, object } from './read';
import type { ResourceType } from './resource-type';

/** A gradual deployment starts with all of the traffic on the version that it prefers once it is over. */
const routesOf = (resource: DeclaredResource): readonly Route[] => {
  const preferred = object(resource.property('DeploymentPreference')).StateMachineVersionArn;
  if (preferred !== undefined) return [{ stateMachineVersionArn: String(preferred), weight: 100 }];
  const routes = list(resource.property('RoutingConfiguration')).map(object);
  if (routes.length === 0) {
    throw new Error('a state machine alias needs RoutingConfiguration or DeploymentPreference');
  }
  return routes.map(({ StateMachineVersionArn, Weight }) => ({
    stateMachineVersionArn: String(StateMachineVersionArn),
    weight: number(Weight, 0),
  }));
};

const nameOf = (resource: DeclaredResource): string =>
  String(resource.property('Name') ?? resource.logicalId);

/** `AWS::StepFunctions::StateMachineAlias`. */
export const stateMachineAlias: ResourceType = {
  phase: 'machine-alias',
  identify: (resource) => {
    const [route] = routesOf(resource);
    const arn = `${String(route?.stateMachineVersionArn).replace(/:[^:]+$/, '')}:${nameOf(resource)}`;
    return identity(arn, { Arn: arn });
  },
  bringUp: (resource, services) => {
    const routingConfiguration = routesOf(resource);
    checkRouting(routingConfiguration, (arn) => services.machines.version(arn) !== undefined);
    const description = resource.property('Description');
    const creationDate = services.now();
    services.machines.deployAlias({
      arn: resource.identity().ref,
      name: nameOf(resource),
      ...(description === undefined ? {} : { description: String(description) }),
      routingConfiguration,
      creationDate,
      updateDate: creationDate,
    });
  },
};
