import { compile, placeholderTargets, stateName } from '../../lib/asl';
import { DEMO, type DemoScenario } from '../../lib/cli/demo-scenarios';
import { runLocally } from '../../lib/cli/local-run';
import { type LocalSession, withLocalStack } from '../../lib/cli/local-session';
import { readInput } from '../../lib/cli/read-input';
import {
  type Happening,
  predictTransitions,
  readMachine,
  type SagaItems,
  type Scenario,
  sagaProfiles,
  TYPICAL_ITEMS,
  totalCalls,
} from '../../lib/cost';
import type { FaultRule } from '../../lib/local';
import type { SagaDefinition } from '../../lib/saga';
import { orderSaga, travelSaga } from '../../lib/sagas';
import { testHost } from '../cost/quiet-host';

/** The steps that the input itself makes say no. */
const REFUSED: Readonly<Record<string, string>> = {
  'declined-card': 'process-payment',
  'out-of-stock': 'remove-product-from-stock',
};

/** What an injected fault looks like to the state machine, and whether the function ran. */
const FAULTS: Readonly<Record<string, { readonly error: string; readonly notRun?: true }>> = {
  business: { error: 'BusinessError', notRun: true },
  transient: { error: 'TransientError', notRun: true },
  'crash-before': { error: 'Lambda.TooManyRequestsException', notRun: true },
  'crash-after': { error: 'Lambda.SdkClientException' },
};

const FOR_GOOD = 9;

const scenarioOf = ({ id, faults }: DemoScenario): Scenario => {
  const refused = REFUSED[id];
  const injected = faults.map(({ command, kind, times }): [string, Happening] => {
    const { error, notRun } = FAULTS[kind] as (typeof FAULTS)[string];
    const forEver = kind === 'business' || (times ?? 1) > FOR_GOOD;
    const errors = Array.from({ length: times ?? 1 }, () => error);
    return [
      stateName(command),
      { ...(forEver ? { forEver: error } : { errors }), ...(notRun ? { notRun } : {}) },
    ];
  });
  return {
    ...(refused === undefined ? {} : { [stateName(refused)]: { forEver: 'BusinessError' } }),
    ...Object.fromEntries(injected),
  };
};

/** Calls made on the way of the execution itself: not those of whoever looks on, and not of the redriver after it. */
const countedCalls = ({ stack }: LocalSession): Record<string, number> => {
  const counted: Record<string, number> = {};
  for (const { service, operation, resource, by, count } of stack.calls()) {
    const ofParticipant =
      /(Orders|Payments|Inventory|Invoices|Logistics|Notifications|Hotels|Cars|Flights|Insurances|Itineraries)Function/.test(
        `${by} ${resource}`,
      );
    const ofCommands = by === 'event-source' && resource.includes('Commands');
    const ofMachine = service === 'sqs' && by === 'states';
    const billed = service === 'dynamodb' || service === 'sqs' || service === 'lambda';
    if (!billed || !(ofParticipant || ofCommands || ofMachine)) continue;
    const key = `${service} ${operation}`;
    counted[key] = (counted[key] ?? 0) + count;
  }
  return counted;
};

/** Runs a saga on a fresh stack and counts. */
const count = async (
  definition: SagaDefinition,
  id: string,
  input: unknown,
  faults: readonly FaultRule[] = [],
): Promise<Record<string, number>> => {
  const host = testHost();
  return withLocalStack(host, definition, [], async (session) => {
    for (const fault of faults) session.stack.addFault(fault);
    await runLocally(host, session, definition, { id, input });
    return countedCalls(session);
  });
};

const predict = (
  definition: SagaDefinition,
  scenario: Scenario,
  items: SagaItems,
): Record<string, number> => {
  const { uses } = predictTransitions(readMachine(compile(definition, placeholderTargets)), scenario);
  const { calls } = totalCalls(uses, sagaProfiles(definition, items));
  return Object.fromEntries([...calls].filter(([, number]) => number !== 0));
};

const example = (definition: SagaDefinition, name: string): Promise<unknown> => {
  const host = testHost();
  return readInput(host, definition, `${host.root}/examples/${definition.name}/${name}.json`);
};

describe('predicted calls against those that the embedded endpoints counted', () => {
  const order = orderSaga as SagaDefinition;
  it.each(DEMO.map((scenario) => [scenario.id, scenario] as const))('order: %s', async (id, scenario) => {
    const input = await example(order, scenario.input);
    const { items } = input as { readonly items: readonly { readonly productId: string }[] };
    const counters = { 'remove-product-from-stock': new Set(items.map(({ productId }) => productId)).size };
    const counted = await count(order, id, input, scenario.faults);
    expect(counted).toEqual(predict(order, scenarioOf(scenario), { counters }));
  });

  const travel = travelSaga as SagaDefinition;
  const noCar: Scenario = { WhenRentCar: { takes: ['BookFlight'] } };
  const noExtras: Scenario = {
    ...noCar,
    WhenBuyTravelInsurance: { takes: ['SkipBuyTravelInsurance'] },
    WhenBuyBaggageInsurance: { takes: ['SkipBuyBaggageInsurance'] },
  };
  const trips: readonly (readonly [name: string, file: string, without: readonly string[], Scenario])[] = [
    ['everything', 'valid', [], {}],
    ['without a car', 'valid', ['car'], noCar],
    ['without extras', 'valid', ['car', 'insurance'], noExtras],
    ['hotel sold out', 'hotel-sold-out', [], { ReserveHotel: { forEver: 'BusinessError' } }],
    ['no car left', 'no-car', [], { RentCar: { forEver: 'BusinessError' } }],
    ['flight sold out', 'flight-sold-out', [], { BookFlight: { forEver: 'BusinessError' } }],
  ];
  it.each(trips)('travel: %s', async (_, file, without, scenario) => {
    const whole = (await example(travel, file)) as Record<string, unknown>;
    const input = Object.fromEntries(Object.entries(whole).filter(([key]) => !without.includes(key)));
    const counted = await count(travel, file, input);
    expect(counted).toEqual(predict(travel, scenario, TYPICAL_ITEMS.travel ?? {}));
  });
});
