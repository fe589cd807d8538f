import { GetExecutionHistoryCommand } from '@aws-sdk/client-sfn';
import { awsPorts, inspectSaga, replaySaga, type SagaReport, stateAt } from '../../lib/operations';
import { dynamoDbSagaLog, sfnOrchestrator, startSaga, systemClock, systemRandom } from '../../lib/runtime';
import {
  commandNames,
  flatSteps,
  foldEvents,
  hasCompensation,
  type SagaDefinition,
  type SagaElement,
  stateName,
  stepsOfElement,
} from '../../lib/saga';
import { checkBooks } from './books';
import type { Case } from './cases';
import { type Expected, expectedCompensations, expectedOf } from './expected';
import { predictedTransitions } from './prediction';
import type { OpenBench } from './stack';

/** Starts one case with its faults, under its own id. */
export const startCase = async (bench: OpenBench, one: Case): Promise<void> => {
  const { definition, input } = one.variant;
  const resources = bench.resources(definition);
  for (const fault of one.faults) bench.stack.addFault({ ...fault, sagaId: one.id });
  await startSaga(
    {
      log: dynamoDbSagaLog(
        { client: bench.clients.dynamodb, clock: systemClock, random: systemRandom, hasTime: () => true },
        resources.logTable,
      ),
      orchestrator: sfnOrchestrator(bench.clients.sfn),
      stateMachineArn: resources.stateMachineArn,
    },
    definition,
    one.id,
    input,
  );
};

export const inspectCase = (bench: OpenBench, one: Case): Promise<SagaReport> => {
  const { definition } = one.variant;
  return inspectSaga(bench.clients, bench.resources(definition), { id: one.id, definition });
};

/** What is there when everything has come to rest. */
export interface Observed extends Omit<Expected, 'ledgers'> {
  readonly ledgers: Readonly<Record<string, string>>;
  readonly transitions: number;
  /** Compensations in the order in which the execution entered their states. */
  readonly compensations: readonly string[];
}

export const observe = async (bench: OpenBench, one: Case): Promise<Observed> => {
  const report = await inspectCase(bench, one);
  const letters = report.deadLetters.map(({ command }) => command);
  return {
    status: report.status,
    error: report.execution.error,
    ledgers: Object.fromEntries(
      Object.values(report.ledgers)
        .flat()
        .map(({ step, state }) => [step, state]),
    ),
    deadLetters: [
      // Unknown ones last: they are wrong, and must be seen.
      ...commandNames(one.variant.definition).flatMap((name) => letters.filter((letter) => letter === name)),
      ...letters.filter((letter) => !commandNames(one.variant.definition).includes(letter)),
    ],
    steps: Object.fromEntries(report.steps.map(({ stepName, status }) => [stepName, status])),
    transitions: report.execution.transitions,
    compensations: await compensationOrder(bench, one),
  };
};

/** What must be true when everything has come to rest, as the definition alone has it. */
export const rightAnswer = (one: Case): Observed => ({
  ...expectedOf(one),
  transitions: predictedTransitions(one),
  compensations: expectedCompensations(one),
});

/** What differs from what must be true, in words; nothing when all is well. */
export const differences = (
  one: Case,
  observed: Observed,
  wanted: Observed = rightAnswer(one),
): readonly string[] => {
  const { definition } = one.variant;
  return [
    ...(Object.keys(wanted) as (keyof Observed)[])
      .filter((key) => key !== 'compensations')
      .flatMap((key) => differs(key, observed[key], wanted[key])),
    ...differs(
      'compensations',
      inElements(definition, observed.compensations),
      inElements(definition, wanted.compensations),
    ),
  ].map((line) => `${one.id}: ${line}`);
};

/** Runs of compensations that may go side by side, each sorted: a group's, or one alone. */
const inElements = (definition: SagaDefinition, compensations: readonly string[]): readonly string[][] => {
  const runs: { readonly element: SagaElement | undefined; readonly names: string[] }[] = [];
  for (const name of compensations) {
    const element = definition.steps.find((candidate) =>
      stepsOfElement(candidate).some(({ compensation }) => compensation === name),
    );
    const run = runs.at(-1);
    if (run && run.element === element) run.names.push(name);
    else runs.push({ element, names: [name] });
  }
  return runs.map(({ names }) => names.sort());
};

/** What one case came to, against what must be true of it. */
export const checkCase = async (
  bench: OpenBench,
  one: Case,
  wanted: Observed = rightAnswer(one),
): Promise<readonly string[]> => {
  const observed = await observe(bench, one);
  return [
    ...differences(one, observed, wanted),
    ...(await replayDiffers(bench, one)).map((line) => `${one.id}: ${line}`),
    ...(await checkBooks(bench, one, observed.status)).map((line) => `${one.id}: ${line}`),
  ];
};

/** The state that a replay shows at each event's time is the fold of the events until then, in whatever order they come. */
const replayDiffers = async (bench: OpenBench, one: Case): Promise<readonly string[]> => {
  const { definition } = one.variant;
  const ports = awsPorts(bench.clients, bench.resources(definition), definition);
  const logged = await ports.log.read({ name: definition.name, id: one.id });
  const { header, events } = logged ?? fail(`${one.id} has no log`);
  const { status: now } = await replaySaga(ports, one.id);
  const findings = [...differs('replay of now', now, foldEvents(header.steps, events).status)];
  for (const at of new Set(events.map((event) => event.at))) {
    const { status, steps } = stateAt({ header, events }, at);
    const folded = foldEvents(header.steps, events.filter((event) => event.at <= at).reverse());
    findings.push(
      ...differs(
        `replay at ${at}`,
        [status, steps.map((step) => step.status)],
        [folded.status, folded.steps.map((step) => step.status)],
      ),
    );
  }
  return findings;
};

const fail = (message: string): never => {
  throw new Error(message);
};

const sorted = (value: unknown): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
    : value;

const differs = (what: string, found: unknown, wanted: unknown): readonly string[] => {
  const [a, b] = [JSON.stringify(sorted(found)), JSON.stringify(sorted(wanted))];
  return a === b ? [] : [`${what} is ${a}, expected ${b}`];
};

/** Compensations in the order in which the execution entered their states. */
const compensationOrder = async (bench: OpenBench, one: Case): Promise<readonly string[]> => {
  const entered = await statesEntered(bench, one);
  const compensations = new Map(
    flatSteps(one.variant.definition)
      .filter(hasCompensation)
      .map((step) => [stateName(step.compensation), step.compensation]),
  );
  return entered.flatMap((state) => compensations.get(state) ?? []);
};

const statesEntered = async (bench: OpenBench, one: Case): Promise<readonly string[]> => {
  const { stateMachineArn } = bench.resources(one.variant.definition);
  const entered: string[] = [];
  let nextToken: string | undefined;
  do {
    const page = await bench.clients.sfn.send(
      new GetExecutionHistoryCommand({
        executionArn: `${stateMachineArn.replace(':stateMachine:', ':execution:')}:${one.id}`,
        ...(nextToken ? { nextToken } : {}),
      }),
    );
    for (const { stateEnteredEventDetails } of page.events ?? []) {
      if (stateEnteredEventDetails?.name) entered.push(stateEnteredEventDetails.name);
    }
    nextToken = page.nextToken;
  } while (nextToken);
  return entered;
};
