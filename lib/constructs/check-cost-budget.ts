import { Stack, Token } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';
import type { StateMachineDefinition } from '../asl';
import { type CostBudget, estimate, exceeds, readMachine, sagaProfiles, type Workload } from '../cost';
import { type SagaDefinition, SagaError } from '../saga';

/** The region whose prices count while a stack does not say where it will stand. */
const DEFAULT_REGION = 'us-east-1';

/** What a saga may cost, and for which workload. */
export interface SagaCostBudget extends CostBudget {
  /** @default - 10,000 executions a month, nothing fails; see `DEFAULT_WORKLOAD` */
  readonly workload?: Partial<Workload>;
}

/**
 * Fails the synthesis of a saga that would cost more than it may.
 * @throws SagaError `CostBudgetExceeded` with the amount and the largest lever
 */
export const checkCostBudget = (
  scope: IConstruct,
  definition: SagaDefinition,
  asl: StateMachineDefinition,
  budget: SagaCostBudget,
): void => {
  const { region } = Stack.of(scope);
  const found = estimate({
    name: `saga ${definition.name}`,
    machine: readMachine(asl),
    region: Token.isUnresolved(region) ? DEFAULT_REGION : region,
    workload: { profiles: sagaProfiles(definition), ...budget.workload },
  });
  const reason = exceeds(found, budget);
  if (reason !== undefined) throw new SagaError('CostBudgetExceeded', reason);
};
