import {
  type CompensationCommand,
  compensatableElements,
  elementOf,
  type Failure,
  type FenceCommand,
  foldEvents,
  type LedgerItem,
  ledgerKey,
  type Reversal,
  type SagaDefinition,
  type SagaEvent,
  type SagaReference,
  type SagaStep,
  TransientError,
} from '../saga';
import { stepOfCommand, undoAuthor } from './books/author';
import { openClaims } from './books/claims';
import { openRecords } from './books/open-records';
import { planUndo } from './books/plan-undo';
import type { Action, Compensation, OutsideEffect } from './handlers';
import type { Work } from './participant-ports';
import { eventOf, raiseToFold, startOf } from './run-action';
import { isoTime } from './system-clock';

/**
 * Undoes a step, from its ledger item alone. Nothing to undo is a success: it leaves a tombstone that refuses whatever
 * is still in flight. Any number of undoers at once is harmless.
 */
export const runCompensation = async (
  definition: SagaDefinition,
  step: SagaStep,
  compensation: Compensation,
  command: CompensationCommand,
  work: Work,
): Promise<unknown> => {
  const { saga } = command;
  await logBeginning(definition, step, command, work);
  const key = ledgerKey(saga, step.name);
  const outcome = await work.ledger.undo(key, {
    reverse: true,
    plan: (done) => reversal(definition, step, compensation, saga, done, work),
  });
  if (outcome.kind === 'wait') throw outsideInProgress();
  if ('kind' in compensation && compensation.kind === 'undo-outside')
    await reverseOutside(compensation, key, work);
  const answer = outcome.kind === 'undone' ? outcome.answer : outcome.item.answer;
  const said = answer === undefined ? {} : { data: answer };
  await work.log.append(saga, eventOf(command, 'CompensationSucceeded', work, said));
  if (isFirstElement(definition, step)) await closeChain(command, work);
  return { state: 'UNDONE', ...(answer === undefined ? {} : { result: answer }) };
};

/** What a DONE step's undo writes beside its ledger item and its counters. */
const reversal = (
  definition: SagaDefinition,
  step: SagaStep,
  compensation: Compensation,
  saga: SagaReference,
  done: LedgerItem,
  work: Work,
): Promise<Reversal> => {
  const { ledger } = work;
  const claims = openClaims(work.log, saga);
  return planUndo(
    {
      author: undoAuthor(definition, step as SagaStep<string, string, string>, saga),
      ledger,
      open: openRecords(ledger, claims),
      claims,
      stepOf: stepOfCommand(definition),
      rule: typeof compensation === 'function' ? compensation : undefined,
      now: isoTime(work.clock.now()),
    },
    done,
  );
};

/**
 * The chain has come back to its beginning. A step that was given up and is still pending (its function never ran, not
 * even to undo it) was parked: the saga stays open for it. Once the chain is past it, the log says so.
 */
const closeChain = async (command: CompensationCommand, work: Work): Promise<void> => {
  const { saga, failure } = command;
  const logged = await work.log.read(saga);
  if (!logged) return;
  // Of a group with which the saga begins, the other branches are only about to be undone.
  const isPastFailure = !failure?.steps.includes(command.step.name);
  const untraced = foldEvents(logged.header.steps, logged.events)
    .steps.filter(
      ({ name, status }) => isPastFailure && failure?.steps.includes(name) && status === 'PENDING',
    )
    .map(({ name }) => ({ ...stepFailed(command, failure as Failure, work), step: name }));
  for (const failed of untraced) await work.log.append(saga, failed);
  const { status } = foldEvents(logged.header.steps, [...logged.events, ...untraced]);
  await work.log.raise(saga, status, isoTime(work.clock.now()));
};

const stepFailed = (command: CompensationCommand, failure: Failure, work: Work): SagaEvent =>
  eventOf(command, 'StepFailed', work, {
    error: { error: failure.error, cause: failure.cause.slice(0, 1000) },
  });

/** The ledger remembers that something outside is left to be taken back, until that has succeeded. */
const reverseOutside = async (
  effect: Pick<OutsideEffect<unknown>, 'reverse'>,
  key: string,
  work: Work,
): Promise<void> => {
  const item = await work.ledger.read(key);
  if (!item?.outsidePending) return;
  if ((item.until ?? 0) >= work.clock.now()) throw outsideInProgress();
  await effect.reverse(key);
  await work.ledger.settle(key);
};

const outsideInProgress = (): TransientError =>
  new TransientError('OutsideInProgress', 'the call outside may still be under way');

/** The compensation that starts the chain turns the saga back, in one transaction with its event. */
const logBeginning = async (
  definition: SagaDefinition,
  step: SagaStep,
  command: CompensationCommand,
  work: Work,
): Promise<void> => {
  const { saga, failure } = command;
  if (command.step.skipped === true) await work.log.append(saga, eventOf(command, 'StepSkipped', work));
  const started = eventOf(command, 'CompensationStarted', work);
  if (!failure?.steps.includes(step.name)) {
    await work.log.append(saga, started);
    return;
  }
  const failed = stepFailed(command, failure, work);
  const events = (await wasGivenUp(definition, step, command, work)) ? [failed, started] : [started];
  await work.log.appendAndRaise(startOf(definition, saga), events, 'COMPENSATING');
};

/** A group fails as a whole: a branch that had succeeded, or was never asked for, did not fail itself. */
const wasGivenUp = async (
  definition: SagaDefinition,
  step: SagaStep,
  command: CompensationCommand,
  work: Work,
): Promise<boolean> => {
  if (elementOf(definition, step.name)?.kind !== 'parallel') return true;
  if (command.step.skipped === true) return false;
  const item = await work.ledger.read(ledgerKey(command.saga, step.name));
  // An item that has a result was DONE, even if an earlier attempt of this compensation has undone it since.
  return item?.result === undefined;
};

const isFirstElement = (definition: SagaDefinition, step: SagaStep): boolean =>
  elementOf(definition, step.name) === definition.steps[0];

/**
 * Keeps a retriable step from ever happening; one that has happened stays. Of a call outside that was cut off nobody
 * knows what came of it: it is taken back.
 */
export const runFence = async (
  definition: SagaDefinition,
  action: Action<unknown>,
  command: FenceCommand,
  work: Work,
): Promise<unknown> => {
  const { saga } = command;
  const key = ledgerKey(saga, command.step.name);
  const state = await work.ledger.fence(key);
  if (typeof action !== 'function') await reverseOutside(action, key, work);
  await work.log.appendAndRaise(
    startOf(definition, saga),
    [eventOf(command, 'StepFenced', work, { data: { state } })],
    'COMPENSATING',
  );
  // Otherwise the last compensation closes the saga.
  if (compensatableElements(definition).length === 0) await raiseToFold(saga, work);
  return { state };
};
