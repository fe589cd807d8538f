import type { StateUse } from './analyse';
import { gigabyteSeconds } from './bill';
import { charge, FREE_TRANSITIONS_PER_MONTH, findPrice, type Price, unitUsd } from './price-list';
import type { Workload } from './workload';

export type AlternativeKind = 'standard' | 'express' | 'durable';

/** The same workload with another orchestrator; functions, tables and queues stay. */
export interface Alternative {
  readonly kind: AlternativeKind;
  /** The whole bill; null where the orchestrator has no price in the region. */
  readonly monthlyUsd: number | null;
  /**
   * Executions a month above which it is cheaper than Standard (whose free transitions win below); null when it never
   * is, or has no price.
   */
  readonly breakEven: number | null;
  /** What the saga would have to do without. */
  readonly givesUp: readonly string[];
  /** What the figure rests on beyond the price list. */
  readonly assumes: readonly string[];
}

/** What one execution needs of an orchestrator. */
export interface ExecutionNeeds {
  /** With the start overhead. */
  readonly transitions: number;
  readonly uses: readonly StateUse[];
}

/** Billed in steps of 100 ms and of 64 MB (Step Functions pricing, Express Workflows). */
const EXPRESS_STEP_MS = 100;
const EXPRESS_STEP_MB = 64;
const EXPRESS_LIMIT_MS = 300_000;
const BYTES_PER_GB = 1024 ** 3;

export const alternativesOf = (
  needs: ExecutionNeeds,
  workload: Workload,
  prices: readonly Price[],
  region: string,
  transition: Price,
  /** Monthly USD of everything but the orchestrator. */
  restUsd: number,
): readonly Alternative[] => {
  const standard = (executions: number): number =>
    charge(transition, Math.max(0, executions * needs.transitions - FREE_TRANSITIONS_PER_MONTH));
  const { executionsPerMonth: executions } = workload;
  const perStandard = needs.transitions * unitUsd(transition);
  const others = [expressOf(needs, workload, prices, region), durableOf(needs, workload, prices, region)];
  return [
    {
      kind: 'standard',
      monthlyUsd: restUsd + standard(executions),
      breakEven: null,
      givesUp: [],
      assumes: [],
    },
    ...others.map(
      ({ monthly, perExecution, ...rest }): Alternative => ({
        ...rest,
        monthlyUsd: monthly === undefined ? null : restUsd + monthly(executions),
        breakEven:
          perExecution === undefined ? null : breakEvenOf(perStandard, perExecution, unitUsd(transition)),
      }),
    ),
  ];
};

/** `n · standard - free = n · other`: where the free transitions are used up by the difference. */
const breakEvenOf = (standard: number, other: number, transitionUsd: number): number | null =>
  standard <= other ? null : (FREE_TRANSITIONS_PER_MONTH * transitionUsd) / (standard - other);

interface Orchestrator extends Pick<Alternative, 'kind' | 'givesUp' | 'assumes'> {
  readonly monthly: ((executions: number) => number) | undefined;
  /** USD at the first tier. */
  readonly perExecution: number | undefined;
}

const taskUses = (needs: ExecutionNeeds): readonly StateUse[] =>
  needs.uses.filter(({ state }) => state.kind.type === 'Task');

const attemptsOf = (needs: ExecutionNeeds): number =>
  taskUses(needs).reduce((sum, use) => sum + use.attempts, 0);

const waitingTasks = (needs: ExecutionNeeds): readonly string[] =>
  taskUses(needs).flatMap(({ state }) =>
    state.kind.type === 'Task' && /\.(waitForTaskToken|sync(:\d)?)$/.test(state.kind.resource)
      ? [state.name]
      : [],
  );

const expressOf = (
  needs: ExecutionNeeds,
  workload: Workload,
  prices: readonly Price[],
  region: string,
): Orchestrator => {
  const request = findPrice(prices, 'expressRequest', region);
  const gbSecond = findPrice(prices, 'expressGbSecond', region);
  const runMs = attemptsOf(needs) * workload.durationMs + needs.transitions * workload.express.transitionMs;
  const billedMs = Math.ceil(runMs / EXPRESS_STEP_MS) * EXPRESS_STEP_MS;
  const billedMb = Math.ceil(workload.express.memoryMb / EXPRESS_STEP_MB) * EXPRESS_STEP_MB;
  const gbSeconds = gigabyteSeconds(1, billedMb, billedMs);
  const priced = request && gbSecond ? { request, gbSecond } : undefined;
  const waiting = waitingTasks(needs);
  return {
    kind: 'express',
    monthly:
      priced &&
      ((executions) => charge(priced.request, executions) + charge(priced.gbSecond, executions * gbSeconds)),
    perExecution: priced && unitUsd(priced.request) + gbSeconds * unitUsd(priced.gbSecond),
    givesUp: [
      'runs longer than 5 minutes, waits between retries included',
      ...(waiting.length > 0
        ? [`callbacks and waiting for jobs, which it does not have: ${waiting.join(', ')}`]
        : []),
      'the execution history: there are only logs, no look-up and no redrive of an execution',
      'starts that happen once: an asynchronous one may run twice, a synchronous one is lost with its caller',
      ...(billedMs > EXPRESS_LIMIT_MS ? ['this workload itself: it runs longer than 5 minutes'] : []),
    ],
    assumes: [
      `${billedMs} ms and ${billedMb} MB billed per execution, without the waits of retries`,
      ...(request?.assumed === undefined ? [] : [`prices ${request.assumed}`]),
    ],
  };
};

/** Every step is invoked as a function of its own, so the orchestrating function suspends and is replayed each time. */
const durableOf = (
  needs: ExecutionNeeds,
  workload: Workload,
  prices: readonly Price[],
  region: string,
): Orchestrator => {
  const { durable } = workload;
  const waits = needs.uses
    .filter(({ state }) => state.kind.type === 'Wait')
    .reduce((sum, use) => sum + use.visits, 0);
  const operations = 1 + attemptsOf(needs) + waits;
  const invocations = operations;
  const gb = (operations * durable.bytesPerOperation) / BYTES_PER_GB;
  const perUnit = [
    { key: 'durableOperation', quantity: operations },
    { key: 'durableGbWritten', quantity: gb },
    { key: 'durableGbMonth', quantity: gb * durable.retentionMonths },
    { key: 'lambdaRequest', quantity: invocations },
    {
      key: workload.architecture === 'arm64' ? 'lambdaGbSecondArm64' : 'lambdaGbSecondX86',
      quantity: gigabyteSeconds(invocations, durable.memoryMb, durable.durationMs),
    },
  ] as const;
  const lines = perUnit.map(({ key, quantity }) => ({ quantity, price: findPrice(prices, key, region) }));
  const priced = lines.flatMap(({ price, quantity }) => (price ? [{ price, quantity }] : []));
  const complete = priced.length === lines.length;
  const sum = (usd: (line: (typeof priced)[number]) => number): number =>
    priced.reduce((total, line) => total + usd(line), 0);
  return {
    kind: 'durable',
    monthly: complete
      ? (executions) => sum(({ price, quantity }) => charge(price, executions * quantity))
      : undefined,
    perExecution: complete ? sum(({ price, quantity }) => quantity * unitUsd(price)) : undefined,
    givesUp: [
      'a definition apart from the code: the flow is code that must replay the same way, pinned to its version',
      'the visual workflow and direct service integrations (queue, table, event bus without a function)',
      'ASL tools: checks, cost per path and failure schedules from the definition',
    ],
    assumes: [
      `${operations.toFixed(2)} operations of ${durable.bytesPerOperation} bytes per execution, kept ` +
        `${durable.retentionMonths} month(s), ${invocations.toFixed(2)} invocations of ${durable.durationMs} ms`,
    ],
  };
};
