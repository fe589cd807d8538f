import { type DeclaredResource, identity, physicalName } from '../template';
import { texts } from './read';
import type { ResourceType } from './resource-type';

const LONGEST_NAME = 80;

const nameOf = (resource: DeclaredResource): string =>
  physicalName(resource, 'StateMachineName', LONGEST_NAME);

const definitionOf = (properties: Readonly<Record<string, unknown>>): string => {
  const { DefinitionString, Definition } = properties;
  const text = DefinitionString ?? (Definition === undefined ? undefined : JSON.stringify(Definition));
  if (typeof text !== 'string') {
    throw new Error(
      'a state machine needs DefinitionString or Definition; DefinitionS3Location is not read here',
    );
  }
  return Object.entries(texts(properties.DefinitionSubstitutions)).reduce(
    (definition, [name, value]) => definition.replaceAll(`\${${name}}`, value),
    text,
  );
};

/** `AWS::StepFunctions::StateMachine`. */
export const stateMachine: ResourceType = {
  phase: 'machine',
  identify: (resource) => {
    const { region, accountId } = resource.environment;
    const arn = `arn:aws:states:${region}:${accountId}:stateMachine:${nameOf(resource)}`;
    return identity(arn, { Arn: arn, Name: nameOf(resource), StateMachineRevisionId: 'INITIAL' });
  },
  bringUp: (resource, services) => {
    const properties = resource.properties();
    services.deployMachine({
      arn: resource.identity().ref,
      name: nameOf(resource),
      type: properties.StateMachineType === 'EXPRESS' ? 'EXPRESS' : 'STANDARD',
      roleArn: String(properties.RoleArn ?? ''),
      definition: definitionOf(properties),
      creationDate: services.now(),
    });
  },
};
