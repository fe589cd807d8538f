import { parseFunctionName } from '../lambda';
import { type DeclaredResource, identity } from '../template';
import { functionArn } from './lambda-function';
import type { ResourceType } from './resource-type';

const functionOf = (resource: DeclaredResource): string =>
  parseFunctionName(String(resource.property('FunctionName'))).name;

/** `AWS::Lambda::Version`: counts from 1 for each function, in the template's order. */
export const lambdaVersion: ResourceType = {
  phase: 'version',
  identify: (resource) => {
    const version = String(resource.ordinal('FunctionName'));
    const arn = `${functionArn(resource, functionOf(resource))}:${version}`;
    return identity(arn, { Version: version, FunctionArn: arn });
  },
  bringUp: (resource, services) =>
    services.lambda.publishVersion(functionOf(resource), String(resource.identity().attribute('Version'))),
};
