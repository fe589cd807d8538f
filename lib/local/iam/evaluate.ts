import { conditionsHold } from './conditions';
import type { RequestContext } from './context-keys';
import type { PrincipalElement, Statement } from './statement';
import { matchesArn, matchesLike } from './variables';

/** Who asks: a role by its ARN, or a service of AWS by its name. */
export type Principal =
  | { readonly kind: 'role'; readonly arn: string }
  | { readonly kind: 'service'; readonly service: string };

/** One thing that somebody wants to do. */
export interface AccessRequest {
  readonly principal: Principal;
  /** `dynamodb:PutItem`. */
  readonly action: string;
  /** An ARN, or `*` for actions that know no resources. */
  readonly resource: string;
  readonly context: RequestContext;
}

/** The policies that have a say. */
export interface Policies {
  /** Of the principal. */
  readonly identity: readonly Statement[];
  /** Of the resource; undefined when it has none. */
  readonly resource: readonly Statement[] | undefined;
  /**
   * Whether the resource's own policy has to allow it: a KMS key is closed unless its policy opens it, for the account
   * (then the identity policies decide) or for the principal.
   */
  readonly resourceDecides?: boolean;
}

export interface Decision {
  readonly allowed: boolean;
  /** Statements each of which it would be denied without; empty when it is denied, or there are others that would do. */
  readonly needed: readonly Statement[];
  /** Why it is denied, as AWS words it. */
  readonly because: 'explicit-identity' | 'explicit-resource' | 'no-identity' | 'no-resource' | undefined;
}

const actionMatches = (patterns: readonly string[], action: string): boolean =>
  patterns.some((pattern) => matchesLike(pattern.toLowerCase(), action.toLowerCase(), {}));

/** An ARN with fewer than six parts means any of those that are missing. Source: IAM user guide, "Resource". */
const completed = (pattern: string): string =>
  pattern + ':*'.repeat(Math.max(0, 6 - pattern.split(':').length));

const resourceMatches = (patterns: readonly string[], request: AccessRequest): boolean =>
  patterns.some(
    (pattern) => pattern === '*' || matchesArn(completed(pattern), request.resource, request.context),
  );

const accountIn = (arn: string): string => arn.split(':')[4] ?? '';

/**
 * Step Functions comes under its name in a region as well. Source: CreateStateMachine's own message, which speaks of "the
 * global service principal" and "the regional one".
 */
const globalName = (service: string): string =>
  service.replace(/^states\.[a-z0-9-]+\.amazonaws\.com$/, 'states.amazonaws.com');

/** How a statement's principal names the one who asks: itself, or the account it belongs to. */
const principalMatch = (
  element: PrincipalElement,
  principal: Principal,
): 'itself' | 'account' | undefined => {
  if (principal.kind === 'service') {
    const named = element.services.some((service) => globalName(service) === principal.service);
    return named || element.services.includes(principal.service) || element.aws.includes('*')
      ? 'itself'
      : undefined;
  }
  const { arn } = principal;
  const account = accountIn(arn);
  if (element.aws.some((one) => one === '*' || one === arn)) return 'itself';
  return element.aws.some((one) => one === account || one === `arn:aws:iam::${account}:root`)
    ? 'account'
    : undefined;
};

/** Whether the statement speaks of this request, whoever asks. */
const applies = (statement: Statement, request: AccessRequest): boolean => {
  const { actions, notActions, resources, notResources, conditions } = statement;
  if (actions && !actionMatches(actions, request.action)) return false;
  if (notActions && actionMatches(notActions, request.action)) return false;
  if (resources && !resourceMatches(resources, request)) return false;
  if (notResources && resourceMatches(notResources, request)) return false;
  return conditionsHold(conditions, request.context);
};

const denied = (because: NonNullable<Decision['because']>): Decision => ({
  allowed: false,
  needed: [],
  because,
});

/** All groups together allow it; of each group one statement would do. */
const allowedBy = (...groups: readonly (readonly Statement[])[]): Decision => ({
  allowed: true,
  needed: groups.flatMap((group) => (group.length === 1 ? group : [])),
  because: undefined,
});

/**
 * Decides one request within one account. An explicit Deny wins; otherwise one Allow is needed, of the principal's own
 * policies or of the resource's. A service has no policies of its own, so the resource's have to allow it.
 * Source: IAM user guide, "Policy evaluation logic".
 */
export const evaluate = (request: AccessRequest, policies: Policies): Decision => {
  const identity = policies.identity.filter((statement) => applies(statement, request));
  const resource = (policies.resource ?? []).flatMap((statement) => {
    const match = statement.principal && principalMatch(statement.principal, request.principal);
    return match && applies(statement, request) ? [{ statement, match }] : [];
  });
  if (identity.some(({ effect }) => effect === 'Deny')) return denied('explicit-identity');
  if (resource.some(({ statement }) => statement.effect === 'Deny')) return denied('explicit-resource');
  const byIdentity = identity.filter(({ effect }) => effect === 'Allow');
  const byResource = resource.filter(({ statement }) => statement.effect === 'Allow');
  const direct = byResource.filter(({ match }) => match === 'itself').map(({ statement }) => statement);
  if (policies.resourceDecides) {
    if (direct.length > 0) return allowedBy(direct);
    if (byResource.length === 0) return denied('no-resource');
    if (byIdentity.length === 0) return denied('no-identity');
    return allowedBy(
      byIdentity,
      byResource.map(({ statement }) => statement),
    );
  }
  if (direct.length + byIdentity.length > 0) return allowedBy([...byIdentity, ...direct]);
  return denied(request.principal.kind === 'service' ? 'no-resource' : 'no-identity');
};
