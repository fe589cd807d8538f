import { compile, placeholderTargets } from '../../asl';
import {
  type Estimate,
  estimate,
  estimateJson,
  exceeds,
  type FetchText,
  type Machine,
  monitoringOf,
  type Odds,
  PRICE_LIST,
  type Price,
  readMachine,
  refreshPrices,
  removalOf,
  renderReport,
  sagaProfiles,
  TYPICAL_ITEMS,
  type Workload,
  warnOfOrder,
  withUndone,
} from '../../cost';
import { flatSteps } from '../../saga';
import { sagas } from '../../sagas';
import { type CliCommand, EXIT, UsageError } from '../command';
import { parseChances, parseChoices, parseItems, parseNumber } from '../cost-options';
import { findSaga } from '../find-saga';
import type { CliHost } from '../host';
import { machineInTemplate, readDocument } from '../machine-files';

interface CostOptions {
  readonly asl?: string;
  readonly template?: string;
  readonly machine?: string;
  readonly executions: string;
  readonly per: string;
  readonly region: string;
  readonly failure: readonly string[];
  readonly retry: readonly string[];
  readonly choice: readonly string[];
  readonly items: readonly string[];
  readonly startOverhead: string;
  readonly architecture: string;
  readonly memory: string;
  readonly duration: string;
  readonly assumePrice?: string | true;
  readonly budget?: string;
  readonly refresh?: true;
  readonly json?: true;
}

/** USD per 1,000 transitions that `--assume-price` takes without a figure: that of us-east-1. */
const ASSUMED_PER_THOUSAND = '0.025';

/** How many of each there are in a month of 30 days. */
const PERIODS: Readonly<Record<string, number>> = { month: 1, day: 30, hour: 720 };

/** `saga-errors` and `saga-requests`: each has a consumer, and every saga has both. */
const QUEUES_OF_EVERY_SAGA = 2;

const REFRESH_TIMEOUT_MS = 10_000;

const collect = (value: string, before: readonly string[]): readonly string[] => [...before, value];

export const costCommand: CliCommand = {
  configure: (command) =>
    command
      .argument('[saga]', `which saga: ${Object.keys(sagas).join(', ')}`)
      .option('--asl <file>', 'any state machine in Amazon States Language (JSON or YAML) instead of a saga')
      .option('--template <file>', 'a state machine in a synthesized template; with a saga: its calls')
      .option('--machine <id>', 'logical id of the state machine, where the template has several')
      .option('--executions <n>', 'how many', '10000')
      .option('--per <period>', `in a ${Object.keys(PERIODS).join(', ')}`, 'month')
      .option('--region <region>', 'whose prices', 'us-east-1')
      .option(
        '--failure <command=p>',
        'probability that the participant says no; may be repeated',
        collect,
        [],
      )
      .option(
        '--retry <command=p>',
        'probability that an attempt has to be retried; may be repeated',
        collect,
        [],
      )
      .option('--choice <state=next:p>', 'probability that a Choice goes there; may be repeated', collect, [])
      .option('--items <map=n>', 'items of a Map; may be repeated', collect, [])
      .option('--start-overhead <n>', 'transitions that a start counts, 0 to 2', '1')
      .option('--architecture <name>', 'of the functions: arm64 or x86', 'arm64')
      .option('--memory <mb>', 'of a function', '256')
      .option('--duration <ms>', 'of an invocation', '60')
      .option('--assume-price [usd]', 'USD per 1,000 transitions, for a region without a known price')
      .option('--budget <usd>', 'exit code 3 when the month costs more')
      .option('--refresh', 'read the public price list first (network)')
      .option('--json', 'print one JSON object'),
  run: async (host, options: CostOptions, saga) => {
    const budget = options.budget === undefined ? undefined : parseNumber('--budget', options.budget);
    const subject = await subjectOf(host, options, saga);
    const found = estimate({
      ...subject,
      region: options.region,
      odds: oddsOf(options),
      workload: { ...subject.workload, ...workloadOf(options) },
      prices: await pricesOf(options),
      ...(options.assumePrice === undefined ? {} : { assumedTransitionUsd: assumedUsd(options.assumePrice) }),
    });
    const warnings =
      saga === undefined ? [] : warnOfOrder(findSaga(saga), parseChances('--failure', options.failure));
    if (options.json) host.stdout(`${JSON.stringify(estimateJson(found, warnings), null, 2)}\n`);
    else {
      host.stdout(renderReport(found, { color: host.color }));
      for (const warning of warnings) host.stdout(`\nWarning: ${warning}.\n`);
    }
    return checkBudget(host, found, budget);
  },
};

interface Subject {
  readonly name: string;
  readonly machine: Machine;
  readonly workload: Partial<Workload>;
}

const subjectOf = async (host: CliHost, options: CostOptions, saga: string | undefined): Promise<Subject> => {
  if (options.asl !== undefined && options.template !== undefined) {
    throw new UsageError('--asl and --template: give one of them');
  }
  if (options.asl !== undefined) {
    if (saga !== undefined) throw new UsageError(`--asl: leave out the saga '${saga}'`);
    return { name: options.asl, machine: readMachine(await readDocument(host, options.asl)), workload: {} };
  }
  const ofSaga = saga === undefined ? undefined : sagaSubject(saga);
  if (options.template !== undefined) {
    const { logicalId, machine } = await machineInTemplate(host, options.template, options.machine);
    return { name: saga ?? logicalId, machine, workload: ofSaga?.workload ?? {} };
  }
  if (ofSaga) return ofSaga;
  throw new UsageError(
    `which saga? one of ${Object.keys(sagas).join(', ')}, or --asl FILE, or --template FILE`,
  );
};

const sagaSubject = (name: string): Subject => {
  const definition = findSaga(name);
  const removal = removalOf(definition, TYPICAL_ITEMS[name]);
  const queues = new Set(flatSteps(definition).flatMap((step) => (step.via === 'queue' ? [step.by] : [])));
  return {
    name,
    machine: readMachine(compile(definition, placeholderTargets)),
    workload: {
      profiles: withUndone(sagaProfiles(definition, TYPICAL_ITEMS[name]), definition),
      polledQueues: queues.size + QUEUES_OF_EVERY_SAGA + (definition.whenUndone === undefined ? 0 : 1),
      monitoring: monitoringOf(definition),
      ...(removal ? { removal } : {}),
    },
  };
};

const oddsOf = (options: CostOptions): Odds => ({
  failure: parseChances('--failure', options.failure),
  retry: parseChances('--retry', options.retry),
  choice: parseChoices(options.choice),
  items: parseItems(options.items),
});

const workloadOf = (options: CostOptions): Partial<Workload> => {
  const periods = PERIODS[options.per];
  if (periods === undefined) {
    throw new UsageError(`--per '${options.per}': use one of ${Object.keys(PERIODS).join(', ')}`);
  }
  const { architecture } = options;
  if (architecture !== 'arm64' && architecture !== 'x86') {
    throw new UsageError(`--architecture '${architecture}': use arm64 or x86`);
  }
  return {
    executionsPerMonth: parseNumber('--executions', options.executions) * periods,
    startOverhead: parseNumber('--start-overhead', options.startOverhead),
    architecture,
    memoryMb: parseNumber('--memory', options.memory),
    durationMs: parseNumber('--duration', options.duration),
  };
};

const assumedUsd = (given: string | true): number =>
  parseNumber('--assume-price', given === true ? ASSUMED_PER_THOUSAND : given) / 1000;

const fetchText: FetchText = async (url) => {
  const response = await fetch(url, { signal: AbortSignal.timeout(REFRESH_TIMEOUT_MS) });
  if (!response.ok) throw new Error(`HTTP status ${response.status}`);
  return response.text();
};

const pricesOf = async ({ refresh, region }: CostOptions): Promise<readonly Price[]> =>
  refresh ? [...(await refreshPrices(region, fetchText)), ...PRICE_LIST] : PRICE_LIST;

const checkBudget = (host: CliHost, found: Estimate, budget: number | undefined): number => {
  if (budget === undefined) return EXIT.ok;
  const over = exceeds(found, { monthly: budget });
  if (over === undefined) return EXIT.ok;
  host.stderr(`saga: ${over}\n`);
  return EXIT.overBudget;
};
