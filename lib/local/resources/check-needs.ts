import { type AccessControl, type AccessDenial, type Principal, queueAccess } from '../iam';
import type { DeclaredResource } from '../template';
import type { Need, ResourceType } from './resource-type';

/** What an encrypted resource asks of whoever uses it, for its key. Source: the services' pages on encryption. */
const KEY_ACTIONS: Readonly<Record<string, readonly string[]>> = {
  'sns:Publish': ['kms:GenerateDataKey', 'kms:Decrypt'],
  'dynamodb:GetRecords': ['kms:Decrypt'],
};

/** A stream is encrypted as its table is. */
const tableOf = (arn: string): string => arn.replace(/\/stream\/.*$/, '');

/** What a need comes to: the right itself, and to the key of what is encrypted. */
const accessesOf = (need: Need, resource: DeclaredResource, access: AccessControl) => {
  const context = need.context ?? {};
  const [service, action = ''] = need.action.split(':');
  const { region } = resource.environment;
  if (service === 'sqs') {
    return queueAccess(action, need.resource, { region, keyOf: (arn) => access.keyOf(arn) }, context);
  }
  const key = access.keyOf(tableOf(need.resource));
  const forKey = key === undefined ? [] : (KEY_ACTIONS[need.action] ?? []);
  return [
    { action: need.action, resource: need.resource, context },
    ...forKey.map((keyAction) => ({ action: keyAction, resource: key as string, context })),
  ];
};

/** The resource that the service acts for; a trust policy may ask for it. */
const arnOf = (resource: DeclaredResource): string | undefined => {
  const { ref, attribute } = resource.identity();
  const arn = ref.startsWith('arn:') ? ref : attribute('Arn');
  return arn === undefined ? undefined : String(arn);
};

const callerOf = (need: Need, access: AccessControl): Principal | undefined =>
  'service' in need.by ? { kind: 'service', service: need.by.service } : access.role(need.by.role);

/** A need that no policy meets. */
export interface UnmetNeed {
  /** `OrderSaga/Alarm…`. */
  readonly where: string;
  readonly need: Need;
  readonly denial: AccessDenial;
}

const denialIn = (
  need: Need,
  resource: DeclaredResource,
  access: AccessControl,
): AccessDenial | undefined => {
  if (need.action !== 'sts:AssumeRole') {
    return access.check(callerOf(need, access), accessesOf(need, resource, access));
  }
  const { by, action, resource: role } = need;
  if (!('service' in by) || access.mayAssume(by.service, role, arnOf(resource))) return undefined;
  return {
    principal: by.service,
    action,
    resource: role,
    message: `The role ${role} cannot be assumed by ${by.service}: its trust policy has to allow it`,
  };
};

/** The needs of a resource that no policy meets. Those that are met count as needing their statement. */
export const unmetNeeds = (
  resource: DeclaredResource,
  type: ResourceType,
  access: AccessControl,
  asked: (need: Need) => boolean = () => true,
): readonly UnmetNeed[] =>
  (type.needs?.(resource, access) ?? []).filter(asked).flatMap((need) => {
    const denial = denialIn(need, resource, access);
    return denial ? [{ where: `${resource.stackName}/${resource.logicalId}`, need, denial }] : [];
  });
