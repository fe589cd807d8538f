/** Operator → condition key (lower case) → values, any of which may match. */
export type ConditionBlock = Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;

/** Whom a statement of a resource policy is for. */
export interface PrincipalElement {
  /** Account ids, ARNs of roles or users, or `*`. */
  readonly aws: readonly string[];
  /** `events.amazonaws.com` … */
  readonly services: readonly string[];
}

/** One statement of a policy; lists are never empty where they are given. */
export interface Statement {
  /** Where it stands, for whoever has to mend it: `OrderSaga/OrderMachineRoleDefaultPolicy…[0]`. */
  readonly id: string;
  readonly effect: 'Allow' | 'Deny';
  readonly actions?: readonly string[];
  readonly notActions?: readonly string[];
  readonly resources?: readonly string[];
  readonly notResources?: readonly string[];
  /** Only in policies of resources and in trust policies. */
  readonly principal?: PrincipalElement;
  readonly conditions: ConditionBlock;
}
