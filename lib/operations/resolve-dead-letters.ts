import { raiseToFold, referenceOf, unknownSaga } from '../runtime';
import { foldEvents, ledgerKey, SagaError, type SagaReference, type SagaStatus } from '../saga';
import type { StepLetter } from './dead-letter';
import { refuseClosed } from './find-saga';
import { deadLettersOf } from './list-dead-letters';
import { OPERATOR, type OperationPorts } from './operation-ports';
import { removeCopies } from './remove-copies';

export interface Resolution {
  readonly sagaId: string;
  readonly sagaName: string;
  /** Steps that count as settled from now on. */
  readonly steps: readonly string[];
  readonly reason: string;
  readonly status: SagaStatus;
}

export interface ResolveRequest {
  readonly id: string;
  /** One step; all that were given up, if none is named. */
  readonly step?: string;
  /** What was done by hand, for whoever reads the log. */
  readonly reason: string;
}

/**
 * Closes steps that were given up and that somebody has settled by hand: undone a compensation, done a retriable step.
 * First the ledger says so, without changing any effect; then the log, with the reason; then the messages go. A copy of
 * a message that comes afterwards finds it settled.
 * @throws SagaError `UnknownSaga`, `SagaClosed`, `NoDeadLetter`, `StillInProgress`, `AlreadyCompensated`
 */
export const resolveDeadLetters = async (
  ports: OperationPorts,
  { id, step, reason }: ResolveRequest,
): Promise<Resolution> => {
  const saga = { name: ports.definition.name, id };
  const logged = await ports.log.read(saga);
  if (!logged) throw unknownSaga(saga.name, id);
  refuseClosed({ id, logged });
  const letters = (await deadLettersOf(ports, id)).filter(
    (letter) => step === undefined || letter.step === step,
  );
  if (letters.length === 0) {
    const what = step === undefined ? 'no step' : `no step '${step}'`;
    throw new SagaError(
      'NoDeadLetter',
      `saga '${id}' has ${what} that was given up: list them with 'saga dead-letters list'`,
    );
  }
  const reference = referenceOf(logged.header);
  for (const letter of letters) await settle(ports, reference, letter, reason);
  await raiseToFold(reference, ports);
  await removeCopies(ports, letters);
  const after = await ports.log.read(saga);
  return {
    sagaId: id,
    sagaName: saga.name,
    steps: letters.map((letter) => letter.step),
    reason,
    status: after ? foldEvents(after.header.steps, after.events).status : logged.header.status,
  };
};

const settle = async (
  ports: OperationPorts,
  saga: SagaReference,
  letter: StepLetter,
  reason: string,
): Promise<void> => {
  const event = { step: letter.step, runner: OPERATOR, attempt: 1, at: ports.now(), reason };
  if (letter.phase === 'compensation') {
    await undoneByHand(ports, saga, letter);
    await ports.log.append(saga, { ...event, type: 'CompensationResolved' });
  } else {
    const data = await doneByHand(ports, saga, letter);
    await ports.log.append(saga, { ...event, type: 'StepSucceeded', data });
  }
};

const undoneByHand = async (
  ports: OperationPorts,
  saga: SagaReference,
  letter: StepLetter,
): Promise<void> => {
  const ledger = ports.ledgerOf(letter.participant);
  const key = ledgerKey(saga, letter.step);
  const outcome = await ledger.undo(key, { reverse: false });
  if (outcome.kind === 'wait') throw stillInProgress(letter, outcome.until);
  // Whatever was left to take back outside, somebody has taken back.
  if (outcome.kind === 'already-undone' && outcome.item.outsidePending) await ledger.settle(key);
};

/** @returns the result that the step has from now on: its own if it had succeeded after all */
const doneByHand = async (
  ports: OperationPorts,
  saga: SagaReference,
  letter: StepLetter,
): Promise<unknown> => {
  const ledger = ports.ledgerOf(letter.participant);
  const key = ledgerKey(saga, letter.step);
  const committed = await ledger.commit(key, { result: null, effects: [] });
  // A call outside that was cut off, and whose time is up, is over: nobody but the operator knows what came of it.
  const isCutOff = committed.kind === 'doing' && committed.until < ports.clock.now();
  const outcome = isCutOff ? await ledger.finish(key, null) : committed;
  switch (outcome.kind) {
    case 'committed':
    case 'exhausted':
      return null;
    case 'already-done':
      return outcome.item.result;
    case 'doing':
      throw stillInProgress(letter, outcome.until);
    case 'undone':
      throw new SagaError(
        'AlreadyCompensated',
        `${letter.step} of saga '${saga.id}' was ruled out when the saga was turned back: it cannot be done any more`,
      );
  }
};

const stillInProgress = (letter: StepLetter, until: number): SagaError =>
  new SagaError(
    'StillInProgress',
    `a call of ${letter.command} may still be under way: try again after ${new Date(until).toISOString()}`,
  );
