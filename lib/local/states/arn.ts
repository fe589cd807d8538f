import { ServiceError } from '../http';

const ARN = /^arn:[^:]*:([^:]*):[^:]*:[^:]*:([^:]+):(.+)$/;

const invalidArn = (why: string): ServiceError => new ServiceError('InvalidArn', `Invalid Arn: '${why}'`);

/**
 * What stands behind the type in an ARN of Step Functions.
 * @param types resource types that the operation takes
 * @throws ServiceError `InvalidArn`, in the words of AWS
 */
export const resourceIn = (arn: unknown, ...types: readonly string[]): string => {
  const [, service, type = '', rest = ''] = ARN.exec(String(arn)) ?? [];
  if (!String(arn).startsWith('arn:')) throw invalidArn(`Invalid ARN prefix: ${String(arn)}`);
  if (service !== 'states') throw invalidArn(`Invalid ARN: ${String(arn)}`);
  if (!types.includes(type)) throw invalidArn(`Resource type not valid in this context: ${type}`);
  return rest;
};

const ROLE = /^arn:[^:]+:iam::\d{12}:role\/.+$/;

/** @throws ServiceError `InvalidArn` for what is no role */
export const checkRoleArn = (arn: string): void => {
  if (!arn.startsWith('arn:')) throw invalidArn(`Invalid ARN prefix: ${arn}`);
  if (!ROLE.test(arn)) throw invalidArn(`Resource type not valid in this context: ${arn}`);
};

/** The machine of a version, an alias or the machine itself, and what is asked of it. */
export const machineOf = (arn: string): { readonly machineArn: string; readonly qualifier?: string } => {
  const [name = '', qualifier] = resourceIn(arn, 'stateMachine').split(':');
  const machineArn = `${arn.split(':').slice(0, 6).join(':')}:${name}`;
  return qualifier === undefined ? { machineArn } : { machineArn, qualifier };
};
