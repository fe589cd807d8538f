import { DefinitionError, type StateMachineDefinition } from '../../asl';
import { ServiceError } from '../http';
import { expressFindings } from './express-definition';
import type { StateMachine } from './machine';

const invalid = (why: string): ServiceError =>
  new ServiceError('InvalidDefinition', `Invalid State Machine Definition: '${why}'`);

/**
 * Holds a definition against the language, and against the type of the machine.
 * @param prepare gives the definition as it is run, or throws DefinitionError
 * @throws ServiceError `InvalidDefinition`
 */
export const checkDefinition = (
  prepare: (definition: string) => StateMachineDefinition,
  definition: string,
  type: StateMachine['type'],
): void => {
  const prepared = preparedBy(prepare, definition);
  const refused = type === 'EXPRESS' ? expressFindings(prepared) : [];
  if (refused.length > 0) {
    const findings = refused.map(
      ({ message, location }) => `SCHEMA_VALIDATION_FAILED: ${message} at ${location}`,
    );
    throw invalid(findings.join(', '));
  }
};

const preparedBy = (
  prepare: (definition: string) => StateMachineDefinition,
  definition: string,
): StateMachineDefinition => {
  try {
    return prepare(definition);
  } catch (error) {
    throw error instanceof DefinitionError ? invalid(error.message) : error;
  }
};
