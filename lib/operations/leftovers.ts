import {
  type CloudFormationClient,
  paginateListStackResources,
  paginateListStacks,
} from '@aws-sdk/client-cloudformation';

/** A resource that outlived its stack. */
export interface Leftover {
  readonly stackName: string;
  readonly type: string;
  /** As its service knows it: a table's name, a queue's URL, an ARN. */
  readonly name: string;
  /** ISO 8601: when CloudFormation left it behind. */
  readonly since: string;
}

/** Nothing of these stacks runs any more. CloudFormation shows a deleted one for 90 days. */
const GONE = ['DELETE_COMPLETE', 'ROLLBACK_COMPLETE', 'ROLLBACK_FAILED'] as const;

/** Versions have no life of their own: they are there as long as their function or machine is. */
const isVersion = (type: string): boolean => type.endsWith('Version');

/** What stacks left behind that were deleted, or whose create was rolled back. */
export const listLeftovers = async (
  client: CloudFormationClient,
  isAskedFor: (stackName: string) => boolean,
): Promise<readonly Leftover[]> => {
  const left: Leftover[] = [];
  for await (const { StackSummaries } of paginateListStacks({ client }, { StackStatusFilter: [...GONE] })) {
    for (const { StackName = '', StackId = '' } of StackSummaries ?? []) {
      if (isAskedFor(StackName)) left.push(...(await leftBy(client, StackName, StackId)));
    }
  }
  return left;
};

/** By its id: the name may be that of a stack which was created again. */
const leftBy = async (
  client: CloudFormationClient,
  stackName: string,
  stackId: string,
): Promise<readonly Leftover[]> => {
  const left: Leftover[] = [];
  for await (const page of paginateListStackResources({ client }, { StackName: stackId })) {
    for (const one of page.StackResourceSummaries ?? []) {
      const { ResourceType: type = '', PhysicalResourceId: name = '' } = one;
      if (one.ResourceStatus !== 'DELETE_SKIPPED' || isVersion(type)) continue;
      left.push({ stackName, type, name, since: one.LastUpdatedTimestamp?.toISOString() ?? '' });
    }
  }
  return left;
};
