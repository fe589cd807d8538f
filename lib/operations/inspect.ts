import {
  dynamoDbLedger,
  dynamoDbRecords,
  dynamoDbSagaLog,
  executionArn,
  stateOf,
  systemClock,
  systemRandom,
  type TransactTools,
  unwindName,
} from '../runtime';
import {
  foldEvents,
  loggedSteps,
  type SagaDefinition,
  SagaError,
  type SagaEvent,
  type SagaHeader,
} from '../saga';
import { lettersOf, type StepLetter } from './dead-letter';
import { type ExecutionRecord, readExecution } from './execution-record';
import { failedSteps, finishersOf } from './report-ends';
import { inOrder, reportEvents } from './report-events';
import { readLedgers, reportLedgers } from './report-ledgers';
import { reportSteps } from './report-steps';
import { sagaRecords } from './saga-records';
import type { DeadLetterReport, SagaReport } from './saga-report';
import type { AwsClients, SagaResources } from './saga-resources';

export interface InspectOptions {
  readonly id: string;
  /** Fills in for the log of a saga of which no handler ever ran. */
  readonly definition: SagaDefinition;
}

/**
 * Everything there is to know about one saga: from its log, the execution history and the participants' tables. No queue
 * is looked at: its messages may be thousands, and the log knows what they are about.
 * @throws SagaError `UnknownSaga` when neither the log nor Step Functions knows it
 */
export const inspectSaga = async (
  clients: AwsClients,
  resources: SagaResources,
  { id, definition }: InspectOptions,
): Promise<SagaReport> => {
  const saga = { name: resources.sagaName, id };
  const tools = readingTools(clients);
  const log = dynamoDbSagaLog(tools, resources.logTable);
  const ledgerOf = (participant: string) => dynamoDbLedger(tools, resources.tableOf(participant));
  const recordsOf = (participant: string) =>
    dynamoDbRecords(clients.dynamodb, resources.tableOf(participant));
  const [logged, execution] = await Promise.all([
    log.read(saga),
    readExecution(clients.sfn, executionArn(resources.stateMachineArn, id)),
  ]);
  if (!logged && !execution) {
    throw new SagaError('UnknownSaga', `there is no ${saga.name} saga '${id}'`);
  }
  const steps = logged?.header.steps ?? loggedSteps(definition);
  const events = logged?.events ?? [];
  const unwinds = await readUnwinds(clients, resources, id, events);
  const runs = [...(execution ? [execution] : []), ...unwinds];
  const status = logged ? stateOf(logged).status : foldEvents(steps, events).status;
  const failedAt = failedSteps(events, execution);
  const reported = reportSteps(steps, events, runs, failedAt);
  const { whenUndone } = definition;
  const ledgers = await readLedgers({ definition: { name: saga.name, whenUndone }, ledgerOf }, id, steps);
  return {
    sagaId: id,
    sagaName: saga.name,
    version: logged?.header.version ?? definition.version,
    status,
    ...timesOf(logged?.header, execution, inOrder(steps, events), definition),
    execution: {
      status: execution?.status ?? null,
      error: execution?.error ?? null,
      cause: execution?.cause ?? null,
      transitions: execution?.transitions ?? 0,
      ...(runs.some(({ isIncomplete }) => isIncomplete) ? { historyIncomplete: true as const } : {}),
    },
    finishedBy: finishersOf(status, reported),
    failedAt,
    steps: reported,
    events: reportEvents(steps, events),
    ledgers: reportLedgers(saga, steps, ledgers),
    records: await sagaRecords({ log, recordsOf }, ledgers),
    ...(logged?.header.closed ? { closed: logged.header.closed } : {}),
    deadLetters: logged ? lettersOf(logged, systemClock.now()).map(reportLetter) : [],
  };
};

const reportLetter = ({ step, command, error, attempts, message }: StepLetter): DeadLetterReport => ({
  step,
  command,
  error: error.error,
  attempts,
  message,
});

/** Reading never retries a transaction, so its tools are never asked for time or chance. */
const readingTools = ({ dynamodb }: AwsClients): TransactTools => ({
  client: dynamodb,
  clock: systemClock,
  random: systemRandom,
  hasTime: () => false,
});

const timesOf = (
  header: SagaHeader | undefined,
  execution: ExecutionRecord | undefined,
  events: readonly SagaEvent[],
  definition: SagaDefinition,
): Pick<SagaReport, 'createTime' | 'updateTime' | 'expireTime'> => {
  const createTime = header?.createTime ?? execution?.startTime ?? null;
  const expireTime =
    header?.expireTime ??
    (createTime === null
      ? null
      : new Date(Date.parse(createTime) + definition.deadlineSeconds * 1000).toISOString());
  // Erasing is no part of what it took.
  const last = events.findLast(({ type }) => type !== 'SagaErased')?.at;
  const updates = [header?.updateTime, last, createTime].filter((time) => typeof time === 'string');
  return { createTime, expireTime, updateTime: updates.sort().pop() ?? null };
};

/** Executions of the unwind machine that the log knows of; their runners are `u1`, `u2` … */
const readUnwinds = async (
  clients: AwsClients,
  resources: SagaResources,
  id: string,
  events: readonly SagaEvent[],
): Promise<readonly ExecutionRecord[]> => {
  const runners = new Set(events.map(({ runner }) => runner).filter((runner) => /^u\d+$/.test(runner)));
  const records = await Promise.all(
    [...runners].map((runner) =>
      readExecution(
        clients.sfn,
        executionArn(resources.unwindMachineArn, unwindName(id, Number(runner.slice(1)))),
      ),
    ),
  );
  return records.filter((record) => record !== undefined);
};
