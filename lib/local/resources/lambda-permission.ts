import { parseFunctionName } from '../lambda';
import { identity } from '../template';
import type { ResourceType } from './resource-type';

const SERVICE = /\.amazonaws\.com$/;

/** `AWS::Lambda::Permission`: one statement of a function's own policy. */
export const lambdaPermission: ResourceType = {
  phase: 'data',
  identify: (resource) => identity(`${resource.stackName}-${resource.logicalId}`, {}),
  bringUp: () => undefined,
  declareAccess: (resource, access) => {
    const { Action, FunctionName, Principal, SourceArn, SourceAccount } = resource.properties();
    const { region, accountId } = resource.environment;
    const { name, qualifier } = parseFunctionName(String(FunctionName));
    const arn = `arn:aws:lambda:${region}:${accountId}:function:${name}`;
    const principal = String(Principal);
    access.protect(
      arn,
      access.read(
        {
          Statement: {
            Effect: 'Allow',
            Action,
            Resource: qualifier === undefined ? arn : `${arn}:${qualifier}`,
            Principal: SERVICE.test(principal) ? { Service: principal } : { AWS: principal },
            Condition: {
              ...(SourceArn === undefined ? {} : { ArnLike: { 'aws:SourceArn': SourceArn } }),
              ...(SourceAccount === undefined
                ? {}
                : { StringEquals: { 'aws:SourceAccount': SourceAccount } }),
            },
          },
        },
        `${resource.stackName}/${resource.logicalId}`,
      ),
    );
  },
};
