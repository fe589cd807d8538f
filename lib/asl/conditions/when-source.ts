import type { SagaDefinition, SagaStep } from '../../saga';
import { checkExpression } from './check-expression';
import { conditionSource } from './condition-source';
import { groundAt } from './ground';

/**
 * What the state machine asks, as JSONata over `$input` and `$results` that is always true or false. One that was written
 * as text is asked only where its values have the types that it needs.
 */
export const whenSource = (definition: SagaDefinition, step: SagaStep): string => {
  if (step.when === undefined) return 'true';
  if (typeof step.when !== 'string') return `(${conditionSource(step.when)})`;
  const { guards } = checkExpression(step.when, groundAt(definition, step));
  return [...guards.map((guard) => `(${guard})`), `((${step.when}) = true)`].join(' and ');
};
