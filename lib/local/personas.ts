import { type AccessControl, readPolicy, type Statement } from './iam';
import type { Environment } from './template';

/** Outputs that name a managed policy for people: `OperatorPolicyArn` is what an operator may. */
const POLICY_OUTPUT = /^(\w+)PolicyArn$/;

/** Ids of access keys that act under such a policy: `as-operator`, `as-operator-OrderSaga`. */
export const KEY_PREFIX = 'as-';

const TRUST: readonly Statement[] = readPolicy(
  { Statement: { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { AWS: '*' } } },
  'persona',
);

/** Whom a client can be here, beside the account's administrator. */
export interface Personas {
  /** `operator` (of all stacks), `operator-OrderSaga`. */
  readonly names: readonly string[];
  /** The role that a key stands for; undefined when it is no persona's. */
  roleOf(accessKeyId: string | undefined): string | undefined;
}

/** The access key id of a persona; its secret may be anything. */
export const personaKey = (name: string): string => `${KEY_PREFIX}${name}`;

/** Makes a role for each managed policy that a stack puts out for people, and one for those of all stacks together. */
export const openPersonas = (
  outputs: Readonly<Record<string, Readonly<Record<string, string>>>>,
  access: AccessControl,
  { accountId }: Environment,
): Personas => {
  const roles = new Map<string, string>();
  const attach = (name: string, policyArn: string): void => {
    const arn = `arn:aws:iam::${accountId}:role/${name}`;
    if (!roles.has(name)) access.addRole(arn, TRUST);
    roles.set(name, arn);
    access.attachManaged(name, policyArn);
  };
  for (const [stackName, values] of Object.entries(outputs)) {
    for (const [output, arn] of Object.entries(values)) {
      const persona = POLICY_OUTPUT.exec(output)?.[1]?.toLowerCase();
      if (persona === undefined) continue;
      attach(persona, arn);
      attach(`${persona}-${stackName}`, arn);
    }
  }
  return {
    names: [...roles.keys()].sort(),
    roleOf: (accessKeyId) =>
      accessKeyId?.startsWith(KEY_PREFIX) ? roles.get(accessKeyId.slice(KEY_PREFIX.length)) : undefined,
  };
};
