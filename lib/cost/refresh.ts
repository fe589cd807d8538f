import { SagaError } from '../saga';
import { flat, type Price, type PriceKey, type Source, type Tier } from './price-list';

/** Fetches a public URL and gives its body as text; rejects when it cannot. */
export type FetchText = (url: string) => Promise<string>;

/** The public price list of Step Functions, readable without credentials. Its service code is `AmazonStates`. */
export const offerUrl = (region: string): string =>
  `https://pricing.us-east-1.amazonaws.com/offers/v1.0/aws/AmazonStates/current/${region}/index.json`;

/** Usage types end like this, after the region's prefix (`USE1-`, `SAE1-` …; none in us-east-1). */
const USAGE: readonly (readonly [suffix: string, key: PriceKey, unit: string])[] = [
  ['StateTransition', 'stateTransition', 'state transition'],
  ['StepFunctions-Request', 'expressRequest', 'request'],
  ['StepFunctions-GB-Second', 'expressGbSecond', 'GB-second'],
];

/** Today's prices of a region, from the public price list. Throws `SagaError` when it cannot be had or read. */
export const refreshPrices = async (region: string, fetchText: FetchText): Promise<readonly Price[]> => {
  const url = offerUrl(region);
  let text: string;
  try {
    text = await fetchText(url);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new SagaError('NoPriceList', `The price list of ${region} cannot be read: ${why} (${url})`, {
      cause,
    });
  }
  return parseOffer(text, region);
};

/**
 * The prices in an offer file (AWS Price List Bulk API, "Reading an offer file"): `products` by SKU with a usage
 * type, `terms.OnDemand` by SKU, in each term `priceDimensions` with ranges and USD per unit.
 */
export const parseOffer = (text: string, region: string): readonly Price[] => {
  const offer = parse(text, region);
  const source: Source = {
    what: `AWS Price List, AmazonStates, version ${String(offer.version ?? 'unknown')}`,
    date: String(offer.publicationDate ?? 'unknown').slice(0, 10),
  };
  const products = Object.entries(asObject(offer.products));
  const prices = USAGE.flatMap(([suffix, key, unit]): readonly Price[] => {
    const sku = products.find(([, product]) => isUsage(product, suffix, region))?.[0];
    if (sku === undefined) return [];
    const tiers = tiersOf(asObject(asObject(asObject(offer.terms).OnDemand)[sku]));
    return tiers.length === 0 ? [] : [{ key, region, unit, tiers, source }];
  });
  if (prices.some((price) => price.key === 'stateTransition')) return prices;
  throw new SagaError('NoPriceList', `The price list of ${region} has no price for state transitions in USD`);
};

type Json = Readonly<Record<string, unknown>>;

const asObject = (value: unknown): Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {};

const parse = (text: string, region: string): Json => {
  try {
    return asObject(JSON.parse(text));
  } catch (cause) {
    throw new SagaError('NoPriceList', `The price list of ${region} is not JSON`, { cause });
  }
};

const isUsage = (product: unknown, suffix: string, region: string): boolean => {
  const attributes = asObject(asObject(product).attributes);
  const usage = attributes.usagetype;
  return (
    typeof usage === 'string' &&
    (usage === suffix || usage.endsWith(`-${suffix}`)) &&
    (attributes.regionCode === undefined || attributes.regionCode === region)
  );
};

/** Ranges with a price of 0 are the free tier, which is accounted for apart. */
const tiersOf = (terms: Json): readonly Tier[] => {
  const [term] = Object.values(terms);
  const ranges = Object.values(asObject(asObject(term).priceDimensions)).map((value) => {
    const dimension = asObject(value);
    return {
      from: Number(dimension.beginRange ?? 0),
      upTo: dimension.endRange === 'Inf' ? Number.POSITIVE_INFINITY : Number(dimension.endRange ?? Infinity),
      usd: Number(asObject(dimension.pricePerUnit).USD),
    };
  });
  const paid = ranges.filter(({ usd }) => usd > 0).sort((a, b) => a.from - b.from);
  const [only] = paid;
  return paid.length === 1 && only ? flat(only.usd) : paid.map(({ upTo, usd }) => ({ upTo, usd }));
};
