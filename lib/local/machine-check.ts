import { DefinitionError, type StateMachineDefinition } from '../asl';
import type { Guard } from './guard';
import { ServiceError } from './http';
import { type Integrations, integratedTasks } from './integrations';
import type { Mocks } from './mocks';
import type { StateMachine } from './states';

export interface MachineCheckOptions {
  readonly integrations: Integrations;
  readonly mocks: Mocks;
  readonly guard: Guard;
}

/** What of a machine its definition is checked by. */
export type DefinedMachine = Pick<StateMachine, 'name' | 'roleArn'>;

/** What it takes to make a rule of EventBridge, as AWS tries it when the machine is created. */
const RULE_OPERATIONS = ['PutTargets', 'PutRule', 'DescribeRule'];

/**
 * What is looked at when a machine is created, beside its language: that its integrations run here or are mocked, and that
 * its role may make the rules that they need.
 * @throws ServiceError `InvalidDefinition`, `AccessDeniedException`
 */
export const checkMachine = (
  { name, roleArn }: DefinedMachine,
  definition: StateMachineDefinition,
  { integrations, mocks, guard }: MachineCheckOptions,
): void => {
  const rules = managedRules(definition, integrations, (state) => mocks.knows(name, state));
  for (const Name of rules) {
    for (const operation of RULE_OPERATIONS) {
      const denial = guard.asRole(roleArn, { service: 'events', operation, input: { Name } });
      if (!denial) continue;
      const what = `'${roleArn}' is not authorized to create managed-rule.`;
      throw new ServiceError('AccessDeniedException', `${what} (${denial.message})`);
    }
  }
};

const managedRules = (
  definition: StateMachineDefinition,
  integrations: Integrations,
  mocked: (state: string) => boolean,
): ReadonlySet<string> => {
  try {
    const tasks = integratedTasks(definition, { integrations, mocked });
    return new Set(tasks.flatMap(({ integration }) => integration.managedRule ?? []));
  } catch (error) {
    if (!(error instanceof DefinitionError)) throw error;
    throw new ServiceError('InvalidDefinition', `Invalid State Machine Definition: '${error.message}'`);
  }
};
