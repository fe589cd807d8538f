import {
  invalidDefinitionMessage,
  isError,
  type StateMachineDefinition,
  validateDefinition,
} from '../../asl';
import { ServiceError } from '../http';
import type { StateMachine } from './machine';

/**
 * Holds a definition against the language, and against the type of the machine.
 * @param prepare gives the definition as it is run
 * @throws ServiceError `InvalidDefinition`, with all that is wrong
 */
export const checkDefinition = (
  prepare: (definition: string) => StateMachineDefinition,
  definition: string,
  type: StateMachine['type'],
): void => {
  const diagnostics = validateDefinition(definition, { type });
  if (diagnostics.some(isError)) {
    throw new ServiceError('InvalidDefinition', invalidDefinitionMessage(diagnostics));
  }
  prepare(definition);
};
