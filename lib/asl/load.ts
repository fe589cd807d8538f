import { isError } from './checks/diagnostic';
import { checked, type ValidationOptions } from './checks/validate-definition';
import { DefinitionError } from './definition-error';
import type { StateMachineDefinition } from './types';

/**
 * Reads a definition, as text or as an object, and refuses what CreateStateMachine refuses. Throws DefinitionError, which
 * has all that was found.
 */
export const loadDefinition = (
  source: string | object,
  options: ValidationOptions = {},
): StateMachineDefinition => {
  const { definition, diagnostics } = checked(source, options);
  if (diagnostics.some(isError)) throw DefinitionError.of(diagnostics);
  return definition as StateMachineDefinition;
};
