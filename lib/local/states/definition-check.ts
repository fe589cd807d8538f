import { invalidDefinitionMessage, isError, validateDefinition } from '../../asl';
import { ServiceError } from '../http';
import type { StateMachine } from './machine';

/**
 * Holds a definition against the language and the type of the machine.
 * @throws ServiceError `InvalidDefinition`
 */
export const checkDefinition = ({ definition, type }: Pick<StateMachine, 'definition' | 'type'>): void => {
  const diagnostics = validateDefinition(definition, { type });
  if (diagnostics.some(isError)) {
    throw new ServiceError('InvalidDefinition', invalidDefinitionMessage(diagnostics));
  }
};
