import type { CallTotals } from './calls';
import { charge, FREE_TRANSITIONS_PER_MONTH, findPrice, type Price, type PriceKey } from './price-list';
import { EMPTY_POLLS_PER_MONTH, type Workload } from './workload';

export const SERVICES = [
  'stateTransitions',
  'lambda',
  'dynamodb',
  'sqs',
  'logs',
  'xray',
  'cloudwatch',
] as const;
export type Service = (typeof SERVICES)[number];

/** One line of the bill. */
export interface Line {
  readonly service: Service;
  readonly what: string;
  /** Per month. */
  readonly quantity: number;
  /** undefined: no price is known for the region. */
  readonly price: Price | undefined;
  /** Per month; null without a price, 0 where there is nothing to pay for. */
  readonly usd: number | null;
}

export interface Bill {
  readonly lines: readonly Line[];
  /** Per month; null where a line of the service has no price. */
  readonly usd: Readonly<Record<Service, number | null>>;
  /** Of all services that have a price. */
  readonly totalUsd: number;
}

/** What one month uses. */
export interface Usage {
  /** Entered states and retries, with the start overhead, before the free tier. */
  readonly transitions: number;
  readonly executions: number;
  readonly calls: CallTotals;
}

/** Quantities of a month by what is billed, transitions apart. */
export const quantitiesOf = (usage: Usage, workload: Workload): readonly Omit<Line, 'price' | 'usd'>[] => {
  const { calls, executions } = usage;
  const gbSeconds = gigabyteSeconds(calls.lambdaRequests, workload.memoryMb, workload.durationMs);
  const logBytes =
    usage.transitions * workload.transitionLogBytes + calls.lambdaRequests * workload.functionLogBytes;
  return [
    { service: 'lambda', what: 'requests', quantity: calls.lambdaRequests },
    { service: 'lambda', what: `GB-seconds, ${workload.architecture}`, quantity: gbSeconds },
    { service: 'dynamodb', what: 'write units', quantity: calls.writeUnits },
    { service: 'dynamodb', what: 'read units', quantity: calls.readUnits },
    { service: 'sqs', what: 'requests', quantity: calls.sqsRequests },
    { service: 'sqs', what: 'empty polls', quantity: (workload.polledQueues ?? 0) * EMPTY_POLLS_PER_MONTH },
    { service: 'logs', what: 'GB ingested', quantity: logBytes / 1e9 },
    { service: 'xray', what: 'traces', quantity: executions * workload.tracesPerExecution },
    { service: 'cloudwatch', what: 'metrics in alarms', quantity: workload.monitoring.alarmMetrics },
    { service: 'cloudwatch', what: 'custom metrics', quantity: workload.monitoring.customMetrics },
    { service: 'cloudwatch', what: 'dashboards', quantity: workload.monitoring.dashboards },
  ];
};

export const gigabyteSeconds = (requests: number, memoryMb: number, durationMs: number): number =>
  (requests * memoryMb * durationMs) / (1024 * 1000);

const CLOUDWATCH_KEYS: Readonly<Record<string, PriceKey>> = {
  'metrics in alarms': 'cloudwatchAlarmMetric',
  'custom metrics': 'cloudwatchCustomMetric',
  dashboards: 'cloudwatchDashboard',
};

/** Which price a quantity has. */
export const priceKeyOf = (
  { service, what }: Pick<Line, 'service' | 'what'>,
  workload: Workload,
): PriceKey => {
  switch (service) {
    case 'stateTransitions':
      return 'stateTransition';
    case 'lambda':
      if (what === 'requests') return 'lambdaRequest';
      return workload.architecture === 'arm64' ? 'lambdaGbSecondArm64' : 'lambdaGbSecondX86';
    case 'dynamodb':
      return what === 'write units' ? 'dynamodbWriteUnit' : 'dynamodbReadUnit';
    case 'sqs':
      return 'sqsRequest';
    case 'logs':
      return 'logsGb';
    case 'xray':
      return 'xrayTrace';
    case 'cloudwatch':
      return CLOUDWATCH_KEYS[what] ?? 'cloudwatchAlarmMetric';
  }
};

/** The bill of a month. Only the free transitions are taken off: the rest of the free tier is the whole account's. */
export const billOf = (
  usage: Usage,
  workload: Workload,
  prices: readonly Price[],
  region: string,
  transition: Price,
): Bill => {
  const billable = Math.max(0, usage.transitions - FREE_TRANSITIONS_PER_MONTH);
  const lines: Line[] = [
    {
      service: 'stateTransitions',
      what: 'billable transitions',
      quantity: billable,
      price: transition,
      usd: charge(transition, billable),
    },
  ];
  for (const quantity of quantitiesOf(usage, workload)) {
    const price = findPrice(prices, priceKeyOf(quantity, workload), region);
    const usd = price ? charge(price, quantity.quantity) : quantity.quantity === 0 ? 0 : null;
    lines.push({ ...quantity, price, usd });
  }
  const usd = Object.fromEntries(
    SERVICES.map((service) => [service, sumOf(lines.filter((line) => line.service === service))]),
  ) as Record<Service, number | null>;
  return { lines, usd, totalUsd: SERVICES.reduce((sum, service) => sum + (usd[service] ?? 0), 0) };
};

/** What is paid each month though nothing runs: what watches, and who waits at empty queues. */
export const standingUsd = ({ lines }: Bill): number =>
  lines
    .filter(({ service, what }) => service === 'cloudwatch' || what === 'empty polls')
    .reduce((sum, { usd }) => sum + (usd ?? 0), 0);

const sumOf = (lines: readonly Line[]): number | null =>
  lines.reduce<number | null>((sum, line) => (sum === null || line.usd === null ? null : sum + line.usd), 0);
