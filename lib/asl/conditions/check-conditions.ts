import { conditionText, flatSteps, type SagaDefinition, SagaError } from '../../saga';
import { checkCondition } from './check-condition';
import { checkExpression } from './check-expression';
import { groundAt } from './ground';

/** What is wrong with the conditions of a definition, each with its step, its text and the remedy. */
export const conditionFindings = (definition: SagaDefinition): readonly string[] =>
  flatSteps(definition).flatMap((step) => {
    const { when } = step;
    if (when === undefined) return [];
    const ground = groundAt(definition, step);
    const findings =
      typeof when === 'string' ? checkExpression(when, ground).findings : checkCondition(when, ground);
    return findings.map((finding) => `step '${step.name}', when ${conditionText(when)}: ${finding}`);
  });

/**
 * A condition that looks at nothing is false, and its step is skipped in silence: so it is refused.
 * @throws SagaError `InvalidDefinition` with every finding
 */
export const checkConditions = (definition: SagaDefinition): void => {
  const findings = conditionFindings(definition);
  if (findings.length === 0) return;
  throw new SagaError('InvalidDefinition', `saga '${definition.name}' is not valid: ${findings.join('; ')}`);
};
