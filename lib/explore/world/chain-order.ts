import { type Command, elementOf, type SagaDefinition } from '../../saga';

/**
 * Holds each execution to the order of its chain: last to first, the members of a group side by side. What comes late, or
 * is redriven after it was parked, is no part of the order.
 */
export interface ChainOrder {
  /** A machine has sent a command. */
  readonly sent: (command: Command) => void;
  readonly standing: () => unknown;
}

export const chainOrder = (definition: SagaDefinition, blame: (problem: string) => void): ChainOrder => {
  /** Runner → place of the element that it undid last. */
  const reached = new Map<string, number>();
  const begun = new Set<string>();
  return {
    sent: ({ step: { name: step, runner, phase } }) => {
      if (phase !== 'compensation') return;
      begun.add(`${runner} ${step}`);
      const element = elementOf(definition, step);
      const place = element === undefined ? -1 : definition.steps.indexOf(element);
      const last = reached.get(runner) ?? Number.POSITIVE_INFINITY;
      if (place > last) blame(`${runner} undoes ${step} after what came before it`);
      reached.set(runner, Math.min(last, place));
    },
    standing: () => [...begun].toSorted(),
  };
};
