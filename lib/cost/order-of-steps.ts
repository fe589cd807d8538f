import { elementOf, flatSteps, hasCompensation, type SagaDefinition, stepsOfElement } from '../saga';
import { pascalCase } from './chances';

/** From this chance on a step often says no: one saga in twenty. */
export const OFTEN = 0.05;

/**
 * Warns of steps that others take for final before a step that often says no: what they have seen, and perhaps acted on,
 * is then taken back. The remedy is the order of the steps (the "pessimistic view" of Frank and Zahle, 1998), or a mark.
 * One of the same group counts too: the two happen side by side.
 */
export const warnOfOrder = (
  definition: SagaDefinition,
  /** Command → probability that its participant says no. */
  failure: Readonly<Record<string, number>> = {},
): readonly string[] => {
  const chanceOf = (name: string): number => failure[name] ?? failure[pascalCase(name)] ?? 0;
  const steps = flatSteps(definition);
  return steps
    .filter(({ seen }) => seen === 'final')
    .flatMap((shown) => {
      const own = elementOf(definition, shown.name);
      const behind = definition.steps.slice(own ? definition.steps.indexOf(own) : steps.length);
      return behind
        .flatMap(stepsOfElement)
        .filter((step) => step !== shown && hasCompensation(step) && chanceOf(step.name) >= OFTEN)
        .map(
          ({ name }) =>
            `others take ${shown.name} for final, and ${name} after it says no to ${percent(chanceOf(name))} of ` +
            `the sagas: put ${shown.name} behind it, or let its record be seen as pending`,
        );
    });
};

const percent = (chance: number): string => `${Number((100 * chance).toFixed(1))} %`;
