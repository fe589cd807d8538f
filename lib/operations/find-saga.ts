import { executionArn, type LoggedSaga, referenceOfExecution, unknownSaga } from '../runtime';
import { type ExecutionSummary, SAGA_ID, SagaError, type SagaReference } from '../saga';
import type { OperationPorts } from './operation-ports';

/** A saga as its log and Step Functions know it; at least one of them does. */
export interface FoundSaga {
  readonly id: string;
  readonly logged: LoggedSaga | undefined;
  readonly execution: ExecutionSummary | undefined;
}

/** @throws SagaError `UnknownSaga` when neither the log nor Step Functions knows it */
export const findSaga = async (ports: OperationPorts, id: string): Promise<FoundSaga> => {
  const found = await lookUpSaga(ports, id);
  if (!found) throw unknownSaga(ports.definition.name, id);
  return found;
};

/** Undefined when neither the log nor Step Functions knows it. */
export const lookUpSaga = async (
  { log, orchestrator, definition, stateMachineArn }: OperationPorts,
  id: string,
): Promise<FoundSaga | undefined> => {
  if (!SAGA_ID.test(id)) return undefined;
  const [logged, execution] = await Promise.all([
    log.read({ name: definition.name, id }),
    orchestrator.describe(executionArn(stateMachineArn, id)),
  ]);
  return logged || execution ? { id, logged, execution } : undefined;
};

/** @throws SagaError `SagaClosed`: nothing about the saga changes any more */
export const refuseClosed = ({ id, logged }: Pick<FoundSaga, 'id' | 'logged'>): void => {
  const closed = logged?.header.closed;
  if (!closed) return;
  throw new SagaError(
    'SagaClosed',
    `saga '${id}' was ${closed.as} at ${closed.at}: it is over for good, see 'saga show ${id}'`,
  );
};

/** Input of a saga: from its log, else from its execution. */
export const inputOf = ({ logged, execution }: FoundSaga): unknown =>
  logged?.header.input ??
  (execution?.input === undefined ? undefined : (JSON.parse(execution.input) as unknown));

/** What commands say about a saga of which no handler has run yet. */
export const referenceOfFound = (
  { definition, now }: Pick<OperationPorts, 'definition' | 'now'>,
  found: FoundSaga,
): SagaReference =>
  referenceOfExecution(definition, found.id, found.execution?.startTime ?? now(), inputOf(found));
