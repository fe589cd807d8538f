import * as z from 'zod/mini';
import { defineSaga, exists, fieldsOf, isTrue, parallel, step } from '../saga';
import { DeadlineSeconds, Identifier } from './fields';

const Airport = z.string().check(z.regex(/^[A-Z]{3}$/));

/** What a traveller asks for: the input of the travel saga. Amounts are in cents. */
export const TravelRequest = z.strictObject({
  traveller: z.strictObject({
    name: z.string().check(z.minLength(1), z.maxLength(200)),
    email: z.string().check(z.minLength(3), z.maxLength(254)),
  }),
  hotel: z.strictObject({ hotelId: Identifier, nights: z.int().check(z.minimum(1), z.maximum(365)) }),
  /** No car is rented unless it is asked for. */
  car: z.optional(z.strictObject({ carClass: Identifier })),
  flight: z.strictObject({ from: Airport, to: Airport }),
  insurance: z.optional(
    z.strictObject({
      travel: z.optional(z.boolean()),
      /** Value of the insured baggage. */
      baggage: z.optional(z.strictObject({ declaredValue: z.int().check(z.minimum(1)) })),
    }),
  ),
  [DeadlineSeconds.field]: DeadlineSeconds.schema,
});
export type TravelRequest = z.infer<typeof TravelRequest>;

const asked = fieldsOf(TravelRequest);

/** A trip: hotel, car, flight and insurances, all of what was asked for, or none of it. */
export const travelSaga = defineSaga({
  name: 'travel',
  version: 1,
  deadline: { hours: 24 },
  input: TravelRequest,
  // Trips are cancelled weeks after they were confirmed; the confirmation stays with the traveller.
  cancellable: 'always',
  steps: [
    step('reserve-hotel', { by: 'hotels', compensation: 'cancel-hotel' }),
    step('rent-car', { by: 'cars', compensation: 'cancel-car', when: exists(asked.car) }),
    step('book-flight', {
      by: 'flights',
      compensation: 'cancel-flight',
      via: 'queue',
      timeout: { minutes: 30 },
    }),
    parallel([
      step('buy-travel-insurance', {
        by: 'insurances',
        compensation: 'cancel-travel-insurance',
        when: isTrue(asked.insurance.travel),
      }),
      step('buy-baggage-insurance', {
        by: 'insurances',
        compensation: 'cancel-baggage-insurance',
        when: exists(asked.insurance.baggage),
      }),
    ]),
    step('confirm-itinerary', { by: 'itineraries' }),
  ],
  records: {
    hotels: { booking: {} },
    cars: { booking: {} },
    flights: { booking: {} },
    insurances: { booking: { deletable: true } },
    itineraries: { itinerary: {}, notification: { published: true } },
  },
  whenUndone: 'itineraries',
});
