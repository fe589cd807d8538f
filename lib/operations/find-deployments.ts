import { type CloudFormationClient, paginateDescribeStacks } from '@aws-sdk/client-cloudformation';
import { SagaError } from '../saga';
import { resourcesFromOutputs, type SagaResources } from './saga-resources';

/** Outputs of one stack, by name. */
export interface StackOutputs {
  readonly stackName: string;
  readonly outputs: Readonly<Record<string, string>>;
}

/** The outputs of all stacks that hold a saga, or of the one that is named. */
export const describeSagaStacks = async (
  client: CloudFormationClient,
  stackName?: string,
): Promise<readonly StackOutputs[]> => {
  const found: StackOutputs[] = [];
  for await (const page of paginateDescribeStacks({ client }, stackName ? { StackName: stackName } : {})) {
    for (const stack of page.Stacks ?? []) {
      const outputs = Object.fromEntries(
        (stack.Outputs ?? []).map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue]),
      );
      if (outputs.SagaName !== undefined) found.push({ stackName: stack.StackName ?? '', outputs });
    }
  }
  return found;
};

/** The stacks of one stage; one that says nothing of its stage is of an earlier version, and has none. */
export const stacksOfStage = (stacks: readonly StackOutputs[], stage: string): readonly StackOutputs[] =>
  stacks.filter(({ outputs }) => outputs.SagaStage === stage);

/**
 * Saga name → where it is deployed.
 * @throws SagaError `AmbiguousDeployment` when two stacks hold the same saga, `MissingOutput`
 */
export const deploymentsIn = (stacks: readonly StackOutputs[]): ReadonlyMap<string, SagaResources> => {
  const holders = new Map<string, string>();
  const found = new Map<string, SagaResources>();
  for (const { stackName, outputs } of stacks) {
    const resources = resourcesFromOutputs(outputs);
    const other = holders.get(resources.sagaName);
    if (other !== undefined) {
      throw new SagaError(
        'AmbiguousDeployment',
        `the stacks ${other} and ${stackName} both hold the ${resources.sagaName} saga: name one with --stack` +
          (outputs.SagaStage === undefined ? '' : ', or its stage with --stage'),
      );
    }
    holders.set(resources.sagaName, stackName);
    found.set(resources.sagaName, resources);
  }
  return found;
};
