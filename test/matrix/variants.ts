import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { flatSteps, type SagaDefinition, type SagaStep } from '../../lib/saga';
import { orderSaga, travelSaga } from '../../lib/sagas';

/** A saga with an input, and the steps that this input asks for. */
export interface Variant {
  readonly name: string;
  readonly definition: SagaDefinition;
  readonly input: unknown;
  readonly skipped: readonly string[];
}

export const root = join(__dirname, '..', '..');

const example = (path: string): Record<string, unknown> =>
  JSON.parse(readFileSync(join(root, 'examples', `${path}.json`), 'utf8')) as Record<string, unknown>;

const valid = example('travel/valid');
const { travel, baggage } = valid.insurance as { readonly travel: boolean; readonly baggage: unknown };

const OPTIONS = {
  'rent-car': { car: valid.car },
  'buy-travel-insurance': { insurance: { travel } },
  'buy-baggage-insurance': { insurance: { baggage } },
} as const;

const travelWith = (name: string, asked: readonly (keyof typeof OPTIONS)[]): Variant => {
  const { car: _car, insurance: _insurance, ...bare } = valid;
  const insurance = Object.assign(
    {},
    ...asked.map((step) => ('insurance' in OPTIONS[step] ? OPTIONS[step].insurance : {})),
  ) as object;
  return {
    name,
    definition: travelSaga,
    input: {
      ...bare,
      ...(asked.includes('rent-car') ? { car: valid.car } : {}),
      ...(Object.keys(insurance).length > 0 ? { insurance } : {}),
    },
    skipped: Object.keys(OPTIONS).filter((step) => !asked.includes(step as keyof typeof OPTIONS)),
  };
};

/** The order saga, and the travel saga with everything asked for, with nothing, and with each option alone. */
export const variants: readonly Variant[] = [
  { name: 'order', definition: orderSaga, input: example('order/valid'), skipped: [] },
  travelWith('everything', ['rent-car', 'buy-travel-insurance', 'buy-baggage-insurance']),
  travelWith('nothing', []),
  travelWith('car', ['rent-car']),
  travelWith('travel-insurance', ['buy-travel-insurance']),
  travelWith('baggage-insurance', ['buy-baggage-insurance']),
];

/** The steps that run when nothing fails. */
export const activeSteps = ({ definition, skipped }: Variant): readonly SagaStep[] =>
  flatSteps(definition).filter(({ name }) => !skipped.includes(name));
