import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { handler as inventory } from '../../lambdas/order/inventory';
import { handler as invoices } from '../../lambdas/order/invoices';
import { handler as logistics } from '../../lambdas/order/logistics';
import { handler as notifications } from '../../lambdas/order/notifications';
import { handler as orders } from '../../lambdas/order/orders';
import { handler as payments } from '../../lambdas/order/payments';
import { handler as cars } from '../../lambdas/travel/cars';
import { handler as flights } from '../../lambdas/travel/flights';
import { handler as hotels } from '../../lambdas/travel/hotels';
import { handler as insurances } from '../../lambdas/travel/insurances';
import { handler as itineraries } from '../../lambdas/travel/itineraries';
import type { ParticipantHandler } from '../../lib/runtime';
import { type Condition, decide, flatSteps } from '../../lib/saga';
import { sagas } from '../../lib/sagas';
import { commandsOf } from '../runtime/support/commands';
import { DynamoDbEndpoint } from '../runtime/support/dynamodb-endpoint';

const participants: Readonly<Record<string, ParticipantHandler>> = {
  orders,
  payments,
  inventory,
  invoices,
  logistics,
  notifications,
  hotels,
  cars,
  flights,
  insurances,
  itineraries,
};

/** Example → where it ends: `step code` of the refusal, or how many steps were carried out. */
const endings: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  order: {
    valid: 'all 6',
    'declined-card': 'process-payment CardDeclined',
    'over-limit': 'process-payment AmountOverLimit',
    'unknown-product': 'remove-product-from-stock UnknownProduct',
    'out-of-stock': 'remove-product-from-stock OutOfStock',
    'address-not-served': 'ship-order AddressNotServed',
  },
  travel: {
    valid: 'all 6',
    'no-car': 'rent-car NoCarLeft',
    'nothing-optional': 'all 3',
    'hotel-sold-out': 'reserve-hotel SoldOut',
    'unknown-hotel': 'reserve-hotel UnknownHotel',
    'unknown-airport': 'book-flight UnknownAirport',
    'flight-sold-out': 'book-flight SoldOut',
    'travel-insurance-refused': 'buy-travel-insurance InsuranceRefused',
    'baggage-insurance-refused': 'buy-baggage-insurance InsuranceRefused',
  },
};

const folder = (saga: string) => join(__dirname, '../../examples', saga);
const cases = Object.entries(endings).flatMap(([saga, examples]) =>
  Object.entries(examples).map(([example, ending]) => [saga, example, ending] as const),
);

/** The handlers on a DynamoDB endpoint, one command after the other: what the business rules say to each example. */
describe('the example', () => {
  let endpoint: DynamoDbEndpoint;
  beforeAll(async () => {
    endpoint = await DynamoDbEndpoint.open();
    Object.assign(process.env, {
      AWS_ENDPOINT_URL: endpoint.url,
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'local',
      AWS_SECRET_ACCESS_KEY: 'local',
      TABLE_NAME: await endpoint.participantTable(),
      SAGA_LOG_TABLE: await endpoint.logTable(),
    });
  });
  beforeEach(() => {
    jest.spyOn(Date, 'now').mockReturnValue(Date.parse('2026-11-24T10:00:05.000Z'));
    jest.spyOn(console, 'log').mockReturnValue();
  });
  afterEach(() => jest.restoreAllMocks());
  afterAll(() => endpoint.close());

  it.each(cases)('%s/%s ends at: %s', async (saga, example, ending) => {
    const definition = sagas[saga];
    if (!definition) throw new Error(`no saga ${saga}`);
    const input = JSON.parse(readFileSync(join(folder(saga), `${example}.json`), 'utf8')) as object;
    const { action } = commandsOf(definition, input);
    const results: Record<string, unknown> = {};
    const skipped: string[] = [];
    let refusal: string | undefined;
    for (const step of flatSteps(definition)) {
      if (step.when !== undefined && !decide(step.when as Condition, { input, results })) {
        skipped.push(step.name);
        continue;
      }
      try {
        const command = action(step.name, { id: example, results, skipped });
        results[step.name] = await participants[step.by]?.(command, {
          getRemainingTimeInMillis: () => 10_000,
        });
      } catch (error) {
        refusal = `${step.name} ${(error as Error).message.split(':')[0]}`;
        break;
      }
    }
    expect(refusal ?? `all ${Object.keys(results).length}`).toBe(ending);
  });

  it.each(Object.keys(endings))('folder of the %s saga holds no other', (saga) => {
    const found = readdirSync(folder(saga)).map((file) => file.replace(/\.json$/, ''));
    expect(found.sort()).toEqual(Object.keys(endings[saga] ?? {}).sort());
  });
});
