import { flat, type Price } from './price';
import {
  POWER_TUNING,
  PRICE_LIST_2026_08_18,
  PRICE_LIST_2026_08_31,
  PRICE_LIST_SAO_PAULO,
  PRICING_PAGE,
  type Source,
} from './sources';

/**
 * Standard workflows, USD per 1,000 state transitions. China is left out: its figure is in a currency that the
 * source does not state.
 */
const TRANSITIONS: readonly (readonly [region: string, usdPerThousand: number, source: Source])[] = [
  ['us-east-1', 0.025, PRICE_LIST_2026_08_31],
  ['ap-southeast-1', 0.025, PRICE_LIST_2026_08_31],
  ['eu-west-3', 0.0297, PRICE_LIST_2026_08_18],
  ['sa-east-1', 0.0375, PRICE_LIST_SAO_PAULO],
  ['us-east-2', 0.025, PRICING_PAGE],
  ['us-west-2', 0.025, PRICING_PAGE],
  ['ca-central-1', 0.025, PRICING_PAGE],
  ['eu-west-1', 0.025, PRICING_PAGE],
  ['eu-central-1', 0.025, PRICING_PAGE],
  ['eu-west-2', 0.025, PRICING_PAGE],
  ['eu-north-1', 0.025, PRICING_PAGE],
  ['ap-northeast-1', 0.025, PRICING_PAGE],
  ['ap-southeast-2', 0.025, PRICING_PAGE],
  ['us-west-1', 0.0279, PRICING_PAGE],
  ['us-gov-east-1', 0.03, PRICING_PAGE],
  ['us-gov-west-1', 0.03, PRICING_PAGE],
  ['ap-northeast-2', 0.0271, PRICING_PAGE],
  ['ap-south-1', 0.0285, PRICING_PAGE],
  ['ap-east-1', 0.0275, POWER_TUNING],
  ['af-south-1', 0.02975, POWER_TUNING],
  ['eu-south-1', 0.02625, POWER_TUNING],
  ['me-south-1', 0.0275, POWER_TUNING],
];

/** Regions in which the Express figures themselves were seen; they were the same in all of them. */
const EXPRESS_SEEN: ReadonlyMap<string, Source> = new Map([
  ['us-east-1', PRICE_LIST_2026_08_31],
  ['ap-southeast-1', PRICE_LIST_2026_08_31],
  ['eu-west-3', PRICE_LIST_2026_08_18],
  ['sa-east-1', PRICE_LIST_SAO_PAULO],
]);

const EXPRESS_ASSUMED = 'taken as in us-east-1: equal in the four regions where it was seen';

/** Express duration: USD per GB-second, by GB-seconds a month. */
const EXPRESS_TIERS = [
  { upTo: 3_600_000, usd: 0.00001667 },
  { upTo: 18_000_000, usd: 0.00000833 },
  { upTo: Number.POSITIVE_INFINITY, usd: 0.00000456 },
];

const express = (region: string): readonly Price[] => {
  const seen = EXPRESS_SEEN.get(region);
  const rest = {
    region,
    source: seen ?? PRICE_LIST_2026_08_31,
    ...(seen === undefined ? { assumed: EXPRESS_ASSUMED } : {}),
  };
  return [
    { key: 'expressRequest', unit: 'request', tiers: flat(0.000001), ...rest },
    { key: 'expressGbSecond', unit: 'GB-second', tiers: EXPRESS_TIERS, ...rest },
  ];
};

export const STEP_FUNCTIONS_PRICES: readonly Price[] = TRANSITIONS.flatMap(
  ([region, usdPerThousand, source]) => [
    {
      key: 'stateTransition',
      unit: 'state transition',
      region,
      tiers: flat(usdPerThousand / 1000),
      source,
    },
    ...express(region),
  ],
);

/** State transitions that an account has free each month, in all its machines together; the offer does not expire. */
export const FREE_TRANSITIONS_PER_MONTH = 4_000;

/** Regions that exist, but for which no transition price is known in USD. */
export const REGIONS_WITHOUT_PRICE: readonly string[] = [
  'cn-north-1',
  'cn-northwest-1',
  'ap-northeast-3',
  'ap-south-2',
  'ap-southeast-3',
  'ap-southeast-4',
  'ap-southeast-5',
  'ap-southeast-6',
  'ap-southeast-7',
  'ap-east-2',
  'ca-west-1',
  'eu-central-2',
  'eu-south-2',
  'il-central-1',
  'me-central-1',
  'mx-central-1',
  'eusc-de-east-1',
];
