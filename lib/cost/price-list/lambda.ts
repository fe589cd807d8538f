import { flat, type Price, type Tier } from './price';
import { DURABLE_PAGE, PRICE_LIST_2026_08_18, PRICE_LIST_2026_08_31 } from './sources';

const REQUEST = flat(0.000_000_2);

/** GB-seconds a month of all functions of the account with this architecture. */
const ARM64: readonly Tier[] = [
  { upTo: 7_500_000_000, usd: 0.000_013_333_4 },
  { upTo: 18_750_000_000, usd: 0.000_012_000_1 },
  { upTo: Number.POSITIVE_INFINITY, usd: 0.000_010_666_7 },
];
const X86: readonly Tier[] = [
  { upTo: 6_000_000_000, usd: 0.000_016_666_7 },
  { upTo: 15_000_000_000, usd: 0.000_015 },
  { upTo: Number.POSITIVE_INFINITY, usd: 0.000_013_333_4 },
];

export const LAMBDA_PRICES: readonly Price[] = [
  {
    key: 'lambdaRequest',
    region: 'us-east-1',
    unit: 'request',
    tiers: REQUEST,
    source: PRICE_LIST_2026_08_31,
  },
  {
    key: 'lambdaGbSecondArm64',
    region: 'us-east-1',
    unit: 'GB-second',
    tiers: ARM64,
    source: PRICE_LIST_2026_08_31,
  },
  {
    key: 'lambdaGbSecondX86',
    region: 'us-east-1',
    unit: 'GB-second',
    tiers: X86,
    source: PRICE_LIST_2026_08_31,
  },
  {
    key: 'lambdaRequest',
    region: 'ap-southeast-1',
    unit: 'request',
    tiers: REQUEST,
    source: PRICE_LIST_2026_08_31,
  },
  {
    key: 'lambdaGbSecondArm64',
    region: 'ap-southeast-1',
    unit: 'GB-second',
    tiers: flat(0.000_013_333_4),
    source: PRICE_LIST_2026_08_31,
  },
  {
    key: 'lambdaGbSecondX86',
    region: 'ap-southeast-1',
    unit: 'GB-second',
    tiers: flat(0.000_016_666_7),
    source: PRICE_LIST_2026_08_31,
  },
  {
    key: 'lambdaRequest',
    region: 'eu-west-3',
    unit: 'request',
    tiers: REQUEST,
    source: PRICE_LIST_2026_08_18,
  },
  {
    key: 'lambdaGbSecondArm64',
    region: 'eu-west-3',
    unit: 'GB-second',
    tiers: flat(0.000_013_333_4),
    source: PRICE_LIST_2026_08_18,
  },
];

/** Lambda durable functions, on top of the compute. */
export const DURABLE_PRICES: readonly Price[] = [
  {
    key: 'durableOperation',
    region: 'us-east-1',
    unit: 'operation',
    tiers: flat(0.000_008),
    source: DURABLE_PAGE,
  },
  {
    key: 'durableGbWritten',
    region: 'us-east-1',
    unit: 'GB written',
    tiers: flat(0.25),
    source: DURABLE_PAGE,
  },
  { key: 'durableGbMonth', region: 'us-east-1', unit: 'GB-month', tiers: flat(0.15), source: DURABLE_PAGE },
];
