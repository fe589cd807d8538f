import {
  compensatableElements,
  flatSteps,
  hasCompensation,
  parkName,
  retriableSteps,
  type SagaDefinition,
  stateName,
  stepsOfElement,
  undoGroupName,
} from '../../lib/saga';

export type Direction = { readonly kind: 'backward' } | { readonly kind: 'forward'; readonly from: string };

/** State name → which way an execution was going when it entered that state; other states say nothing. */
const signs = (definition: SagaDefinition): ReadonlyMap<string, Direction> => {
  const backward = flatSteps(definition)
    .filter(hasCompensation)
    .flatMap(({ compensation }) => [stateName(compensation), parkName(compensation)]);
  const undoGroups = compensatableElements(definition)
    .filter((element) => element.kind === 'parallel')
    .map((element) => undoGroupName(stepsOfElement(element)));
  const forward = retriableSteps(definition).flatMap(({ name }): [string, Direction][] => [
    [stateName(name), { kind: 'forward', from: name }],
    [parkName(name), { kind: 'forward', from: name }],
  ]);
  return new Map([
    ...[...backward, ...undoGroups].map((name): [string, Direction] => [name, { kind: 'backward' }]),
    ...forward,
  ]);
};

/**
 * Which way a dead execution has to be finished, from the states it entered, newest first. Past the pivot it goes forward;
 * everything else is undone. The events of the log do not decide: they lag behind.
 */
export const directionOf = async (
  definition: SagaDefinition,
  statesEntered: AsyncIterable<string>,
): Promise<Direction> => {
  const known = signs(definition);
  for await (const state of statesEntered) {
    const direction = known.get(state);
    if (direction) return direction;
  }
  return { kind: 'backward' };
};

/** The retriable steps from `from` on, in order. */
export const retriableFrom = (definition: SagaDefinition, from: string): readonly string[] => {
  const names = retriableSteps(definition).map(({ name }) => name);
  return names.slice(Math.max(0, names.indexOf(from)));
};

/** Conditional steps up to the pivot that an execution past it never entered. */
export const skippedIn = async (
  definition: SagaDefinition,
  statesEntered: AsyncIterable<string>,
): Promise<readonly string[]> => {
  const entered = new Set<string>();
  for await (const state of statesEntered) entered.add(state);
  return flatSteps(definition)
    .filter((step) => hasCompensation(step) && step.when !== undefined && !entered.has(stateName(step.name)))
    .map(({ name }) => name);
};
