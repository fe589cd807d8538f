import { awsManagedPolicy, isUnknownOfAws } from './aws-managed';
import { type AccessDenial, denialOf } from './denial';
import { type AccessRequest, type Decision, evaluate, type Principal } from './evaluate';
import { PermissionUse, type StatementUse } from './permission-use';
import { readLeniently } from './read-leniently';
import { readPolicy } from './read-policy';
import type { Statement } from './statement';

/** A role as its template declares it. */
interface Role {
  readonly arn: string;
  readonly trust: readonly Statement[];
}

/** Whoever asks; undefined is the account's administrator, whom nothing is denied. */
export type Caller = Principal | undefined;

/** What somebody wants to do, without who it is. */
export type Access = Omit<AccessRequest, 'principal'>;

/** The denials kept. */
const MOST_DENIALS = 1000;

/** A name is used once in an account, whatever the role's path. */
const roleNameIn = (arn: string): string => arn.split('/').at(-1) ?? '';

/**
 * The policies of an account, and what they allow. They may be added in any order.
 *
 * Invariants:
 * 1. What no policy allows is denied; a role that no template declares is not judged (its policies are elsewhere).
 * 2. Every decision is remembered: which statements were needed, and what was denied.
 */
export class AccessControl {
  /** By name. */
  private readonly roles = new Map<string, Role>();
  private readonly inline = new Map<string, readonly Statement[]>();
  private readonly attached = new Map<string, readonly string[]>();
  private readonly managed = new Map<string, readonly Statement[]>();
  private readonly resources = new Map<string, readonly Statement[]>();
  /** Resource → the customer managed key that encrypts it. */
  private readonly keys = new Map<string, string>();
  /** Function → its role. */
  private readonly functions = new Map<string, string>();
  private readonly use = new PermissionUse();
  private readonly denied: AccessDenial[] = [];

  constructor(
    private readonly accountId: string,
    private readonly onDenied: (denial: AccessDenial) => void = () => undefined,
    /** Told of each part of a policy that is not evaluated here, and denies. @default such a policy is refused */
    private readonly onUnknown?: (sentence: string) => void,
  ) {}

  /**
   * The statements of a policy document; `where` names it in messages.
   * @throws Error for what is not evaluated here, unless somebody is to be told of it
   */
  read(document: unknown, where: string): readonly Statement[] {
    const { onUnknown } = this;
    return onUnknown ? readLeniently(document, where, onUnknown) : readPolicy(document, where);
  }

  addRole(arn: string, trust: readonly Statement[]): void {
    this.roles.set(roleNameIn(arn), { arn, trust });
  }

  /** Statements for a role, of a policy inside it or beside it. */
  attach(roleName: string, statements: readonly Statement[]): void {
    add(this.inline, roleName, statements);
    this.use.declare(statements);
  }

  /** A managed policy of the account. */
  addManaged(policyArn: string, statements: readonly Statement[]): void {
    this.managed.set(policyArn, statements);
    this.use.declare(statements);
  }

  attachManaged(roleName: string, policyArn: string): void {
    const { onUnknown } = this;
    if (onUnknown && isUnknownOfAws(policyArn)) {
      onUnknown(
        `${roleName}: the text of AWS's policy ${policyArn} is not known here: it allows nothing here`,
      );
      return;
    }
    add(this.attached, roleName, [policyArn]);
  }

  /** Statements of a resource's own policy. */
  protect(resourceArn: string, statements: readonly Statement[]): void {
    add(this.resources, resourceArn, statements);
    this.use.declare(statements);
  }

  encrypt(resourceArn: string, keyArn: string): void {
    this.keys.set(resourceArn, keyArn);
  }

  /** The key that encrypts a resource; undefined for keys of AWS, which need no permission. */
  keyOf(resourceArn: string): string | undefined {
    return this.keys.get(resourceArn);
  }

  addFunction(functionArn: string, roleArn: string): void {
    this.functions.set(functionArn, roleArn);
  }

  /** The role of a function, as a caller. */
  functionRole(functionArn: string): Caller {
    return this.role(this.functions.get(unqualified(functionArn)));
  }

  /** The role as a caller; undefined, and so not judged, when no template declares it. */
  role(arn: string | undefined): Caller {
    return arn !== undefined && this.roles.has(roleNameIn(arn)) ? { kind: 'role', arn } : undefined;
  }

  /** Whether a service may take a role on, for one of the account's resources. */
  mayAssume(service: string, roleArn: string, sourceArn?: string): boolean {
    const role = this.roles.get(roleNameIn(roleArn));
    if (!role) return true;
    const context = sourceArn === undefined ? {} : { 'aws:sourcearn': sourceArn };
    const request = { action: 'sts:AssumeRole', resource: roleArn, context };
    return evaluate(this.requestOf({ kind: 'service', service }, request), {
      identity: [],
      resource: role.trust,
    }).allowed;
  }

  /**
   * Looks what the policies say, and remembers nothing.
   * @throws Error when a managed policy is not known.
   */
  decide(caller: Principal, access: Access): Decision {
    return evaluate(this.requestOf(caller, access), {
      identity: caller.kind === 'role' ? this.statementsOf(roleNameIn(caller.arn)) : [],
      resource: this.resources.get(access.resource) ?? this.resources.get(unqualified(access.resource)),
      resourceDecides: access.action.startsWith('kms:'),
    });
  }

  /** The first of them that is denied; undefined when all are allowed. */
  check(caller: Caller, accesses: readonly Access[]): AccessDenial | undefined {
    if (caller === undefined) return undefined;
    for (const access of accesses) {
      const decision = this.decide(caller, access);
      if (!decision.allowed) return this.deny(denialOf(this.requestOf(caller, access), decision));
      this.use.allowed(decision.needed);
    }
    return undefined;
  }

  /** What was denied so far, oldest first. */
  denials(): readonly AccessDenial[] {
    return this.denied;
  }

  /** Every statement of every policy, and whether something has needed it. */
  statements(): readonly StatementUse[] {
    return this.use.all();
  }

  private statementsOf(roleName: string): readonly Statement[] {
    const attached = this.attached.get(roleName) ?? [];
    return [...(this.inline.get(roleName) ?? []), ...attached.flatMap((arn) => this.managedPolicy(arn))];
  }

  private managedPolicy(arn: string): readonly Statement[] {
    const statements = this.managed.get(arn) ?? awsManagedPolicy(arn);
    if (statements) return statements;
    if (this.onUnknown) return [];
    throw new Error(`no template declares the policy ${arn}`);
  }

  private deny(denial: AccessDenial): AccessDenial {
    this.denied.push(denial);
    this.onDenied(denial);
    if (this.denied.length > MOST_DENIALS) this.denied.shift();
    return denial;
  }

  private requestOf(principal: Principal, access: Access): AccessRequest {
    const context = this.context(access.context, principal);
    return {
      ...access,
      principal,
      context: saysNoSource(principal, access) ? withoutSource(context) : context,
    };
  }

  /** What every request carries. Loopback speaks no TLS; a client of AWS does, and that is what is played here. */
  private context(own: AccessRequest['context'], principal?: Principal): AccessRequest['context'] {
    return {
      'aws:securetransport': 'true',
      // Whoever a service acts for: no role brings one along.
      ...(principal?.kind === 'service' ? { 'aws:sourceaccount': this.accountId } : {}),
      ...(principal?.kind === 'role' ? { 'aws:principalarn': principal.arn } : {}),
      ...own,
    };
  }
}

/**
 * EventBridge tells a key neither account nor source when it sends to what the key encrypts (SNS developer guide); its bus
 * does.
 */
const saysNoSource = (principal: Principal, { action, context }: Access): boolean =>
  principal.kind === 'service' &&
  principal.service === 'events.amazonaws.com' &&
  action.startsWith('kms:') &&
  context['kms:encryptioncontext:aws:sqs:arn'] !== undefined;

const withoutSource = (context: AccessRequest['context']): AccessRequest['context'] =>
  Object.fromEntries(Object.entries(context).filter(([key]) => !key.startsWith('aws:source')));

/** A function's version or alias has the policy of its function. */
const unqualified = (arn: string): string =>
  arn.replace(/^(arn:[^:]+:lambda:[^:]+:[^:]+:function:[^:]+):.*$/, '$1');

const add = <Value>(map: Map<string, readonly Value[]>, key: string, values: readonly Value[]): void => {
  map.set(key, [...(map.get(key) ?? []), ...values]);
};
