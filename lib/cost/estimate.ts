import { SagaError } from '../saga';
import { type Alternative, alternativesOf } from './alternatives';
import { analyse, expectedTransitions, expectedUsd, expectedUse, type StateUse } from './analyse';
import { type Bill, billOf, gigabyteSeconds } from './bill';
import { type Call, type CallTotals, isUnpriced, profileOf, totalCalls } from './calls';
import { type Ceilings, ceilingsOf } from './ceilings';
import { type Chances, type Odds, resolveChances } from './chances';
import { happyCost } from './happy-cost';
import { type Lever, leversOf } from './levers';
import type { Machine, StateNode } from './machine';
import { pathNames } from './path-names';
import { listPaths } from './paths';
import {
  FREE_TRANSITIONS_PER_MONTH,
  findPrice,
  PRICE_LIST,
  type Price,
  transitionPrice,
  unitUsd,
} from './price-list';
import type { AttemptUsd } from './way';
import { DEFAULT_WORKLOAD, type Workload } from './workload';

export interface Question {
  /** How the saga or machine is called in the report. */
  readonly name: string;
  readonly machine: Machine;
  readonly region: string;
  readonly odds?: Odds;
  readonly workload?: Partial<Workload>;
  readonly prices?: readonly Price[];
  /** USD per transition, where the region has none. */
  readonly assumedTransitionUsd?: number;
}

/** Transitions: the first three per execution, the others per month. */
export interface Transitions {
  readonly happyPath: number;
  readonly expected: number;
  readonly startOverhead: number;
  readonly total: number;
  readonly free: number;
  readonly billable: number;
}

export interface PricedPath {
  readonly name: string;
  readonly probability: number;
  readonly transitions: number;
  /** Of a thousand executions on this path, all services that have a price, without the free transitions. */
  readonly usdPerThousand: number;
}

export interface ScalePoint {
  readonly executions: number;
  readonly monthlyUsd: number;
  readonly usdPerThousand: number;
}

export interface Estimate {
  readonly name: string;
  readonly region: string;
  readonly workload: Workload;
  readonly transitions: Transitions;
  readonly transitionPrice: Price;
  readonly bill: Bill;
  /** The month's bill per thousand executions, with its standing costs and free transitions. */
  readonly usdPerThousand: number;
  /** What a thousand executions more cost, on the mean over all paths: no free transitions, no standing costs. */
  readonly marginalUsdPerThousand: number;
  readonly paths: readonly PricedPath[];
  /** Less likely paths exist that are not listed. */
  readonly morePaths: boolean;
  readonly alternatives: readonly Alternative[];
  readonly levers: readonly Lever[];
  readonly scaling: readonly ScalePoint[];
  readonly ceilings: Ceilings;
  /** Calls of one execution, by `service operation`. */
  readonly calls: ReadonlyMap<string, number>;
  /** What the figures leave out. */
  readonly notes: readonly string[];
}

const SCALE = [10_000, 100_000, 1_000_000, 10_000_000, 100_000_000];

/** Answers what a state machine will cost. Throws `SagaError` on anything in the question that makes no sense. */
export const estimate = (question: Question): Estimate => {
  const { machine, region, prices = PRICE_LIST } = question;
  const workload = checked({
    polledQueues: waitedQueues(machine),
    ...DEFAULT_WORKLOAD,
    ...question.workload,
  });
  const transition = transitionPrice(prices, region, question.assumedTransitionUsd);
  const chances = resolveChances(machine, question.odds ?? {});
  const attemptUsd = attemptUsdOf(workload, prices, region);
  const analysis = analyse(machine, { chances, attemptUsd });
  const uses = expectedUse(analysis);
  const expected = expectedTransitions(analysis);
  const { happy, worstFailure } = happyCost(machine, chances);
  const calls = totalCalls(uses, workload.profiles);
  const perExecution = expected + workload.startOverhead;

  const billFor = (executions: number): Bill =>
    billOf(
      { transitions: executions * perExecution, executions, calls: scaled(calls, executions) },
      workload,
      prices,
      region,
      transition,
    );
  const executions = workload.executionsPerMonth;
  const bill = billFor(executions);
  const total = executions * perExecution;
  const listed = listPaths(analysis);
  const names = pathNames(listed.paths);
  const logs = findPrice(prices, 'logsGb', region);
  const trace = findPrice(prices, 'xrayTrace', region);
  const transitionUsd = unitUsd(transition);
  const perTransition = transitionUsd + (logs ? (unitUsd(logs) * workload.transitionLogBytes) / 1e9 : 0);
  const marginal = (transitions: number, usd: number): number =>
    1000 * ((transitions + workload.startOverhead) * perTransition + usd + perStart);
  const perStart = trace ? unitUsd(trace) * workload.tracesPerExecution : 0;

  return {
    name: question.name,
    region,
    workload,
    transitionPrice: transition,
    transitions: {
      happyPath: happy,
      expected,
      startOverhead: workload.startOverhead,
      total,
      free: Math.min(total, FREE_TRANSITIONS_PER_MONTH),
      billable: Math.max(0, total - FREE_TRANSITIONS_PER_MONTH),
    },
    bill,
    usdPerThousand: executions === 0 ? 0 : (bill.totalUsd / executions) * 1000,
    marginalUsdPerThousand: marginal(expected, expectedUsd(analysis)),
    paths: listed.paths.map((path, at) => ({
      name: names[at] as string,
      probability: path.probability,
      transitions: path.transitions,
      usdPerThousand: marginal(path.transitions, path.usd),
    })),
    morePaths: listed.truncated,
    alternatives: alternativesOf(
      { transitions: perExecution, uses },
      workload,
      prices,
      region,
      transition,
      bill.totalUsd - (bill.usd.stateTransitions ?? 0),
    ),
    levers: leversOf({
      machine,
      uses,
      extraTransitions: expected - happy,
      lambdaRequests: calls.lambdaRequests,
      workload,
      prices,
      region,
      transitionUsd,
      lines: bill.lines,
    }),
    scaling: SCALE.map((volume) => {
      const monthlyUsd = billFor(volume).totalUsd;
      return { executions: volume, monthlyUsd, usdPerThousand: (monthlyUsd / volume) * 1000 };
    }),
    ceilings: ceilingsOf(region, happy, worstFailure),
    calls: calls.calls,
    notes: notesOf(bill, uses, workload, chances, transition),
  };
};

/** Queues with a consumer that answers the machine. */
const waitedQueues = ({ byName }: Machine): number =>
  new Set(
    [...byName.values()].flatMap(({ name, kind }) =>
      kind.type === 'Task' && kind.resource.endsWith(':sqs:sendMessage.waitForTaskToken')
        ? [kind.queue ?? name]
        : [],
    ),
  ).size;

const checked = (workload: Workload): Workload => {
  const { executionsPerMonth, startOverhead } = workload;
  if (!(executionsPerMonth >= 0 && Number.isFinite(executionsPerMonth))) {
    throw new SagaError('BadWorkload', `Executions: ${executionsPerMonth} is not a number from 0`);
  }
  if (!(startOverhead >= 0 && startOverhead <= 2)) {
    throw new SagaError('BadWorkload', `Start overhead: ${startOverhead} is not a number from 0 to 2`);
  }
  return workload;
};

const scaled = (calls: CallTotals, by: number): CallTotals => ({
  calls: new Map([...calls.calls].map(([key, count]) => [key, count * by])),
  lambdaRequests: calls.lambdaRequests * by,
  sqsRequests: calls.sqsRequests * by,
  writeUnits: calls.writeUnits * by,
  readUnits: calls.readUnits * by,
});

/** What one attempt of a task costs at the first tier; a service without a price is left out. */
const attemptUsdOf = (
  workload: Workload,
  prices: readonly Price[],
  region: string,
): ((state: StateNode) => AttemptUsd) => {
  const unit = (key: Price['key']): number => {
    const price = findPrice(prices, key, region);
    return price ? unitUsd(price) : 0;
  };
  const gbSecond = unit(workload.architecture === 'arm64' ? 'lambdaGbSecondArm64' : 'lambdaGbSecondX86');
  const invocation =
    unit('lambdaRequest') +
    gigabyteSeconds(1, workload.memoryMb, workload.durationMs) * gbSecond +
    (unit('logsGb') * workload.functionLogBytes) / 1e9;
  const [writeUnit, readUnit, request] = [
    unit('dynamodbWriteUnit'),
    unit('dynamodbReadUnit'),
    unit('sqsRequest'),
  ];
  const usd = (list: readonly Call[]): number =>
    list.reduce((sum, call) => {
      const each =
        (call.service === 'lambda' ? invocation : 0) +
        (call.service === 'sqs' ? request : 0) +
        (call.writeUnits ?? 0) * writeUnit +
        (call.readUnits ?? 0) * readUnit;
      return sum + call.count * each;
    }, 0);
  return (state) => {
    const profile = profileOf(state, workload.profiles);
    const answered = usd(profile.answered);
    return {
      answered,
      refused: profile.refused === undefined ? answered : usd(profile.refused),
      lost: profile.lost === undefined ? answered : usd(profile.lost),
      givenUp: usd(profile.givenUp ?? []),
      visited: usd(profile.visited ?? []),
    };
  };
};

const notesOf = (
  bill: Bill,
  uses: readonly StateUse[],
  workload: Workload,
  chances: Chances,
  transition: Price,
): readonly string[] => {
  const notes: string[] = [];
  const missing = [...new Set(bill.lines.filter((line) => line.usd === null).map((line) => line.service))];
  if (missing.length > 0)
    notes.push(`No price is known here for ${missing.join(', ')}: left out of the total.`);
  if (transition.assumed !== undefined) notes.push(`The transition price is ${transition.assumed}.`);
  if (workload.startOverhead > 0) {
    notes.push(
      `Whether AWS bills the start of an execution is not documented: ${workload.startOverhead} transition(s) are ` +
        'counted for it (--start-overhead).',
    );
  }
  const unpriced = uses
    .filter(({ state }) => isUnpriced(state, workload.profiles))
    .map(({ state }) => state.name);
  if (unpriced.length > 0)
    notes.push(`The calls of ${unpriced.join(', ')} are not priced: a service not in the list.`);
  const { removal, executionsPerMonth } = workload;
  if (removal) {
    const written = bill.lines.find(({ what }) => what === 'write units');
    const unit = written?.usd == null || written.quantity === 0 ? undefined : written.usd / written.quantity;
    const price =
      unit === undefined ? '' : ` ($${(unit * removal.writeUnits * executionsPerMonth).toFixed(2)} a month)`;
    notes.push(
      `Not in it: log and ledgers are kept for ${removal.days} days and then removed, by ${removal.writeUnits} ` +
        `write units a saga${price}.`,
    );
  }
  const children = uses.filter(({ state }) => isStart(state)).map(({ state }) => state.name);
  if (children.length > 0)
    notes.push(`${children.join(', ')} start other machines, which bill their own transitions.`);
  const opaque = uses.some((use) => isFunction(use.state) && workload.profiles[use.state.name] === undefined);
  if (opaque)
    notes.push('What the functions read and write is not known from the definition: not in DynamoDB.');
  const guessed = uses.filter(({ state }) => state.kind.type === 'Map' && !chances.items.has(state.name));
  if (guessed.length > 0) {
    notes.push(`One item is taken for ${guessed.map(({ state }) => state.name).join(', ')} (--items).`);
  }
  return notes;
};

const isFunction = ({ kind }: StateNode): boolean =>
  kind.type === 'Task' && /:lambda:|^\$\{/.test(kind.resource);

const isStart = ({ kind }: StateNode): boolean =>
  kind.type === 'Task' && /:states:startExecution/.test(kind.resource);
