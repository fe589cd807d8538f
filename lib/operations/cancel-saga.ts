import { ensureUnwind, executionArn, isRunning, raiseToFold, referenceOf, startOf } from '../runtime';
import { CANCELLED, foldEvents, isUndone, SagaError, type SagaEvent, type SagaStatus } from '../saga';
import { refusalOf } from './cancel-plan';
import { type FoundSaga, findSaga, referenceOfFound, refuseClosed } from './find-saga';
import { OPERATOR, type OperationPorts } from './operation-ports';

export interface Cancellation {
  readonly sagaId: string;
  readonly sagaName: string;
  /**
   * `unwinding`: from now on it is undone. `already-unwinding`: it was cancelled, or its unwind was started, before.
   * `already-compensated`: there is nothing left to undo.
   */
  readonly outcome: 'unwinding' | 'already-unwinding' | 'already-compensated';
  /** Its status when it was cancelled. */
  readonly statusBefore: SagaStatus;
  /** Execution of the unwind machine; null when there is nothing to undo. */
  readonly unwind: string | null;
}

/**
 * Takes a saga back, as far as its definition allows it. What is in flight is refused by the tombstones; cancelling
 * again is harmless.
 *
 * One that can always be cancelled is marked in the log first, then its execution is stopped, then the unwind machine
 * runs. One that can be until its pivot is stopped first: only an execution that stands still cannot pass the pivot
 * behind the back of whoever looks. If it has just passed it, it is refused, and goes forward as every dead execution does.
 * @throws SagaError `UnknownSaga`, `SagaClosed`, `NotCancellable`, `PastPivot`
 */
export const cancelSaga = async (
  ports: OperationPorts,
  id: string,
  reason: string,
): Promise<Cancellation> => {
  const found = await findSaga(ports, id);
  refuseClosed(found);
  const { logged } = found;
  const events = logged?.events ?? [];
  const statusBefore = logged ? foldEvents(logged.header.steps, events).status : 'PENDING';
  const answer = { sagaId: id, sagaName: ports.definition.name, statusBefore };
  if (logged && isUndone(statusBefore)) {
    // Whoever marked it last may have died before the header said so.
    await raiseToFold(referenceOf(logged.header), ports);
    return { ...answer, outcome: 'already-compensated', unwind: null };
  }
  await refuse(ports, found);

  const start = startOf(
    ports.definition,
    logged ? referenceOf(logged.header) : referenceOfFound(ports, found),
  );
  if (ports.definition.cancellable === 'until-pivot') {
    await stop(ports, found);
    await refuse(ports, await findSaga(ports, id));
    await mark(ports, start, events, reason);
  } else {
    await mark(ports, start, events, reason);
    await stop(ports, found);
  }
  const unwind = await ensureUnwind(ports, start, events, reason);
  return { ...answer, outcome: unwind.started ? 'unwinding' : 'already-unwinding', unwind: unwind.name };
};

const refuse = async (ports: OperationPorts, found: FoundSaga): Promise<void> => {
  const { name } = ports.definition;
  switch (await refusalOf(ports, found)) {
    case 'never':
      throw new SagaError('NotCancellable', `saga '${found.id}' cannot be cancelled: no ${name} saga can`);
    case 'past-pivot':
      throw new SagaError(
        'PastPivot',
        `saga '${found.id}' is past its pivot: ${name} sagas can be cancelled only before that`,
      );
  }
};

const mark = async (
  ports: OperationPorts,
  start: Parameters<OperationPorts['log']['appendAndRaise']>[0],
  events: readonly SagaEvent[],
  reason: string,
): Promise<void> => {
  if (events.some(({ type }) => type === 'CancelRequested')) return;
  const cancelled: SagaEvent = {
    type: 'CancelRequested',
    runner: OPERATOR,
    attempt: 1,
    at: ports.now(),
    reason,
  };
  await ports.log.appendAndRaise(start, [cancelled], 'COMPENSATING');
};

const stop = async (ports: OperationPorts, { id, execution }: FoundSaga): Promise<void> => {
  if (!isRunning(execution)) return;
  await ports.orchestrator.stop(
    executionArn(ports.stateMachineArn, id),
    CANCELLED,
    'an operator cancelled the saga; the reason is in its log',
  );
};
