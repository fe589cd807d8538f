import type { CallNote } from '../../http';
import type { Access } from '../access-control';
import { type AccessOf, type AccessScope, access } from './call-access';
import { cloudformationAccess } from './cloudformation';
import { dynamodbAccess } from './dynamodb';
import { eventsAccess } from './events';
import { lambdaAccess } from './lambda';
import { s3Access } from './s3';
import { snsAccess } from './sns';
import { sqsAccess } from './sqs';
import { statesAccess } from './states';

export type { AccessScope } from './call-access';
export { invokedArn } from './lambda';
export { queueAccess } from './sqs';

/** What the calls of a service need. A new service is a file and a line here. */
const SERVICES: Readonly<Record<string, AccessOf>> = {
  cloudformation: cloudformationAccess,
  dynamodb: dynamodbAccess,
  events: eventsAccess,
  lambda: lambdaAccess,
  s3: s3Access,
  sns: snsAccess,
  sqs: sqsAccess,
  states: statesAccess,
};

/** What the caller of an API has to be allowed. */
export const accessesOf = (
  call: Pick<CallNote, 'service' | 'operation' | 'input'>,
  scope: AccessScope,
): readonly Access[] =>
  SERVICES[call.service]?.(call, scope) ?? [access(`${call.service}:${call.operation}`, '*')];
