import {
  type CloudFormationClient,
  DescribeStacksCommand,
  GetTemplateCommand,
  UpdateTerminationProtectionCommand,
} from '@aws-sdk/client-cloudformation';
import { SagaError } from '../saga';
import { type DeployableTemplate, type Loss, lossesBetween } from './template-losses';

/** A stack that is about to be deployed. */
export interface StackToDeploy {
  readonly stackName: string;
  /** @default false */
  readonly terminationProtection?: boolean;
  readonly template: DeployableTemplate;
}

/** A loss, and the stack that it would befall. */
export interface StackLoss extends Loss {
  readonly stackName: string;
}

/** Their create was rolled back: nothing runs there, and CloudFormation only lets them be deleted. */
const NEVER_CREATED = ['ROLLBACK_COMPLETE', 'ROLLBACK_FAILED'];
/** There is nothing to compare with. */
const EMPTY = ['REVIEW_IN_PROGRESS', 'DELETE_COMPLETE', ...NEVER_CREATED];

/**
 * What deploying a stack would take from what stands there now under its name.
 * @throws SagaError `UnreadableTemplate`
 */
export const lossesOfDeploying = async (
  client: CloudFormationClient,
  { stackName, terminationProtection, template }: StackToDeploy,
): Promise<readonly StackLoss[]> => {
  const deployed = await describe(client, stackName);
  if (deployed === undefined || EMPTY.includes(deployed.status)) return [];
  const losses = lossesBetween(await templateOf(client, stackName), template);
  const own: readonly Loss[] =
    deployed.isProtected && !terminationProtection
      ? [{ type: 'AWS::CloudFormation::Stack', what: 'its termination protection is switched off' }]
      : [];
  return [...own, ...losses].map((loss) => ({ stackName, ...loss }));
};

/**
 * Lets a stack be deleted whose create was rolled back: the CDK deletes it before it creates it again, and cannot while
 * it is protected.
 * @returns whether there was anything to do
 */
export const unprotectFailedCreate = async (
  client: CloudFormationClient,
  stackName: string,
): Promise<boolean> => {
  const deployed = await describe(client, stackName);
  if (!deployed?.isProtected || !NEVER_CREATED.includes(deployed.status)) return false;
  await client.send(
    new UpdateTerminationProtectionCommand({ StackName: stackName, EnableTerminationProtection: false }),
  );
  return true;
};

const describe = async (
  client: CloudFormationClient,
  stackName: string,
): Promise<{ readonly status: string; readonly isProtected: boolean } | undefined> => {
  try {
    const { Stacks } = await client.send(new DescribeStacksCommand({ StackName: stackName }));
    const [stack] = Stacks ?? [];
    return (
      stack && { status: stack.StackStatus ?? '', isProtected: stack.EnableTerminationProtection === true }
    );
  } catch (error) {
    if (error instanceof Error && /does not exist/.test(error.message)) return undefined;
    throw error;
  }
};

const templateOf = async (client: CloudFormationClient, stackName: string): Promise<DeployableTemplate> => {
  const { TemplateBody = '' } = await client.send(
    new GetTemplateCommand({ StackName: stackName, TemplateStage: 'Original' }),
  );
  try {
    return JSON.parse(TemplateBody) as DeployableTemplate;
  } catch {
    throw new SagaError(
      'UnreadableTemplate',
      `the template of stack ${stackName} is no JSON, so it was not deployed from here: choose another stage, or delete it`,
    );
  }
};
