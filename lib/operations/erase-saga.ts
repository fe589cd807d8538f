import { isRunning, type LoggedSaga, referenceOf, saysSomething, stateOf } from '../runtime';
import {
  isOver,
  type LedgerRemoval,
  type LogRemoval,
  ledgerKey,
  ledgerPlaces,
  SagaError,
  type SagaStatus,
} from '../saga';
import { type FoundSaga, findSaga } from './find-saga';
import { OPERATOR, type OperationPorts } from './operation-ports';

export interface ErasePorts extends OperationPorts {
  readonly logRemoval: LogRemoval;
  /** Of a participant's ledger. */
  readonly ledgerRemovalOf: (participant: string) => LedgerRemoval;
}

/** What erasing a saga takes away. */
export interface ErasePlan {
  readonly sagaId: string;
  readonly sagaName: string;
  readonly status: SagaStatus;
  /** Whether its log holds its input. */
  readonly input: boolean;
  /** Events with a result, a cause or a reason. */
  readonly events: number;
  /** Ledgers of these participants are looked into for results, and for what they keep of records. */
  readonly participants: readonly string[];
  /** Why it would be refused; null when it would not. */
  readonly refusal: 'not-over' | 'removed' | null;
}

export interface Erasure {
  readonly sagaId: string;
  readonly sagaName: string;
  readonly status: SagaStatus;
  readonly reason: string;
  /** ISO 8601. */
  readonly at: string;
  /** Events from which something was taken. */
  readonly events: number;
  /** Ledger items from which something was taken. */
  readonly ledgerItems: number;
}

/** @throws SagaError `UnknownSaga` */
export const planErasure = async (ports: ErasePorts, id: string): Promise<ErasePlan> => {
  const found = await findSaga(ports, id);
  const { logged } = found;
  return {
    sagaId: id,
    sagaName: ports.definition.name,
    status: statusOf(found),
    input: logged?.header.input !== undefined,
    events: logged ? logged.events.filter(saysSomething).length : 0,
    participants: logged
      ? [...new Set(ledgerPlaces(ports.definition, logged.header.steps).map(({ by }) => by))]
      : [],
    refusal: refusalOf(found),
  };
};

const statusOf = ({ logged }: FoundSaga): SagaStatus => (logged ? stateOf(logged).status : 'PENDING');

const refusalOf = (found: FoundSaga): ErasePlan['refusal'] => {
  if (found.logged?.header.closed?.as === 'removed') return 'removed';
  return isOver(statusOf(found)) && !isRunning(found.execution) ? null : 'not-over';
};

/**
 * Takes out of an ended saga what it was told and answered: input, results, causes and reasons, from log and ledgers, and what
 * ledgers keep of records; the records themselves belong to the participants' books, and stay. Ids,
 * types and times stay, and with them what it came to. An event of its own says so; nothing about the saga changes any
 * more. Erasing again goes on where it was cut off, and takes what came late.
 * @throws SagaError `UnknownSaga`, `SagaNotOver`, `SagaClosed`, `SagaChanged`
 */
export const eraseSaga = async (ports: ErasePorts, id: string, reason: string): Promise<Erasure> => {
  const found = await findSaga(ports, id);
  const refusal = refusalOf(found);
  const status = statusOf(found);
  if (refusal === 'not-over') {
    throw new SagaError(
      'SagaNotOver',
      `saga '${id}' is ${status}: only one that is over can be erased, wait for its end or bring it there`,
    );
  }
  const saga = { name: ports.definition.name, id };
  const logged = await raised(ports, found.logged, status);
  if (!logged || refusal === 'removed') {
    throw new SagaError('SagaClosed', `saga '${id}' was removed: there is nothing left to erase`);
  }
  const { header } = logged;
  const at = header.closed?.at ?? ports.now();
  if (!header.closed) {
    const event = { type: 'SagaErased', runner: OPERATOR, attempt: 1, at, reason } as const;
    if (!(await ports.logRemoval.close(header, { as: 'erased', at }, [event]))) {
      throw new SagaError('SagaChanged', `saga '${id}' has gone on meanwhile: look at it, and try again`);
    }
  }
  const events = await ports.logRemoval.strip(saga, logged.events);
  let ledgerItems = 0;
  for (const { by, name } of ledgerPlaces(ports.definition, header.steps)) {
    if (await ports.ledgerRemovalOf(by).strip(ledgerKey(saga, name))) ledgerItems++;
  }
  return { sagaId: id, sagaName: saga.name, status, reason, at, events, ledgerItems };
};

/** A header that has not heard of the end yet would not hear of it any more. */
const raised = async (
  { log, now }: ErasePorts,
  logged: LoggedSaga | undefined,
  status: SagaStatus,
): Promise<LoggedSaga | undefined> => {
  if (!logged || logged.header.closed || logged.header.status === status) return logged;
  const saga = referenceOf(logged.header);
  await log.raise(saga, status, now());
  return log.read(saga);
};
