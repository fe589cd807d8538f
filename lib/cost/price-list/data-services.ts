import { flat, type Price } from './price';
import { CLOUDWATCH_PAGE, PRICE_LIST_2026_08_31, XRAY_PAGE } from './sources';

const source = PRICE_LIST_2026_08_31;

/** On demand; the figures of $1.25 and $0.25 per million that are often quoted date from before November 2024. */
export const DYNAMODB_PRICES: readonly Price[] = [
  { key: 'dynamodbWriteUnit', region: 'us-east-1', unit: 'write unit', tiers: flat(0.000_000_625), source },
  { key: 'dynamodbReadUnit', region: 'us-east-1', unit: 'read unit', tiers: flat(0.000_000_125), source },
  {
    key: 'dynamodbWriteUnit',
    region: 'ap-southeast-1',
    unit: 'write unit',
    tiers: flat(0.000_000_71),
    source,
  },
  {
    key: 'dynamodbReadUnit',
    region: 'ap-southeast-1',
    unit: 'read unit',
    tiers: flat(0.000_000_142_5),
    source,
  },
];

/** Standard queues; a request carries up to 64 KB. */
export const SQS_PRICES: readonly Price[] = [
  { key: 'sqsRequest', region: 'us-east-1', unit: 'request', tiers: flat(0.000_000_4), source },
  { key: 'sqsRequest', region: 'ap-southeast-1', unit: 'request', tiers: flat(0.000_000_4), source },
];

/** CloudWatch Logs, ingestion into a log group of the standard class. */
export const LOGS_PRICES: readonly Price[] = [
  { key: 'logsGb', region: 'us-east-1', unit: 'GB ingested', tiers: flat(0.5), source },
];

export const XRAY_PRICES: readonly Price[] = [
  { key: 'xrayTrace', region: '*', unit: 'trace recorded', tiers: flat(0.000_005), source: XRAY_PAGE },
];

/** A month each. The account's free tier (ten of each kind of metric, three dashboards) is not taken off. */
export const CLOUDWATCH_PRICES: readonly Price[] = [
  {
    key: 'cloudwatchAlarmMetric',
    region: 'us-east-1',
    unit: 'metric in an alarm',
    tiers: flat(0.1),
    source: CLOUDWATCH_PAGE,
  },
  {
    key: 'cloudwatchCustomMetric',
    region: 'us-east-1',
    unit: 'custom metric',
    tiers: [
      { upTo: 10_000, usd: 0.3 },
      { upTo: 250_000, usd: 0.1 },
      { upTo: 1_000_000, usd: 0.05 },
      { upTo: Number.POSITIVE_INFINITY, usd: 0.02 },
    ],
    source: CLOUDWATCH_PAGE,
  },
  {
    key: 'cloudwatchDashboard',
    region: 'us-east-1',
    unit: 'dashboard',
    tiers: flat(3),
    source: CLOUDWATCH_PAGE,
  },
];
