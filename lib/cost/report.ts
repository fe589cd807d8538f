import Table from 'cli-table3';
import picocolors from 'picocolors';
import type { Alternative } from './alternatives';
import { standingUsd } from './bill';
import type { Estimate, PricedPath } from './estimate';

/** Paths shown; the rest is in the JSON. */
const MOST_PATHS = 12;

/** Characters of a path's name in a line, so that the table fits into 80. */
const PATH_WIDTH = 32;

/** Without lines between rows. */
const PLAIN = {
  style: { head: [], border: [] },
  chars: { mid: '', 'left-mid': '', 'mid-mid': '', 'right-mid': '' },
};

type Colors = ReturnType<typeof picocolors.createColors>;

/** The estimate for a person. */
export const renderReport = (estimate: Estimate, { color = false } = {}): string => {
  const colors = picocolors.createColors(color);
  const parts = [
    headline(estimate, colors),
    transitionsPart(estimate),
    billPart(estimate, colors),
    pathsPart(estimate),
    alternativesPart(estimate, colors),
    leversPart(estimate),
    scalingPart(estimate),
    ceilingsPart(estimate),
    notesPart(estimate, colors),
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
};

const headline = ({ name, region, workload, bill, usdPerThousand }: Estimate, pc: Colors): string =>
  `${pc.bold(name)} in ${region}: ${pc.bold(usd(bill.totalUsd))} a month for ${count(workload.executionsPerMonth)} ` +
  `executions, ${usd(usdPerThousand)} per 1,000${standingText(standingUsd(bill))}`;

const standingText = (standing: number): string =>
  standing === 0 ? '' : `;\n${usd(standing)} of it while nothing runs`;

const transitionsPart = ({ transitions: t }: Estimate): string => {
  const table = new Table({ ...PLAIN, head: ['State transitions', 'per execution', 'per month'] });
  const executions = t.total / (t.expected + t.startOverhead) || 0;
  table.push(
    ['happy path', right(count(t.happyPath)), ''],
    ['expected', right(count(t.expected)), right(count(t.expected * executions))],
    ['start of the execution', right(count(t.startOverhead)), right(count(t.startOverhead * executions))],
    ['free of charge', '', right(`-${count(t.free)}`)],
    ['billable', '', right(count(t.billable))],
  );
  return table.toString();
};

const billPart = ({ bill }: Estimate, pc: Colors): string => {
  const table = new Table({ ...PLAIN, head: ['Per month', 'quantity', 'USD per 1M', 'USD', ''] });
  // Where a price comes from is longer than a column: it stands below, once.
  const sources = [...new Set(bill.lines.flatMap((line) => (line.quantity === 0 ? [] : sourceOf(line))))];
  for (const { service, what, quantity, price, usd: amount } of bill.lines) {
    if (quantity === 0) continue;
    const [first] = price?.tiers ?? [];
    table.push([
      `${SERVICE_NAMES[service]}: ${what}`,
      right(count(quantity)),
      right(first ? amountText(first.usd * 1e6) : 'no price'),
      right(amount === null ? 'null' : amountText(amount)),
      ...sourceOf({ price }).map((source) => `[${sources.indexOf(source) + 1}]`),
    ]);
  }
  table.push([pc.bold('total'), '', '', right(pc.bold(amountText(bill.totalUsd))), '']);
  return [table.toString(), ...sources.map((source, index) => pc.dim(`[${index + 1}] ${source}`))].join('\n');
};

const sourceOf = ({ price }: Pick<Estimate['bill']['lines'][number], 'price'>): readonly string[] =>
  price ? [`${price.source.what}, ${price.source.date}${price.assumed ? ` (${price.assumed})` : ''}`] : [];

const SERVICE_NAMES = {
  stateTransitions: 'Step Functions',
  lambda: 'Lambda',
  dynamodb: 'DynamoDB',
  sqs: 'SQS',
  logs: 'CloudWatch Logs',
  xray: 'X-Ray',
  cloudwatch: 'CloudWatch',
} as const;

const pathsPart = ({ paths, morePaths }: Estimate): string => {
  const table = new Table({
    ...PLAIN,
    head: ['Path', 'probability', 'transitions', 'USD per 1,000'],
    ...(paths.some(({ name }) => name.length > PATH_WIDTH)
      ? { colWidths: [PATH_WIDTH + 2], wordWrap: true }
      : {}),
  });
  for (const path of paths.slice(0, MOST_PATHS)) table.push(pathRow(path));
  const hidden = paths.length - MOST_PATHS;
  if (hidden <= 0 && !morePaths) return table.toString();
  return `${table.toString()}\n${hidden > 0 ? `${hidden}${morePaths ? ' or more' : ''}` : 'More'} less likely paths not shown`;
};

const pathRow = (path: PricedPath) => [
  path.name,
  right(percent(path.probability)),
  right(count(path.transitions)),
  right(amountText(path.usdPerThousand)),
];

const alternativesPart = ({ alternatives }: Estimate, pc: Colors): string => {
  const table = new Table({ ...PLAIN, head: ['Orchestrator', 'USD a month', 'cheaper above'] });
  for (const alternative of alternatives) {
    const { kind, monthlyUsd } = alternative;
    table.push([
      ALTERNATIVE_NAMES[kind],
      right(monthlyUsd === null ? 'no price' : amountText(monthlyUsd)),
      breakEvenText(alternative),
    ]);
  }
  const told = alternatives.flatMap(({ kind, givesUp, assumes }) => [
    ...(givesUp.length > 0 ? [`${ALTERNATIVE_NAMES[kind]} gives up`] : []),
    ...givesUp.map((what) => `  - ${what}`),
    ...assumes.map((what) => pc.dim(`  assumed: ${what}`)),
  ]);
  return [table.toString(), ...told].join('\n');
};

const breakEvenText = ({ kind, monthlyUsd, breakEven }: Alternative): string => {
  if (kind === 'standard' || monthlyUsd === null) return '';
  return breakEven === null ? 'never' : `${count(Math.ceil(breakEven))} executions a month`;
};

const ALTERNATIVE_NAMES = {
  standard: 'Standard',
  express: 'Express',
  durable: 'Lambda durable functions',
} as const;

const leversPart = ({ levers }: Estimate): string =>
  levers.length === 0
    ? ''
    : [
        'Largest levers',
        ...levers.map(({ what, usdPerMillion }) => `  ${what}: ${usd(usdPerMillion)} per million`),
      ].join('\n');

const scalingPart = ({ scaling }: Estimate): string => {
  const table = new Table({
    ...PLAIN,
    head: ['Executions a month', ...scaling.map((point) => short(point.executions))],
  });
  table.push(
    ['USD a month', ...scaling.map((point) => right(amountText(point.monthlyUsd)))],
    ['USD per 1,000', ...scaling.map((point) => right(amountText(point.usdPerThousand)))],
  );
  return table.toString();
};

const ceilingsPart = ({ ceilings, region }: Estimate): string =>
  `Default quotas of ${region}: ${count(ceilings.sagasPerSecond)} a second on the happy path, ` +
  `${count(ceilings.whenAllFail)} when all fail where it costs most`;

const notesPart = ({ notes, workload: w }: Estimate, pc: Colors): string =>
  [
    ...notes,
    `Assumed: ${w.memoryMb} MB, ${w.durationMs} ms a function (${w.architecture}); ${w.functionLogBytes} bytes of log ` +
      `an invocation, ${w.transitionLogBytes} a transition; ${w.tracesPerExecution} trace(s) an execution. Only the ` +
      'free state transitions are taken off.',
  ]
    .map((note) => pc.dim(note))
    .join('\n');

const right = (content: string) => ({ content, hAlign: 'right' as const });

const usd = (amount: number): string => `$${amountText(amount)}`;

/** Cents do not tell small amounts apart, so those have four decimals. */
const amountText = (amount: number): string =>
  Number(amount.toPrecision(12)).toLocaleString('en-US', {
    minimumFractionDigits: 2,
    maximumFractionDigits: Math.abs(amount) < 10 ? 4 : 2,
  });

const count = (amount: number): string => amount.toLocaleString('en-US', { maximumFractionDigits: 4 });

const percent = (probability: number): string =>
  `${(probability * 100).toLocaleString('en-US', { maximumFractionDigits: 4 })} %`;

const short = (amount: number): string =>
  amount >= 1_000_000 ? `${amount / 1_000_000}M` : `${amount / 1000}k`;
