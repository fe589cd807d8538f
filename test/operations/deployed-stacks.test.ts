import {
  CloudFormationClient,
  DescribeStacksCommand,
  GetTemplateCommand,
  type Stack,
  UpdateTerminationProtectionCommand,
} from '@aws-sdk/client-cloudformation';
import { mockClient } from 'aws-sdk-client-mock';
import { lossesOfDeploying, unprotectFailedCreate } from '../../lib/operations';

const cloudformation = mockClient(CloudFormationClient);
const client = new CloudFormationClient({ region: 'eu-west-1' });
const kept = { Resources: { Table: { Type: 'AWS::DynamoDB::Table', DeletionPolicy: 'Retain' } } };
const disposable = { Resources: { Table: { Type: 'AWS::DynamoDB::Table' } } };

const deployed = (stack: Partial<Stack> | undefined, body = JSON.stringify(kept)): void => {
  cloudformation.reset();
  if (stack === undefined) {
    cloudformation.on(DescribeStacksCommand).rejects(new Error('Stack with id S-prod does not exist'));
  } else {
    const Stacks = [
      { StackName: 'S-prod', CreationTime: new Date(0), StackStatus: 'CREATE_COMPLETE', ...stack },
    ];
    cloudformation.on(DescribeStacksCommand).resolves({ Stacks: Stacks as Stack[] });
  }
  cloudformation.on(GetTemplateCommand).resolves({ TemplateBody: body });
  cloudformation.on(UpdateTerminationProtectionCommand).resolves({});
};

const losses = (terminationProtection: boolean, template = kept as object) =>
  lossesOfDeploying(client, { stackName: 'S-prod', terminationProtection, template });

it('compares with the template that is deployed', async () => {
  deployed({});
  expect(await losses(false)).toEqual([]);
  expect(await losses(false, disposable)).toEqual([
    {
      stackName: 'S-prod',
      resource: 'Table',
      type: 'AWS::DynamoDB::Table',
      what: 'it is deleted with its stack from now on',
    },
  ]);
});

it('sees that the stack itself would lose its protection', async () => {
  deployed({ EnableTerminationProtection: true });
  expect(await losses(true)).toEqual([]);
  expect((await losses(false)).map(({ what }) => what)).toEqual([
    'its termination protection is switched off',
  ]);
});

it.each([
  ['is not there', undefined],
  ['was never created', { StackStatus: 'ROLLBACK_COMPLETE' as const }],
  ['is only announced', { StackStatus: 'REVIEW_IN_PROGRESS' as const }],
])('a stack that %s loses nothing', async (_, stack) => {
  deployed(stack && { ...stack, EnableTerminationProtection: true });
  expect(await losses(false, disposable)).toEqual([]);
});

it('does not compare with what it cannot read, and does not take a denial for an empty account', async () => {
  deployed({}, 'Resources:');
  await expect(losses(true)).rejects.toThrow('the template of stack S-prod is no JSON');
  cloudformation.on(DescribeStacksCommand).rejects(new Error('not authorized to perform DescribeStacks'));
  await expect(losses(true)).rejects.toThrow('not authorized');
});

it('a create that was rolled back can be repeated: the stack may be deleted then, and only then', async () => {
  const tried: string[] = [];
  for (const StackStatus of [
    'ROLLBACK_COMPLETE',
    'ROLLBACK_FAILED',
    'CREATE_COMPLETE',
    'UPDATE_ROLLBACK_COMPLETE',
  ] as const) {
    deployed({ StackStatus, EnableTerminationProtection: true });
    if (await unprotectFailedCreate(client, 'S-prod')) tried.push(StackStatus);
    const calls = cloudformation
      .commandCalls(UpdateTerminationProtectionCommand)
      .map(({ args }) => args[0].input);
    expect(calls).toEqual(
      tried.includes(StackStatus) ? [{ StackName: 'S-prod', EnableTerminationProtection: false }] : [],
    );
  }
  expect(tried).toEqual(['ROLLBACK_COMPLETE', 'ROLLBACK_FAILED']);
  deployed({ StackStatus: 'ROLLBACK_COMPLETE', EnableTerminationProtection: false });
  expect(await unprotectFailedCreate(client, 'S-prod')).toBe(false);
  deployed(undefined);
  expect(await unprotectFailedCreate(client, 'S-prod')).toBe(false);
});
