import { handler } from '../../../lambdas/travel/insurances';
import { context, mockedAws } from '../support/mocked-aws';
import { travelCommands, validTrip } from '../support/travel';

const aws = mockedAws();
const results = { 'reserve-hotel': {}, 'book-flight': {} };

describe('buy-travel-insurance', () => {
  const buy = (nights: number) =>
    handler(
      travelCommands({ ...validTrip, hotel: { ...validTrip.hotel, nights } }).action('buy-travel-insurance', {
        results,
      }),
      context,
    );

  it.each([1, 60])('insures a trip of %i nights', async (nights) => {
    expect(await buy(nights)).toEqual({ policy: 'TRV-s-1' });
    expect(aws.ledgerItem()).toMatchObject({ pk: 'travel/s-1/buy-travel-insurance', state: 'DONE' });
    expect(aws.records()).toMatchObject({
      'booking#TRV-s-1': { trip: 's-1', kind: 'travel-insurance', status: 'BOOKED' },
    });
    expect(aws.ledgerItem()).toMatchObject({ records: [{ undo: { kind: 'delete' } }] });
  });

  it('does not insure 61', async () => {
    await expect(buy(61)).rejects.toMatchObject({
      name: 'BusinessError',
      message: 'InsuranceRefused: trips over 60 nights are not insured, this one has 61',
    });
    expect(aws.ledgerItem()).toBeUndefined();
  });
});

describe('buy-baggage-insurance', () => {
  const buy = (declaredValue: number) =>
    handler(
      travelCommands({ ...validTrip, insurance: { baggage: { declaredValue } } }).action(
        'buy-baggage-insurance',
        { results },
      ),
      context,
    );

  it.each([1, 500_000])('insures baggage worth %i cents', async (declaredValue) => {
    expect(await buy(declaredValue)).toEqual({ policy: 'BAG-s-1', declaredValue });
    expect(aws.records()).toMatchObject({ 'booking#BAG-s-1': { kind: 'baggage-insurance' } });
  });

  it('does not insure a cent more', async () => {
    await expect(buy(500_001)).rejects.toMatchObject({
      name: 'BusinessError',
      message: 'InsuranceRefused: baggage is insured up to 500000 cents',
    });
  });
});

describe.each(['buy-travel-insurance', 'buy-baggage-insurance'])('the compensation of %s', (step) => {
  it('leaves a tombstone of its own', async () => {
    expect(await handler(travelCommands().compensation(step), context)).toEqual({ state: 'UNDONE' });
    expect(aws.puts().map(({ Item }) => [Item?.pk, Item?.state])).toEqual([[`travel/s-1/${step}`, 'UNDONE']]);
  });

  it('takes the policy out of the books', async () => {
    const id = step === 'buy-travel-insurance' ? 'TRV-s-1' : 'BAG-s-1';
    const wrote = { version: 1, writtenBy: `travel/s-1/${step}` };
    aws.standsThere(`travel/s-1/${step}`, {
      state: 'DONE',
      result: JSON.stringify({ policy: id }),
      records: [{ type: 'booking', id, wrote, undo: { kind: 'delete' } }],
    });
    aws.standsThere(`booking#${id}`, { type: 'booking', id, ...wrote, status: 'BOOKED' });
    expect(await handler(travelCommands().compensation(step), context)).toEqual({ state: 'UNDONE' });
    const [items = []] = aws.transactions();
    expect(items.flatMap(({ Delete }) => Delete?.Key?.pk ?? [])).toEqual([`booking#${id}`]);
  });
});
