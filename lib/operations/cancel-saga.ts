import { ensureUnwind, executionArn, isRunning, referenceOf, startOf } from '../runtime';
import { foldEvents, type SagaEvent, type SagaStatus } from '../saga';
import { findSaga, referenceOfFound } from './find-saga';
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

/** Error of an execution that was stopped because its saga was cancelled. */
const STOP_ERROR = 'SagaCancelled';

/**
 * Takes a saga back, whatever it is doing: completed, running, compensating. First the log says so, then the execution
 * is stopped, then the unwind machine runs. What is in flight is refused by the tombstones; cancelling again is harmless.
 * @throws SagaError `UnknownSaga`
 */
export const cancelSaga = async (
  ports: OperationPorts,
  id: string,
  reason: string,
): Promise<Cancellation> => {
  const found = await findSaga(ports, id);
  const { logged, execution } = found;
  const events = logged?.events ?? [];
  const statusBefore = logged ? foldEvents(logged.header.steps, events).status : 'PENDING';
  const answer = { sagaId: id, sagaName: ports.definition.name, statusBefore };
  if (statusBefore === 'COMPENSATED') return { ...answer, outcome: 'already-compensated', unwind: null };

  const start = startOf(
    ports.definition,
    logged ? referenceOf(logged.header) : referenceOfFound(ports, found),
  );
  if (!wasCancelled(events)) {
    const cancelled: SagaEvent = {
      type: 'CancelRequested',
      runner: OPERATOR,
      attempt: 1,
      at: ports.now(),
      reason,
    };
    await ports.log.appendAndRaise(start, [cancelled], 'COMPENSATING');
  }
  if (isRunning(execution)) {
    await ports.orchestrator.stop(
      executionArn(ports.stateMachineArn, id),
      STOP_ERROR,
      'an operator cancelled the saga; the reason is in its log',
    );
  }
  const unwind = await ensureUnwind(ports, start, events, reason);
  return { ...answer, outcome: unwind.started ? 'unwinding' : 'already-unwinding', unwind: unwind.name };
};

const wasCancelled = (events: readonly SagaEvent[]): boolean =>
  events.some(({ type }) => type === 'CancelRequested');
