import { GetExecutionHistoryCommand } from '@aws-sdk/client-sfn';
import { awsPorts, inspectSaga, replaySaga, type SagaReport, stateAt } from '../../lib/operations';
import { dynamoDbSagaLog, sfnOrchestrator, startSaga, systemClock, systemRandom } from '../../lib/runtime';
import { flatSteps, foldEvents, hasCompensation, stateName } from '../../lib/saga';
import type { Case } from './cases';
import { expectedOf } from './expected';
import { predictedTransitions } from './prediction';
import type { Bench } from './stack';

/** Starts one case with its faults, under its own id. */
export const startCase = async (bench: Bench, one: Case): Promise<void> => {
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

export const inspectCase = (bench: Bench, one: Case): Promise<SagaReport> => {
  const { definition } = one.variant;
  return inspectSaga(bench.clients, bench.resources(definition), { id: one.id, definition });
};

/** What differs from what must be true, in words; nothing when all is well. */
export const checkCase = async (bench: Bench, one: Case): Promise<readonly string[]> => {
  const report = await inspectCase(bench, one);
  const expected = expectedOf(one);
  const found = {
    status: report.status,
    error: report.execution.error,
    ledgers: Object.fromEntries(
      Object.values(report.ledgers)
        .flat()
        .map(({ step, state }) => [step, state]),
    ),
    deadLetters: report.deadLetters.map(({ command }) => command),
    transitions: report.execution.transitions,
  };
  const wanted = { ...expected, transitions: predictedTransitions(one) };
  return [
    ...Object.keys(wanted).flatMap((key) => differs(key, found[key as 'status'], wanted[key as 'status'])),
    ...differs('step statuses', stepStatuses(report), expectedStatuses(one, report)),
    ...(await replayDiffers(bench, one)),
    ...differs('order of compensations', await compensationOrder(bench, one), await reverseOrder(bench, one)),
  ].map((line) => `${one.id}: ${line}`);
};

/** The state that a replay shows at each event's time is the fold of the events until then, in whatever order they come. */
const replayDiffers = async (bench: Bench, one: Case): Promise<readonly string[]> => {
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

const stepStatuses = (report: SagaReport): Record<string, string> =>
  Object.fromEntries(report.steps.map(({ stepName, status }) => [stepName, status]));

/** Statuses of the steps follow from where the saga ended: undone, parked, done, skipped or never begun. */
const expectedStatuses = (one: Case, report: SagaReport): Record<string, string> => {
  const expected = expectedOf(one);
  const backward = expected.status === 'COMPENSATED' || expected.status === 'COMPENSATION_FAILED';
  return Object.fromEntries(
    report.steps.map(({ stepName, compensation }) => {
      const reached = stepName in expected.ledgers || expected.deadLetters.includes(compensation?.name ?? '');
      if (one.variant.skipped.includes(stepName))
        return [stepName, reached || !backward ? 'SKIPPED' : 'PENDING'];
      if (expected.deadLetters.includes(stepName)) return [stepName, 'PARKED'];
      if (expected.deadLetters.includes(compensation?.name ?? '')) return [stepName, 'COMPENSATION_FAILED'];
      if (!reached) return [stepName, 'PENDING'];
      return [stepName, backward ? 'COMPENSATED' : 'SUCCEEDED'];
    }),
  );
};

/** Compensations in the order in which the execution entered their states. */
const compensationOrder = async (bench: Bench, one: Case): Promise<readonly string[]> => {
  const entered = await statesEntered(bench, one);
  const compensations = new Map(
    flatSteps(one.variant.definition)
      .filter(hasCompensation)
      .map((step) => [stateName(step.compensation), step.compensation]),
  );
  return entered.flatMap((state) => compensations.get(state) ?? []);
};

/** Last to first; members of a group side by side, in the order of the definition. */
const reverseOrder = async (bench: Bench, one: Case): Promise<readonly string[]> => {
  const entered = new Set(await compensationOrder(bench, one));
  return [...one.variant.definition.steps]
    .reverse()
    .flatMap((element) => (element.kind === 'parallel' ? element.steps : [element]))
    .flatMap(({ compensation }) => (compensation && entered.has(compensation) ? [compensation] : []));
};

const statesEntered = async (bench: Bench, one: Case): Promise<readonly string[]> => {
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
