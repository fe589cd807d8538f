import { parseFunctionName } from '../lambda';
import { identity } from '../template';
import { functionArn } from './lambda-function';
import type { ResourceType } from './resource-type';

/** `AWS::Lambda::Alias`; weights between versions are left out, both are the same bundle here. */
export const lambdaAlias: ResourceType = {
  phase: 'alias',
  identify: (resource) => {
    const { name } = parseFunctionName(String(resource.property('FunctionName')));
    const arn = `${functionArn(resource, name)}:${String(resource.property('Name'))}`;
    return identity(arn, { AliasArn: arn });
  },
  bringUp: (resource, services) =>
    services.lambda.setAlias(
      String(resource.property('FunctionName')),
      String(resource.property('Name')),
      String(resource.property('FunctionVersion')),
    ),
};
