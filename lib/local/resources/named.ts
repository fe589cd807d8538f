import { identity, physicalName } from '../template';
import { keyArn } from './key-arn';
import type { ResourceType } from './resource-type';

const LONGEST_GROUP = 512;

/** `AWS::Logs::LogGroup`: a name that functions write under, if their role may. */
export const logGroup: ResourceType = {
  phase: 'data',
  identify: (resource) => {
    const { region, accountId } = resource.environment;
    const name = physicalName(resource, 'LogGroupName', LONGEST_GROUP);
    return identity(name, { Arn: `arn:aws:logs:${region}:${accountId}:log-group:${name}:*` });
  },
  bringUp: () => undefined,
  // Source: CloudWatch Logs user guide, "Encrypt log data using AWS KMS".
  needs: (resource) => {
    const key = keyArn(resource.property('KmsKeyId'), resource);
    if (key === undefined) return [];
    const by = { service: `logs.${resource.environment.region}.amazonaws.com` };
    const arn = String(resource.identity().attribute('Arn')).replace(/:\*$/, '');
    const context = { 'kms:encryptioncontext:aws:logs:arn': arn };
    return ['kms:Encrypt', 'kms:Decrypt', 'kms:GenerateDataKey'].map((action) => ({
      by,
      action,
      resource: key,
      context,
      atCreation: true,
    }));
  },
};
