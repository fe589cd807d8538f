import { Stack, Validations } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';

/** A finding of cdk-nag that stands, and why. */
export const acknowledge = (scope: IConstruct, id: string, reason: string): void =>
  Validations.of(scope).acknowledge({ id, reason });

/** Wildcards in the policies of a role that AWS or the design allows no less than, each by its exact resource. */
export const acknowledgeWildcards = (
  role: IConstruct,
  resources: readonly string[],
  reason: string,
): void => {
  for (const resource of resources) {
    acknowledge(role, `AwsSolutions-IAM5[Resource::${textOf(Stack.of(role).resolve(resource))}]`, reason);
  }
};

/** An ARN as cdk-nag writes it: what is known at deployment only stands in angle brackets. */
const textOf = (value: unknown): string => {
  if (typeof value === 'string') return value;
  const { Ref, 'Fn::GetAtt': attribute, 'Fn::Join': join } = value as Readonly<Record<string, unknown>>;
  if (Array.isArray(join)) return (join[1] as readonly unknown[]).map(textOf).join(String(join[0]));
  if (Array.isArray(attribute)) return `<${attribute.join('.')}>`;
  return `<${String(Ref)}>`;
};

export const WILDCARD_REASONS = {
  stacks: 'stacks can be looked through only as a whole',
  tracing: 'X-Ray has no resources to name',
  machine: 'X-Ray and vended log delivery have no resources to name',
  versions: 'any version of exactly this function: executions under way keep theirs',
  executions: 'executions of exactly this machine: their names are the ids of sagas',
} as const;
