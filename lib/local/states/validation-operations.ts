import { type Diagnostic, isError, validateDefinition } from '../../asl';
import type { Operation } from './operation';

/** How many come when `maxResults` is missing or 0. Source: API reference, ValidateStateMachineDefinition. */
const MOST_DIAGNOSTICS = 100;

const told = ({ severity, code, message, location }: Diagnostic) => ({
  severity,
  code,
  message,
  ...(location === undefined ? {} : { location }),
});

/** Warnings come only when they are asked for, and never make it FAIL. */
const validateStateMachineDefinition: Operation = (_context, input) => {
  const type = input.type === 'EXPRESS' ? 'EXPRESS' : 'STANDARD';
  const found = validateDefinition(input.definition as string, { type });
  const asked = input.severity === 'WARNING' ? found : found.filter(isError);
  const most = Number(input.maxResults ?? 0) || MOST_DIAGNOSTICS;
  return {
    result: found.some(isError) ? 'FAIL' : 'OK',
    diagnostics: asked.slice(0, most).map(told),
    truncated: asked.length > most,
  };
};

export const VALIDATION_OPERATIONS: Readonly<Record<string, Operation>> = {
  ValidateStateMachineDefinition: validateStateMachineDefinition,
};
