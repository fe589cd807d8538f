import type { SagaItems } from './saga-profiles';

/**
 * Saga name → counters that a usual request changes, for the estimate: two products in an order; a room, a car and a
 * seat for a trip. A saga that is not here is taken to change none.
 */
export const TYPICAL_ITEMS: Readonly<Record<string, SagaItems>> = {
  order: { counters: { 'remove-product-from-stock': 2 } },
  travel: { counters: { 'reserve-hotel': 1, 'rent-car': 1, 'book-flight': 1 } },
};
