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
  whenName,
} from '../saga';

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
    [whenName(name), { kind: 'forward', from: name }],
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
