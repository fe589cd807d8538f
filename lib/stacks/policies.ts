import { CfnOutput, type Stack } from 'aws-cdk-lib/core';
import { type Saga, SagaPolicies } from '../constructs';

/** Policies to attach to whoever starts or operates the saga of a stack. */
export const addPolicies = (stack: Stack, saga: Saga): void => {
  const { starter, operator } = new SagaPolicies(stack, 'Policies', saga);
  new CfnOutput(stack, 'StarterPolicyArn', { value: starter.managedPolicyArn });
  new CfnOutput(stack, 'OperatorPolicyArn', { value: operator.managedPolicyArn });
};
