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
  return {
    began: ({ step = '', runner }) => {
      if (ANY_ORDER.has(runner)) return;
      const element = elementOf(definition, step);
      const place = element === undefined ? -1 : definition.steps.indexOf(element);
      const last = reached.get(runner) ?? Number.POSITIVE_INFINITY;
      if (place > last) blame(`${runner} undoes ${step} after what came before it`);
      reached.set(runner, Math.min(last, place));
    },
    standing: () => [...reached].toSorted(([a], [b]) => (a < b ? -1 : 1)),
  };
};
