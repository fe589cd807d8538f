import { elementOf, type SagaDefinition, type SagaEvent } from '../../saga';

/** Holds each runner of a chain to its order: last to first, the members of a group side by side. */
export interface ChainOrder {
  readonly began: (event: SagaEvent) => void;
  readonly standing: () => unknown;
}

/** A redriver undoes what was parked whenever it can be. */
const ANY_ORDER = new Set(['redrive', 'operator']);

export const chainOrder = (definition: SagaDefinition, blame: (problem: string) => void): ChainOrder => {
  /** Runner → place of the element that it undid last. */
  const reached = new Map<string, number>();
  const begun = new Set<string>();
  return {
    began: ({ step = '', runner }) => {
      // One that comes a second time undoes nothing.
      if (ANY_ORDER.has(runner) || begun.has(`${runner} ${step}`)) return;
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
