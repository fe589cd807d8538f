import { handler } from '../../../lambdas/travel/itineraries';
import { context, mockedAws } from '../support/mocked-aws';
import { travelCommands } from '../support/travel';

const aws = mockedAws();

describe('confirm-itinerary', () => {
  it('names everything that was booked', async () => {
    const results = { 'reserve-hotel': {}, 'book-flight': {}, 'buy-baggage-insurance': {} };
    expect(await handler(travelCommands().action('confirm-itinerary', { results }), context)).toEqual({
      itinerary: 'TRIP-s-1',
      bookings: ['book-flight', 'buy-baggage-insurance', 'reserve-hotel'],
    });
  });

  it('logs which insurances were not asked for: it is the next one after them', async () => {
    const skipped = ['rent-car', 'buy-travel-insurance', 'buy-baggage-insurance'];
    const results = { 'reserve-hotel': {}, 'book-flight': {} };
    await handler(travelCommands().action('confirm-itinerary', { results, skipped }), context);
    expect(aws.events()).toEqual([
      'buy-travel-insurance StepSkipped',
      'buy-baggage-insurance StepSkipped',
      'confirm-itinerary StepStarted',
      'confirm-itinerary StepSucceeded',
    ]);
  });
});
