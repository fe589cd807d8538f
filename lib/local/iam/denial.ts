import type { AccessRequest, Decision, Principal } from './evaluate';

/** Something that was denied. */
export interface AccessDenial {
  /** ARN of the role's session, or the service. */
  readonly principal: string;
  readonly action: string;
  readonly resource: string;
  /** AWS's sentence. */
  readonly message: string;
}

/** Session name under which roles act here. */
const SESSION = 'embedded';

const nameOf = (principal: Principal): string =>
  principal.kind === 'service'
    ? principal.service
    : `${principal.arn.replace(':iam:', ':sts:').replace(':role/', ':assumed-role/')}/${SESSION}`;

const REASONS: Readonly<Record<NonNullable<Decision['because']>, (action: string) => string>> = {
  'explicit-identity': () => 'with an explicit deny in an identity-based policy',
  'explicit-resource': () => 'with an explicit deny in a resource-based policy',
  'no-identity': (action) => `because no identity-based policy allows the ${action} action`,
  'no-resource': (action) => `because no resource-based policy allows the ${action} action`,
};

/** Words a denial as AWS does. SQS writes its actions in lower case. */
export const denialOf = (request: AccessRequest, decision: Decision): AccessDenial => {
  const { action, resource } = request;
  const principal = nameOf(request.principal);
  const worded = action.startsWith('sqs:') ? action.toLowerCase() : action;
  const reason = decision.because === undefined ? '' : ` ${REASONS[decision.because](worded)}`;
  return {
    principal,
    action,
    resource,
    message: `User: ${principal} is not authorized to perform: ${worded} on resource: ${resource}${reason}`,
  };
};
