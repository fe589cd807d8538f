import { handler } from '../../../lambdas/travel/itineraries';
import { travelSaga } from '../../../lib/sagas';
import { context, mockedAws, NOW } from '../support/mocked-aws';
import { travelCommands, validTrip } from '../support/travel';
import { undoneEvent } from '../support/undone';

const aws = mockedAws();

describe('confirm-itinerary', () => {
  it('names everything that was booked', async () => {
    const results = { 'reserve-hotel': {}, 'book-flight': {}, 'buy-baggage-insurance': {} };
    expect(await handler(travelCommands().action('confirm-itinerary', { results }), context)).toEqual({
      itinerary: 'TRIP-s-1',
      bookings: ['book-flight', 'buy-baggage-insurance', 'reserve-hotel'],
    });
    expect(aws.records()).toMatchObject({
      'itinerary#TRIP-s-1': {
        trip: 's-1',
        bookings: ['book-flight', 'buy-baggage-insurance', 'reserve-hotel'],
        confirmedAt: new Date(NOW).toISOString(),
      },
      'notification#travel-s-1': {
        to: validTrip.traveller.email,
        text: expect.stringContaining('TRIP-s-1'),
        trip: 's-1',
      },
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

describe('a trip that was undone', () => {
  const hear = (done: Readonly<Record<string, unknown>>) =>
    handler(undoneEvent(aws, travelSaga, validTrip, done), context);

  it('is told to a traveller for whom something had been booked', async () => {
    expect(await hear({ 'reserve-hotel': { reservation: 'HOT-s-1' } })).toEqual({ batchItemFailures: [] });
    expect(aws.records()).toMatchObject({
      'notification#travel-s-1@undone': {
        to: validTrip.traveller.email,
        subject: expect.stringContaining('s-1'),
        trip: 's-1',
      },
    });
  });

  it('is nothing to write about before that', async () => {
    expect(await hear({})).toEqual({ batchItemFailures: [] });
    expect(aws.records()).toEqual({});
  });
});
