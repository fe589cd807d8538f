import type { SagaItems } from './saga-profiles';

const ONE = { records: 1 } as const;
/** One that is listed by its customer. */
const LISTED = { records: 1, indexed: 1 } as const;
/** One with a number of its own. */
const NUMBERED = { records: 1, sequences: 1 } as const;

/**
 * Saga name → what a usual request changes, for the estimate: two products in an order; a room, a car and a seat for a
 * trip; and what each step, and the rule of each compensation, writes into the books. A saga that is not here is taken
 * to change nothing but its ledgers.
 */
export const TYPICAL_ITEMS: Readonly<Record<string, SagaItems>> = {
  order: {
    counters: { 'remove-product-from-stock': 2 },
    books: {
      'place-order': LISTED,
      'process-payment': ONE,
      'refund-payment': ONE,
      'generate-invoice': NUMBERED,
      'cancel-invoice': NUMBERED,
      'ship-order': ONE,
      'confirm-order': LISTED,
      'notify-customer': ONE,
    },
  },
  travel: {
    counters: { 'reserve-hotel': 1, 'rent-car': 1, 'book-flight': 1 },
    books: {
      'reserve-hotel': ONE,
      'rent-car': ONE,
      'book-flight': ONE,
      'buy-travel-insurance': ONE,
      'buy-baggage-insurance': ONE,
      'confirm-itinerary': { records: 2 },
    },
  },
};
