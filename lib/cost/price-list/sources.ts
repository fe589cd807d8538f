/** Where a price was read, and when. */
export interface Source {
  readonly what: string;
  /** ISO date of the figures, as far as the source tells. */
  readonly date: string;
}

export const PRICE_LIST_2026_08_31: Source = {
  what: 'AWS Price List, offer versions 20260831',
  date: '2026-08-31',
};

export const PRICE_LIST_2026_08_18: Source = { what: 'AWS Price List, eu-west-3', date: '2026-08-18' };

export const PRICE_LIST_SAO_PAULO: Source = { what: 'AWS Price List, usage types SAE1-*', date: '2026' };

/** Agrees with every later spot check (us-east-1, ap-southeast-1, eu-west-3, sa-east-1). */
export const PRICING_PAGE: Source = {
  what: 'aws.amazon.com/step-functions/pricing, region table',
  date: '2019',
};

export const POWER_TUNING: Source = { what: 'aws-lambda-power-tuning, sfCosts', date: '2020-05-07' };

export const XRAY_PAGE: Source = { what: 'aws.amazon.com/xray/pricing, worked examples', date: 'undated' };

export const DURABLE_PAGE: Source = {
  what: 'aws.amazon.com/lambda/pricing, durable functions',
  date: '2026-09-20',
};

export const CLOUDWATCH_PAGE: Source = { what: 'aws.amazon.com/cloudwatch/pricing', date: 'undated' };
