import { type IGrantable, type IRole, Policy, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { ArnFormat, Stack } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { acknowledgeWildcards, WILDCARD_REASONS } from './acknowledge';
import type { SagaMachine } from './saga-machine';

/** All executions of a machine: an execution's ARN is known only once it runs. */
export const executionsOf = ({ machine }: SagaMachine): string =>
  Stack.of(machine).formatArn({
    service: 'states',
    resource: 'execution',
    resourceName: `${machine.stateMachineName}:*`,
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });

/** Start executions of these machines, also by their alias: it is authorized by the machine's own ARN. */
export const grantStart = (grantee: IGrantable, machines: readonly SagaMachine[]): void =>
  grant(
    grantee,
    ['states:StartExecution'],
    machines.map(({ arn }) => arn),
  );

/** Read what became of executions. */
export const grantDescribe = (grantee: IFunction, machines: readonly SagaMachine[]): void =>
  grantOnExecutions(grantee, 'states:DescribeExecution', machines);

/** Read which states executions went through. */
export const grantHistory = (grantee: IFunction, machines: readonly SagaMachine[]): void =>
  grantOnExecutions(grantee, 'states:GetExecutionHistory', machines);

const grantOnExecutions = (grantee: IFunction, action: string, machines: readonly SagaMachine[]): void => {
  const executions = machines.map(executionsOf);
  grant(grantee, [action], executions);
  if (grantee.role) acknowledgeWildcards(grantee.role, executions, WILDCARD_REASONS.executions);
};

/**
 * Answer tasks of a machine that also invokes the grantee's function. It is a policy beside the role: within the role's
 * own policy (as `grantTaskResponse` does it) the function would wait for the machine, and the machine for the function.
 */
export const grantTaskAnswers = (scope: Construct, id: string, role: IRole, machine: SagaMachine): void => {
  new Policy(scope, id, {
    roles: [role],
    statements: [
      new PolicyStatement({
        actions: ['states:SendTaskFailure', 'states:SendTaskHeartbeat', 'states:SendTaskSuccess'],
        resources: [machine.arn],
      }),
    ],
  });
};

const grant = (grantee: IGrantable, actions: string[], resources: string[]): void => {
  grantee.grantPrincipal.addToPrincipalPolicy(new PolicyStatement({ actions, resources }));
};
