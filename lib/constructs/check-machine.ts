import { lintStructure, type StateMachineDefinition } from '../asl';
import { type SagaDefinition, SagaError } from '../saga';

/**
 * Holds a compiled machine to what neither CloudFormation nor Step Functions checks, such as that every step that may
 * have happened is undone. It finds nothing in what `compile` gives; this keeps it so.
 * @throws SagaError `UnsoundStateMachine` with the first finding, and how many more there are
 */
export const checkMachine = (machine: StateMachineDefinition, definition: SagaDefinition): void => {
  const [first, ...more] = lintStructure(machine, definition);
  if (!first) return;
  const others = more.length > 0 ? ` (and ${more.length} more)` : '';
  throw new SagaError(
    'UnsoundStateMachine',
    `the state machine of saga '${definition.name}' is unsound: ${first.state}: ${first.message} [${first.check}]${others}`,
  );
};
