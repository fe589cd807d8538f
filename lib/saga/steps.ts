import type { SagaDefinition, SagaElement, SagaStep } from './definition';

export type StepType = 'compensatable' | 'pivot' | 'retriable';

/** The steps of an element: itself, or the members of a group. */
export const stepsOfElement = (element: SagaElement): readonly SagaStep[] =>
  element.kind === 'parallel' ? element.steps : [element];

/** All steps in the order of the definition, groups flattened. */
export const flatSteps = (definition: SagaDefinition): readonly SagaStep[] =>
  definition.steps.flatMap(stepsOfElement);

export const hasCompensation = (step: SagaStep): step is SagaStep<string, string, string> =>
  step.compensation !== undefined;

/** Elements that are undone when the saga fails. */
export const compensatableElements = (definition: SagaDefinition): readonly SagaElement[] =>
  definition.steps.filter((element) => stepsOfElement(element).every(hasCompensation));

/** Steps that are retried until they succeed, or parked. */
export const retriableSteps = (definition: SagaDefinition): readonly SagaStep[] =>
  flatSteps(definition).filter((step) => !hasCompensation(step));

/** The point of no return is derived: the last element with a compensation; for a group, each of its steps. */
export const stepType = (definition: SagaDefinition, name: string): StepType => {
  const elements = compensatableElements(definition);
  const pivot = elements[elements.length - 1];
  if (pivot && stepsOfElement(pivot).some((step) => step.name === name)) return 'pivot';
  return elements.some((element) => stepsOfElement(element).some((step) => step.name === name))
    ? 'compensatable'
    : 'retriable';
};

/** The element that holds the step. */
export const elementOf = (definition: SagaDefinition, name: string): SagaElement | undefined =>
  definition.steps.find((element) => stepsOfElement(element).some((step) => step.name === name));

export const findStep = (definition: SagaDefinition, name: string): SagaStep | undefined =>
  flatSteps(definition).find((step) => step.name === name);

/** True when a conditional step, or one in a group, may have been skipped before `element` is entered. */
export const mayHaveSkippedBefore = (definition: SagaDefinition, element: SagaElement): boolean =>
  definition.steps
    .slice(0, definition.steps.indexOf(element))
    .some((earlier) => stepsOfElement(earlier).some((step) => step.when !== undefined));

/** Conditional steps whose skipping the handlers of `name` are the first to be able to record: those right before it. */
export const conditionalStepsRightBefore = (
  definition: SagaDefinition,
  name: string,
): readonly SagaStep[] => {
  const element = elementOf(definition, name);
  const found: SagaStep[] = [];
  for (let index = definition.steps.indexOf(element as SagaElement) - 1; index >= 0; index--) {
    const steps = stepsOfElement(definition.steps[index] as SagaElement);
    found.unshift(...steps.filter((step) => step.when !== undefined));
    if (steps.some((step) => step.when === undefined)) break;
  }
  return found;
};

/** Names of all commands: each action, each compensation. */
export const commandNames = (definition: SagaDefinition): readonly string[] =>
  flatSteps(definition).flatMap((step) => (step.compensation ? [step.name, step.compensation] : [step.name]));

/** Names of the participants, in the order in which they first appear. */
export const participantNames = (definition: SagaDefinition): readonly string[] => [
  ...new Set(flatSteps(definition).map((step) => step.by)),
];
