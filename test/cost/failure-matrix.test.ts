import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compile, placeholderTargets, stateName } from '../../lib/asl';
import { type Happening, predictTransitions, readMachine, type Scenario } from '../../lib/cost';
import { flatSteps, hasCompensation, type SagaDefinition, type SagaStep } from '../../lib/saga';
import { orderSaga, travelSaga } from '../../lib/sagas';
import { engineFor } from './run-on-engine';

/** What goes wrong at a state, as Step Functions names it. */
const FAULTS: readonly (readonly [name: string, happening: Happening])[] = [
  ['business', { forEver: 'BusinessError' }],
  ['transient once', { errors: ['TransientError'] }],
  ['transient for good', { forEver: 'TransientError' }],
  ['throttled once', { errors: ['Lambda.TooManyRequestsException'] }],
  ['throttled for good', { forEver: 'Lambda.TooManyRequestsException' }],
  ['reply lost once', { errors: ['Lambda.SdkClientException'] }],
  ['reply lost for good', { forEver: 'Lambda.SdkClientException' }],
  ['timeout once', { errors: ['States.Timeout'] }],
  ['timeout for good', { forEver: 'States.Timeout' }],
  [
    'throttled, then lost, then transient',
    { errors: ['Lambda.TooManyRequestsException', 'Lambda.SdkClientException', 'TransientError'] },
  ],
];

const example = (name: string): Record<string, unknown> =>
  JSON.parse(readFileSync(join(__dirname, '../../examples', `${name}.json`), 'utf8'));

const trip = example('travel/valid');
const { car, insurance, ...bare } = trip;

/** A saga, an input, and the choices that the input leads to. */
const CASES: readonly {
  readonly name: string;
  readonly definition: SagaDefinition;
  readonly input: unknown;
  readonly choices: Scenario;
}[] = [
  { name: 'order', definition: orderSaga as SagaDefinition, input: example('order/valid'), choices: {} },
  {
    name: 'trip with everything',
    definition: travelSaga as SagaDefinition,
    input: { ...bare, car, insurance },
    choices: {},
  },
  {
    name: 'trip without a car',
    definition: travelSaga as SagaDefinition,
    input: { ...bare, insurance },
    choices: { WhenRentCar: { takes: ['BookFlight'] } },
  },
  {
    name: 'trip without extras',
    definition: travelSaga as SagaDefinition,
    input: bare,
    choices: {
      WhenRentCar: { takes: ['BookFlight'] },
      WhenBuyTravelInsurance: { takes: ['SkipBuyTravelInsurance'] },
      WhenBuyBaggageInsurance: { takes: ['SkipBuyBaggageInsurance'] },
    },
  },
];

const isAsked = (step: SagaStep, choices: Scenario): boolean => !(`When${stateName(step.name)}` in choices);

describe.each(CASES)('$name: every case of the failure matrix', ({ definition, input, choices }) => {
  const asl = compile(definition, placeholderTargets);
  const machine = readMachine(asl);
  const run = engineFor(asl);
  const steps = flatSteps(definition).filter((step) => isAsked(step, choices));

  const agree = async (scenario: Scenario): Promise<void> => {
    const predicted = predictTransitions(machine, { ...choices, ...scenario });
    const ran = await run(scenario, input);
    expect({ transitions: predicted.transitions, status: predicted.status }).toEqual({
      transitions: ran.transitions,
      status: ran.status,
    });
  };

  it('nothing fails', () => agree({}));

  const single = steps.flatMap((step) =>
    FAULTS.map(([fault, happening]) => [step.name, fault, happening] as const),
  );
  it.each(single)('%s: %s', (command, _, happening) => agree({ [stateName(command)]: happening }));

  const turning = steps.filter(hasCompensation).at(-1);
  const undone = flatSteps(definition)
    .filter(hasCompensation)
    .flatMap(({ compensation }) =>
      FAULTS.map(([fault, happening]) => [compensation, fault, happening] as const),
    );
  it.each(undone)(`${turning?.name} is refused, and %s: %s`, (command, _, happening) =>
    agree({
      [stateName(turning?.name ?? '')]: { forEver: 'BusinessError' },
      [stateName(command)]: happening,
    }));
});
