import type { ErrorsTools } from '../../lambdas/operations/tools';
import type { StateMachineDefinition } from '../../lib/asl';
import type { OperationPorts } from '../../lib/operations';
import type { MemoryTable, ParticipantPorts } from '../../lib/runtime';
import type { Command, SagaDefinition } from '../../lib/saga';
import type { StackTemplate } from '../stacks/stack-template';

/** What one invocation of a participant is about. */
export interface Invocation {
  readonly definition: SagaDefinition;
  readonly command: Command;
  readonly table: MemoryTable;
}

/**
 * Something wrong with the product, put between it and its ports, into a machine that it compiled, or into a template
 * that it synthesized. Whoever runs the product in a test applies what it meets of one.
 */
export interface Defect {
  readonly participant?: (ports: ParticipantPorts, invocation: Invocation) => ParticipantPorts;
  readonly redriver?: (tools: ErrorsTools) => ErrorsTools;
  readonly sweeper?: (tools: ErrorsTools) => ErrorsTools;
  readonly operations?: (ports: OperationPorts) => OperationPorts;
  readonly machine?: (machine: StateMachineDefinition) => StateMachineDefinition;
  readonly template?: (template: StackTemplate) => StackTemplate;
}

/** Looks for what is wrong, with a defect in place or with none; says what it found. */
export type Check = (defect: Defect) => Promise<readonly string[]>;
