import { GetCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { cars, rooms, seats } from '../../../lambdas/travel/capacities';
import { handler as carsHandler } from '../../../lambdas/travel/cars';
import { handler as flights } from '../../../lambdas/travel/flights';
import { handler as hotels } from '../../../lambdas/travel/hotels';
import type { ParticipantHandler } from '../../../lib/runtime';
import type { TravelRequest } from '../../../lib/sagas';
import { cancelled, context, mockedAws } from '../support/mocked-aws';
import { travelCommands, validTrip } from '../support/travel';

const aws = mockedAws();

interface Case {
  readonly step: string;
  readonly handler: ParticipantHandler;
  readonly input: (name: string) => TravelRequest;
  readonly counter: (name: string) => string;
  readonly capacities: Readonly<Record<string, number>>;
  readonly unknown: readonly [name: string, code: string];
  readonly soldOut: string;
  readonly answer: (name: string) => object;
  readonly booking: { readonly key: string; readonly kind: string };
}

const cases: readonly Case[] = [
  {
    step: 'reserve-hotel',
    handler: hotels,
    input: (hotelId) => ({ ...validTrip, hotel: { hotelId, nights: 3 } }),
    counter: (hotelId) => `counter/rooms/${hotelId}`,
    capacities: rooms,
    unknown: ['nowhere', 'UnknownHotel'],
    soldOut: 'SoldOut',
    answer: (hotelId) => ({ reservation: 'HOT-s-1', hotelId, nights: 3 }),
    booking: { key: 'booking#HOT-s-1', kind: 'hotel' },
  },
  {
    step: 'rent-car',
    handler: carsHandler,
    input: (carClass) => ({ ...validTrip, car: { carClass } }),
    counter: (carClass) => `counter/cars/${carClass}`,
    capacities: cars,
    unknown: ['tank', 'UnknownCarClass'],
    soldOut: 'NoCarLeft',
    answer: (carClass) => ({ rental: 'CAR-s-1', carClass }),
    booking: { key: 'booking#CAR-s-1', kind: 'car' },
  },
  {
    step: 'book-flight',
    handler: flights,
    input: (route) => {
      const [from = '', to = ''] = route.split('-');
      return { ...validTrip, flight: { from, to } };
    },
    counter: (route) => `counter/seats/${route}`,
    capacities: seats,
    unknown: ['BER-ATH', 'NoSuchRoute'],
    soldOut: 'SoldOut',
    answer: (route) => ({ booking: 'FLT-s-1', route }),
    booking: { key: 'booking#FLT-s-1', kind: 'flight' },
  },
];

describe.each(cases)('$step', (one) => {
  const { step, handler, input, counter, capacities, unknown, soldOut, answer, booking } = one;
  const [name = ''] = Object.keys(capacities);
  const book = (of: string) =>
    handler(travelCommands(input(of)).action(step, { results: { 'reserve-hotel': {} } }), context);

  it.each(Object.entries(capacities))('takes one of %s, of which there are %i', async (of, capacity) => {
    const outcome = await book(of).catch((error: Error) => error);
    const [items] = aws.transactions();
    expect(items).toHaveLength(3);
    expect(items?.[0]?.Put?.Item).toMatchObject({ pk: `travel/s-1/${step}`, state: 'DONE' });
    expect(items?.[1]?.Update).toMatchObject({
      Key: { pk: counter(of) },
      ExpressionAttributeValues: { ':take': 1, ':capacity': capacity },
    });
    expect(outcome).toEqual(answer(of));
  });

  it('writes the booking under its confirmation number, and what cancels it', async () => {
    await book(name);
    expect(aws.records()).toMatchObject({
      [booking.key]: {
        trip: 's-1',
        kind: booking.kind,
        traveller: validTrip.traveller.name,
        status: 'BOOKED',
      },
    });
    expect(aws.ledgerItem()).toMatchObject({
      records: [{ undo: { kind: 'set', set: { status: 'CANCELLED' } } }],
    });
  });

  it('refuses what there is not', async () => {
    const [of, code] = unknown;
    await expect(book(of)).rejects.toMatchObject({
      name: 'BusinessError',
      message: expect.stringMatching(new RegExp(`^${code}: `)),
    });
    expect(aws.transactions()).toEqual([]);
  });

  it('says when all are taken', async () => {
    aws.dynamoDb.on(TransactWriteCommand).rejects(cancelled('None', 'ConditionalCheckFailed'));
    aws.dynamoDb.on(GetCommand, { Key: { pk: counter(name) } }).resolves({ Item: { available: 0 } });
    await expect(book(name)).rejects.toMatchObject({
      name: 'BusinessError',
      message: expect.stringMatching(new RegExp(`^${soldOut}: .*asked for 1, 0 available$`)),
    });
  });

  it('gives back what its ledger says, and nothing else', async () => {
    aws.standsThere(`travel/s-1/${step}`, {
      state: 'DONE',
      result: '{}',
      effects: [{ counter: 'what/was-taken', take: 1, capacity: 5 }],
    });
    await handler(travelCommands().compensation(step), context);
    const [items] = aws.transactions();
    expect(items?.slice(1).map(({ Update }) => [Update?.Key?.pk, Update?.ExpressionAttributeValues])).toEqual(
      [['counter/what/was-taken', { ':take': 1 }]],
    );
  });
});

describe('book-flight', () => {
  it.each([
    ['from', { from: 'XXX', to: 'LIS' }],
    ['to', { from: 'BER', to: 'XXX' }],
  ])('knows no airport XXX to fly %s', async (_way, flight) => {
    const command = travelCommands({ ...validTrip, flight }).action('book-flight', {
      results: { 'reserve-hotel': {} },
    });
    await expect(flights(command, context)).rejects.toMatchObject({
      message: 'UnknownAirport: there is no airport XXX on this network',
    });
  });
});

describe('rent-car', () => {
  it('is not carried out for a trip that asks for no car', async () => {
    const { car: _none, ...trip } = validTrip;
    const command = travelCommands(trip).action('rent-car', { results: { 'reserve-hotel': {} } });
    await expect(carsHandler(command, context)).rejects.toMatchObject({
      message: expect.stringMatching(/^NotAskedFor: /),
    });
    expect(aws.transactions()).toEqual([]);
  });
});
