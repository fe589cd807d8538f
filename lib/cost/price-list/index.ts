import { SagaError } from '../../saga';
import { CLOUDWATCH_PRICES, DYNAMODB_PRICES, LOGS_PRICES, SQS_PRICES, XRAY_PRICES } from './data-services';
import { DURABLE_PRICES, LAMBDA_PRICES } from './lambda';
import { flat, type Price, type PriceKey } from './price';
import { REGIONS_WITHOUT_PRICE, STEP_FUNCTIONS_PRICES } from './step-functions';

export { charge, flat, type Price, type PriceKey, type Tier, unitUsd } from './price';
export type { Source } from './sources';
export { FREE_TRANSITIONS_PER_MONTH, REGIONS_WITHOUT_PRICE } from './step-functions';

/** All prices that are known. What is not in it has no price: it is never guessed. */
export const PRICE_LIST: readonly Price[] = [
  ...STEP_FUNCTIONS_PRICES,
  ...LAMBDA_PRICES,
  ...DURABLE_PRICES,
  ...DYNAMODB_PRICES,
  ...SQS_PRICES,
  ...LOGS_PRICES,
  ...XRAY_PRICES,
  ...CLOUDWATCH_PRICES,
];

/** The first price of that kind for the region, or for all regions. */
export const findPrice = (prices: readonly Price[], key: PriceKey, region: string): Price | undefined =>
  prices.find((price) => price.key === key && (price.region === region || price.region === '*'));

/** Regions whose transition price is known, sorted. */
export const pricedRegions = (prices: readonly Price[]): readonly string[] =>
  [...new Set(prices.filter((price) => price.key === 'stateTransition').map((price) => price.region))].sort();

/**
 * The transition price of the region. Without one, `assumedUsd` (per transition) is taken and marked; without that
 * throws `SagaError` UnknownRegion with the regions there are.
 */
export const transitionPrice = (prices: readonly Price[], region: string, assumedUsd?: number): Price => {
  const price = findPrice(prices, 'stateTransition', region);
  if (price) return price;
  if (assumedUsd !== undefined) {
    return {
      key: 'stateTransition',
      region,
      unit: 'state transition',
      tiers: flat(assumedUsd),
      source: { what: '--assume-price', date: 'now' },
      assumed: 'given with --assume-price',
    };
  }
  const known = pricedRegions(prices).join(', ');
  const why = REGIONS_WITHOUT_PRICE.includes(region)
    ? 'its transition price is not known'
    : 'no such region is known';
  throw new SagaError(
    'UnknownRegion',
    `Region ${region}: ${why}; give one with --assume-price, or take one of ${known}`,
  );
};
