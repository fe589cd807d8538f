import type { Source } from './sources';

/** What is billed, each by its own unit. */
export type PriceKey =
  | 'stateTransition'
  | 'expressRequest'
  | 'expressGbSecond'
  | 'lambdaRequest'
  | 'lambdaGbSecondArm64'
  | 'lambdaGbSecondX86'
  | 'dynamodbWriteUnit'
  | 'dynamodbReadUnit'
  | 'sqsRequest'
  | 'logsGb'
  | 'xrayTrace'
  | 'cloudwatchAlarmMetric'
  | 'cloudwatchCustomMetric'
  | 'cloudwatchDashboard'
  | 'durableOperation'
  | 'durableGbWritten'
  | 'durableGbMonth';

/** One price in one region (`*`: the same everywhere). */
export interface Price {
  readonly key: PriceKey;
  readonly region: string;
  readonly unit: string;
  /** By quantity a month, ascending; the last one is without end. USD per unit. */
  readonly tiers: readonly Tier[];
  readonly source: Source;
  /** Why the figure is taken though it was not seen for this region. */
  readonly assumed?: string;
}

export interface Tier {
  readonly upTo: number;
  readonly usd: number;
}

/** The same price for any quantity. */
export const flat = (usd: number): readonly Tier[] => [{ upTo: Number.POSITIVE_INFINITY, usd }];

/** USD for a quantity a month. */
export const charge = (price: Price, quantity: number): number => {
  let usd = 0;
  let from = 0;
  for (const tier of price.tiers) {
    if (quantity <= from) break;
    usd += (Math.min(quantity, tier.upTo) - from) * tier.usd;
    from = tier.upTo;
  }
  return usd;
};

/** USD of one unit, before any discount for quantity. */
export const unitUsd = (price: Price): number => price.tiers[0]!.usd;
