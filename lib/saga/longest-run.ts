import type { SagaDefinition, SagaElement, SagaStep } from './definition';
import { COMPENSATION_TIMEOUT_SECONDS } from './limits';
import { actionRetry, longestDelays, mostAttempts, PERSISTENT } from './retry-policy';
import { compensatableElements, stepsOfElement } from './steps';

/**
 * The longest time an execution can take, in seconds: every attempt of every step up to its timeout, every wait at
 * its longest, then the whole chain of compensations with its parks. After that, a saga that is not over needs help.
 */
export const longestRunSeconds = (definition: SagaDefinition): number => {
  const forward = definition.steps.reduce((sum, element) => sum + slowest(element, actionSeconds), 0);
  const backward = compensatableElements(definition).reduce(
    (sum, element) => sum + slowest(element, () => 2 * persistentSeconds),
    0,
  );
  const parks = definition.steps.length * persistentSeconds;
  return Math.ceil(forward + Math.max(backward, parks));
};

const slowest = (element: SagaElement, seconds: (step: SagaStep) => number): number =>
  Math.max(...stepsOfElement(element).map(seconds));

const actionSeconds = (step: SagaStep): number => {
  const rules = actionRetry(step);
  // A queue step waits once; before that only the send is retried, which takes seconds.
  const attempts = step.via === 'queue' ? 1 : mostAttempts(rules);
  return attempts * step.timeoutSeconds + longestDelays(rules);
};

const persistentSeconds = mostAttempts(PERSISTENT) * COMPENSATION_TIMEOUT_SECONDS + longestDelays(PERSISTENT);
