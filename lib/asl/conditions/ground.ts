import { elementOf, flatSteps, type SagaDefinition, type SagaStep, stepsOfElement } from '../../saga';
import type { Ground } from './findings';
import { shapeOf } from './schema-fields';

/** Where the condition of a step may look. Members of a group do not see each other's results. */
export const groundAt = (definition: SagaDefinition, step: SagaStep): Ground => {
  const element = elementOf(definition, step.name);
  const before = definition.steps
    .slice(0, element ? definition.steps.indexOf(element) : 0)
    .flatMap(stepsOfElement);
  return {
    input: shapeOf(definition.input, 'input'),
    results: new Map(before.map(({ name, result }) => [name, shapeOf(result, 'output')])),
    later: new Set(
      flatSteps(definition)
        .filter((one) => !before.includes(one))
        .map(({ name }) => name),
    ),
  };
};
