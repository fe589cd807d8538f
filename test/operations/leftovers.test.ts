import {
  CloudFormationClient,
  ListStackResourcesCommand,
  ListStacksCommand,
  type StackResourceSummary,
  type StackSummary,
} from '@aws-sdk/client-cloudformation';
import { mockClient } from 'aws-sdk-client-mock';
import { listLeftovers } from '../../lib/operations';

const cloudformation = mockClient(CloudFormationClient);
const client = new CloudFormationClient({ region: 'eu-west-1' });
const at = new Date('2026-11-24T10:00:00Z');

const stack = (
  StackName: string,
  generation: number,
  StackStatus: StackSummary['StackStatus'],
): StackSummary => ({
  StackName,
  StackId: `arn:${StackName}/${generation}`,
  StackStatus,
  CreationTime: at,
  DeletionTime: at,
});

const resource = (
  LogicalResourceId: string,
  type: string,
  ResourceStatus: StackResourceSummary['ResourceStatus'],
): StackResourceSummary => ({
  LogicalResourceId,
  PhysicalResourceId: `${LogicalResourceId}-1`,
  ResourceType: `AWS::${type}`,
  ResourceStatus,
  LastUpdatedTimestamp: at,
});

/** Two generations of one stack that were deleted, one whose first create failed, and one of somebody else. */
beforeEach(() => {
  cloudformation.reset();
  cloudformation.on(ListStacksCommand).callsFake(({ NextToken }: { NextToken?: string }) =>
    NextToken === undefined
      ? {
          StackSummaries: [stack('Parcel', 1, 'DELETE_COMPLETE'), stack('Other', 1, 'DELETE_COMPLETE')],
          NextToken: '2',
        }
      : {
          StackSummaries: [stack('Parcel', 2, 'DELETE_COMPLETE'), stack('Parcel-b', 1, 'ROLLBACK_COMPLETE')],
        },
  );
  const of: Readonly<Record<string, readonly StackResourceSummary[]>> = {
    'arn:Parcel/1': [
      resource('Log', 'DynamoDB::GlobalTable', 'DELETE_SKIPPED'),
      resource('Rule', 'Events::Rule', 'DELETE_COMPLETE'),
    ],
    'arn:Parcel/2': [
      resource('Errors', 'SQS::Queue', 'DELETE_SKIPPED'),
      // It went with its function, and the version of a machine stays with it.
      resource('V1', 'Lambda::Version', 'DELETE_SKIPPED'),
      resource('V2', 'StepFunctions::StateMachineVersion', 'DELETE_SKIPPED'),
    ],
    'arn:Parcel-b/1': [resource('Ledger', 'DynamoDB::GlobalTable', 'DELETE_SKIPPED')],
  };
  cloudformation.on(ListStackResourcesCommand).callsFake(({ StackName, NextToken }) => {
    const all = of[StackName] ?? [];
    return NextToken === undefined
      ? { StackResourceSummaries: all.slice(0, 1), ...(all.length > 1 ? { NextToken: '2' } : {}) }
      : { StackResourceSummaries: all.slice(1) };
  });
});

it('lists what deleted and rolled-back stacks left behind, each generation of them', async () => {
  const left = await listLeftovers(client, (name) => name.startsWith('Parcel'));
  expect(left.map(({ stackName, type, name }) => [stackName, type, name])).toEqual([
    ['Parcel', 'AWS::DynamoDB::GlobalTable', 'Log-1'],
    ['Parcel', 'AWS::SQS::Queue', 'Errors-1'],
    ['Parcel-b', 'AWS::DynamoDB::GlobalTable', 'Ledger-1'],
  ]);
  expect(left[0]?.since).toBe('2026-11-24T10:00:00.000Z');
});

it('asks about no stack of anybody else, and about none that lives', async () => {
  await listLeftovers(client, (name) => name.startsWith('Parcel'));
  expect(
    new Set(
      cloudformation.commandCalls(ListStackResourcesCommand).map(({ args }) => args[0].input.StackName),
    ),
  ).toEqual(new Set(['arn:Parcel/1', 'arn:Parcel/2', 'arn:Parcel-b/1']));
  expect(cloudformation.commandCalls(ListStacksCommand)[0]?.args[0].input.StackStatusFilter).toEqual([
    'DELETE_COMPLETE',
    'ROLLBACK_COMPLETE',
    'ROLLBACK_FAILED',
  ]);
});
